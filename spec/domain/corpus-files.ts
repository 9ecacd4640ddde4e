import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of a file of the corpus: one object a line, by the names in the first line. See corpus/README.md. */
export function corpus<Column extends string>(file: string): readonly Readonly<Record<Column, string>>[] {
  const lines = readFileSync(join(__dirname, 'corpus', file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const [names = [], ...rows] = lines;
  return rows.map((cells) => {
    if (cells.length !== names.length)
      throw new Error(`${file}: ${cells.join(' | ')} has not ${names.length} cells`);
    return Object.fromEntries(names.map((name, index) => [name, cells[index]])) as Record<Column, string>;
  });
}

/** Bytes written in hexadecimal, with spaces anywhere. */
export function bytesOf(hex: string): Uint8Array {
  const digits = hex.replaceAll(' ', '');
  if (!/^([0-9A-F]{2})*$/.test(digits)) throw new Error(`${hex} is no sequence of bytes`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

/** Every class byte of a cell such as `0X 84`, in hexadecimal. */
export function classesOf(cell: string): readonly string[] {
  return cell
    .split(/ +/)
    .flatMap((pattern) =>
      pattern.endsWith('X') ? [...'0123456789ABCDEF'].map((digit) => pattern.replace('X', digit)) : [pattern],
    );
}

/** The cell's value; undefined for a `-` or an empty cell. */
export const given = (cell: string): string | undefined => (cell === '-' || cell === '' ? undefined : cell);

/** What a class byte says, by `classes.psv`. */
export interface ExpectedClass {
  readonly kind: string;
  readonly logicalChannel: number;
  readonly secureMessaging: string;
  readonly chained: boolean;
}

type ClassColumn = 'from' | 'to' | 'kind' | 'channel' | 'secure_messaging' | 'chained';

/** All 256 class bytes. */
export const CLASSES: readonly ExpectedClass[] = corpus<ClassColumn>('classes.psv').flatMap((row) => {
  const from = Number.parseInt(row.from, 16);
  const channel = given(row.channel);
  return Array.from({ length: Number.parseInt(row.to, 16) - from + 1 }, (_, index) => ({
    kind: row.kind,
    logicalChannel: channel === undefined ? 0 : Number(channel) + index,
    secureMessaging: row.secure_messaging,
    chained: row.chained === 'yes',
  }));
});

type CommandColumn = 'classes' | 'apdu' | 'name' | 'case' | 'form' | 'nc' | 'ne' | 'secret';

/** A C-APDU of the corpus in one class, and what is to be said of it. */
export interface ExpectedCommand {
  readonly hex: string;
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly commandCase: number;
  readonly extended: boolean;
  readonly dataLength: number;
  readonly le: number | undefined;
  readonly secret: { readonly data: boolean; readonly response: boolean };
}

/** Every command of `commands.psv` in each of its classes; all is secret under secure messaging. */
export const COMMANDS: readonly ExpectedCommand[] = corpus<CommandColumn>('commands.psv').flatMap((row) =>
  classesOf(row.classes).map((cla) => {
    const secured = CLASSES[Number.parseInt(cla, 16)]?.secureMessaging !== 'none';
    const hex = `${cla} ${row.apdu}`;
    return {
      hex,
      bytes: bytesOf(hex),
      name: row.name,
      commandCase: Number(row.case),
      extended: row.form === 'extended',
      dataLength: Number(row.nc),
      le: row.ne === '' ? undefined : Number(row.ne),
      secret: {
        data: secured || row.secret === 'data' || row.secret === 'both',
        response: secured || row.secret === 'response' || row.secret === 'both',
      },
    };
  }),
);
