import fc from 'fast-check';
import {
  COMMAND_ROWS,
  COMMAND_TYPES,
  commandSensitivity,
  commandType,
  commandTypeOfBytes,
  encodeCommand,
  isSecretCommand,
  parseCommand,
  sensitivityOf,
} from '../../lib/domain';
import { sharedTable } from './shared-data';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** Every class byte of a cell such as "0X 4X 6X". */
const classesOf = (cell: string) =>
  cell
    .split(' ')
    .flatMap((pattern) =>
      pattern.endsWith('X') ? [...'0123456789ABCDEF'].map((digit) => pattern.replace('X', digit)) : [pattern],
    );

/** P1, P2 and the rest that make an ambiguous instruction the command that the table's note describes. */
const TELLING: Readonly<Record<string, string>> = {
  'GET_STATUS F2': '4000024F0000',
  'STATUS F2': '000000',
  'GET_DATA CB': '00FF045C02DF30',
  'RETRIEVE_DATA CB': '00800181',
  'BEGIN_RMAC_SESSION 7A': '10010100',
  'EXCHANGE_CAPABILITIES 7A': '0000',
  'END_RMAC_SESSION 78': '0003',
  'GET_IDENTITY 78': '000100',
};

describe('commandType', () => {
  test.each([
    ['00A40400', 'SELECT'],
    ['43A40400', 'SELECT'],
    ['6FA40400', 'SELECT'],
    ['A0A40000023F00', 'SELECT'],
    ['00E40000', 'DELETE_FILE'],
    ['80E40000', 'DELETE'],
    ['00E60000', 'TERMINATE_DF'],
    ['C4E60400', 'INSTALL'],
    ['00200001083132333400000000', 'VERIFY'],
    ['A0200001083132333400000000', 'VERIFY_CHV'],
    ['A0A20000', 'SEEK'],
    ['00A20000', 'SEARCH_RECORD'],
    ['00820000', 'EXTERNAL_AUTHENTICATE'],
    ['84820100', 'EXTERNAL_AUTHENTICATE'],
    ['80820100', '_OTHER'],
    ['80F24000024F00', 'GET_STATUS'],
    ['80F28002024F0000', 'GET_STATUS'],
    ['80F2400205 5C029F70 00', 'STATUS'],
    ['80F24002055C014F4F00', 'GET_STATUS'],
    ['80F24002035C014F', 'STATUS'],
    ['80F240040 24F00', 'STATUS'],
    ['80F2000000', 'STATUS'],
    ['80F2000C', 'STATUS'],
    ['84F24002021234', 'GET_STATUS'],
    ['E4F24002021234', 'GET_STATUS'],
    ['80CB00FF025C00', 'GET_DATA'],
    ['80CB0080015C', 'RETRIEVE_DATA'],
    ['80CB0080025C05', 'RETRIEVE_DATA'],
    ['80CB000000', 'RETRIEVE_DATA'],
    ['807A000000', 'EXCHANGE_CAPABILITIES'],
    ['807A10000100', 'BEGIN_RMAC_SESSION'],
    ['847A1000', 'BEGIN_RMAC_SESSION'],
    ['8078000308', 'END_RMAC_SESSION'],
    ['84780001', 'END_RMAC_SESSION'],
    ['8078000100', 'GET_IDENTITY'],
    ['8178000300', 'GET_IDENTITY'],
    ['20A40000', '_OTHER'],
    ['FFCA0000', '_OTHER'],
    ['00000000', '_OTHER'],
    ['00A4', '_OTHER'],
    ['', '_OTHER'],
  ])('names %s %s', (hex, expected) => {
    expect(commandTypeOfBytes(bytes(hex.replaceAll(' ', '')))).toBe(expected);
  });

  test('names a malformed command by its header', () => {
    expect(commandTypeOfBytes(bytes('00A40004103F00'))).toBe('SELECT');
    expect(commandTypeOfBytes(bytes('80F24000FF4F00'))).toBe('STATUS');
  });

  test('gives the same from bytes as from a parsed command, and only names that it lists', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 20 }), (input) => {
        const command = parseCommand(input);
        const type = commandTypeOfBytes(input);
        expect(COMMAND_TYPES).toContain(type);
        expect(commandType(command.ok ? command : (command.header ?? { cla: 0, ins: 0, p1: 0, p2: 0 }))).toBe(
          type,
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('knows every row of the shared table of commands', () => {
    const rows = sharedTable('commands.csv') ?? [
      { cla: '0X 4X 6X', ins: 'A4', command_type: 'SELECT', standard: 'ISO 7816-4 / TS 102 221', note: '' },
      {
        cla: '80',
        ins: '50',
        command_type: 'INITIALIZE_UPDATE',
        standard: 'GlobalPlatform SCP02 SCP03',
        note: '',
      },
    ];
    for (const row of rows) {
      const rest = TELLING[`${row.command_type} ${row.ins}`] ?? '0000';
      for (const cla of classesOf(row.cla ?? '')) {
        // A secured class hides the data that would tell; class 81 and up has no GET STATUS without it.
        if (row.ins === 'F2' && row.command_type === 'STATUS' && cla === '84') continue;
        if (row.ins === '78' && row.command_type === 'GET_IDENTITY' && /^(8[4-F]|E)/.test(cla)) continue;
        expect([cla, row.ins, commandTypeOfBytes(bytes(cla + row.ins + rest))]).toEqual([
          cla,
          row.ins,
          row.command_type,
        ]);
      }
      const ours = COMMAND_ROWS.filter(
        (candidate) =>
          candidate.commandType === row.command_type && candidate.ins === Number.parseInt(row.ins ?? '', 16),
      );
      expect(ours.map((candidate) => candidate.standard)).toContain(row.standard);
    }
  });

  test('knows no class and instruction that is in no row', () => {
    const known = new Set(
      COMMAND_ROWS.flatMap((row) =>
        classesOf(row.classes).map((cla) => Number.parseInt(cla, 16) * 256 + row.ins),
      ),
    );
    for (let key = 0; key < 0x10000; key += 1) {
      const type = commandType({ cla: key >> 8, ins: key & 0xff, p1: 0, p2: 0 });
      expect([key, type !== '_OTHER']).toEqual([key, known.has(key)]);
    }
  });
});

describe('sensitivity', () => {
  test.each([
    ['00200001', true],
    ['002C0001', true],
    ['A0240001', true],
    ['80D80000', true],
    ['80E20000', true],
    ['00880081', true],
    ['80500000', true],
    ['00A40400', false],
    ['80F24000024F00', false],
    ['0CA40400', true],
    ['12345678', true],
  ])('says of the data of %s that its being secret is %s', (hex, secret) => {
    const command = parseCommand(bytes(hex));
    expect(command.ok && isSecretCommand(command)).toBe(secret);
  });

  test('covers every command whose data the shared table calls secret', () => {
    const rows = sharedTable('commands.csv') ?? [{ command_type: 'VERIFY', note: 'data is secret' }];
    const secret = rows.filter((row) => /secret/.test(row.note ?? ''));
    expect(secret.length).toBeGreaterThan(0);
    for (const row of secret) {
      const type = COMMAND_TYPES.find((candidate) => candidate === row.command_type) ?? 'SELECT';
      expect([type, sensitivityOf(type).data]).toEqual([row.command_type, true]);
    }
  });

  test('knows what comes back as a secret', () => {
    expect(sensitivityOf('AUTHENTICATE')).toEqual({ data: true, response: true });
    expect(sensitivityOf('GET_RESPONSE')).toEqual({ data: false, response: true });
    expect(sensitivityOf('READ_BINARY')).toEqual({ data: false, response: false });
    expect(sensitivityOf('_OTHER')).toEqual({ data: true, response: true });
    expect(commandSensitivity({ cla: 0x84, ins: 0xf2, p1: 0x40, p2: 0 })).toEqual({
      data: true,
      response: true,
    });
  });

  test('is the same for all rows of one type', () => {
    const marks = new Map<string, string>();
    for (const row of COMMAND_ROWS) {
      const mark = 'secret' in row ? row.secret : 'open';
      expect([row.commandType, mark]).toEqual([row.commandType, marks.get(row.commandType) ?? mark]);
      marks.set(row.commandType, mark);
    }
    expect(marks.size).toBe(COMMAND_TYPES.length - 1);
  });
});

test('a command that was encoded is named by its fields', () => {
  const command = { cla: 0x80, ins: 0xf2, p1: 0x20, p2: 0, data: bytes('4F00'), le: 256 };
  expect(commandTypeOfBytes(encodeCommand(command))).toBe(commandType(command));
});
