import { accepted, type Dialect, type RawValue, refused, type ValueType } from '../value-type';
import { parseDecimal } from './number';

/** A size as code and YAML write it: `16 MB` is 16,000,000 bytes, `16 MiB` is 16,777,216. */
export type ByteSizeText = `${number}${'' | ' '}${'B' | 'kB' | 'KB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`;

/** Decimal units as SI defines them, binary ones as IEC 80000-13 does; their case does not matter. */
const UNIT_BYTES: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
]);

const FORMAT_UNITS = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

const WITH_UNIT = /^(\d+(?:\.\d+)?) ?([a-z]{1,3})$/i;
const LONGEST_TEXT = 40;
const RULE = 'must be a size with a unit, such as 16 MB or 512 KiB';
const ENVIRONMENT_RULE = 'must be a size such as 16 MB or 512 KiB, or a number of bytes';

/** Whole bytes of a size; `undefined` when it is none. A bare number of bytes is taken from the environment alone. */
export function parseByteSize(value: unknown, dialect: Dialect): number | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_TEXT) return undefined;
  const text = value.trim();
  const match = WITH_UNIT.exec(text);
  if (match === null && dialect === 'structured') return undefined;
  const unitBytes = UNIT_BYTES.get(match?.[2]?.toLowerCase() ?? 'b');
  const amount = parseDecimal(match?.[1] ?? text);
  if (unitBytes === undefined || amount === undefined || amount < 0) return undefined;
  const bytes = Math.round(amount * unitBytes);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The shortest exact way to write a size in decimal units: 16000000 → `16 MB`. */
export function formatByteSize(bytes: number): ByteSizeText {
  for (const [unit, unitBytes] of FORMAT_UNITS) {
    if (bytes > 0 && bytes % unitBytes === 0) return `${bytes / unitBytes} ${unit}`;
  }
  return `${bytes} B`;
}

/** A size in bytes, at least `leastBytes`. */
export function byteSize({ leastBytes }: { readonly leastBytes: number }): ValueType<number, ByteSizeText> {
  return {
    label: 'size',
    rule: RULE,
    example: '16 MB',
    parse({ value, dialect }: RawValue) {
      const bytes = parseByteSize(value, dialect);
      if (bytes === undefined) return refused(dialect === 'structured' ? RULE : ENVIRONMENT_RULE);
      return bytes < leastBytes ? refused(`must be at least ${formatByteSize(leastBytes)}`) : accepted(bytes);
    },
    format: formatByteSize,
  };
}
