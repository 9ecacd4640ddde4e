import { inspect } from 'node:util';
import fc from 'fast-check';
import { encodeCommandScript } from '../../lib/domain';
import { createRedactor, REDACTED } from '../../lib/redaction';

const redactor = createRedactor({ pseudonymKey: 'a key' });
const clean = (text: string) => redactor.text(text);

const VERIFY = Buffer.from('002000010831323334ffffffff', 'hex');
const PUT_KEY = Buffer.from(`80d8018113${'01'}${'8010'}${'a1b2c3d4e5f60718293a4b5c6d7e8f90'}`, 'hex');
const CARD = '4111111111111111';

const pairs = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
const grouped = (bytes: Uint8Array, digits: number) =>
  Buffer.from(bytes)
    .toString('hex')
    .match(new RegExp(`.{1,${digits}}`, 'g')) ?? [];

/** How bytes are written in logs. */
const SPELLINGS: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  'without separators': (bytes) => pairs(bytes).join(''),
  'in capitals': (bytes) => pairs(bytes).join('').toUpperCase(),
  'with spaces': (bytes) => pairs(bytes).join(' '),
  'with colons': (bytes) => pairs(bytes).join(':'),
  'with hyphens': (bytes) => pairs(bytes).join('-'),
  'with dots': (bytes) => pairs(bytes).join('.'),
  'with commas': (bytes) => pairs(bytes).join(', '),
  'with a prefix': (bytes) => `0x${pairs(bytes).join('')}`,
  'with a prefix for each': (bytes) =>
    pairs(bytes)
      .map((pair) => `0x${pair.toUpperCase()}`)
      .join(', '),
  'as escapes': (bytes) =>
    pairs(bytes)
      .map((pair) => `\\x${pair}`)
      .join(''),
  'percent-encoded': (bytes) =>
    pairs(bytes)
      .map((pair) => `%${pair}`)
      .join(''),
  'in groups of two': (bytes) => grouped(bytes, 4).join(' '),
  'in groups of four': (bytes) => grouped(bytes, 8).join(' '),
  'with bars between the parts': (bytes) =>
    `${pairs(bytes.subarray(0, 4)).join(' ')} | ${pairs(bytes.subarray(4)).join(' ')}`,
  'over two lines': (bytes) =>
    `${pairs(bytes.subarray(0, 6)).join(' ')}\r\n    ${pairs(bytes.subarray(6)).join(' ')}`,
  'in a dump': (bytes) =>
    `\n${grouped(bytes, 32)
      .map(
        (line, index) =>
          `${(16 * index).toString(16).padStart(8, '0')}  ${grouped(Buffer.from(line, 'hex'), 2).join(' ')}`,
      )
      .join('\n')}\n`,
  'in a dump with prefixes': (bytes) =>
    `\n${grouped(bytes, 32)
      .map(
        (line, index) =>
          `\t0x${(16 * index).toString(16).padStart(4, '0')}:  ${grouped(Buffer.from(line, 'hex'), 4).join(' ')}`,
      )
      .join('\n')}\n`,
  'as an array of text': (bytes) => JSON.stringify({ bytes: pairs(bytes) }),
  'as an array of numbers': (bytes) => `sent [${[...bytes].join(', ')}]`,
  'as JSON of a Buffer': (bytes) => JSON.stringify(Buffer.from(bytes)),
  'as JSON of a typed array': (bytes) => JSON.stringify(Uint8Array.from(bytes)),
  'as Node prints a Buffer': (bytes) => inspect(Buffer.from(bytes)),
  'as Node prints a typed array': (bytes) => inspect(Uint8Array.from(bytes)),
  'as Node prints an array': (bytes) => inspect({ sent: [...bytes] }),
  'behind a name': (bytes) => `apdu_${pairs(bytes).join('')}`,
  'in an AT command': (bytes) => `AT+CSIM=${bytes.length * 2},"${pairs(bytes).join('')}"`,
};

/** How a line of a dump begins. */
const OFFSET = /^[ \t]*(?:0x)?[0-9a-f]{4,8}(?::| {2})/gm;

/** Whether a text still shows bytes, however they are separated. */
function shows(text: string, bytes: Uint8Array): boolean {
  const hex = pairs(bytes).join('');
  const compact = text
    .toLowerCase()
    .replace(OFFSET, '')
    .replace(/0x|\\x|[^0-9a-f]/g, '');
  return compact.includes(hex) || text.replace(/\s+|"[0-9]+":/g, '').includes([...bytes].join(','));
}

describe.each(Object.entries(SPELLINGS))('bytes written %s', (_, write) => {
  test.each([
    ['the PIN of a VERIFY', VERIFY, VERIFY.subarray(5, 9)],
    [
      'the PIN of a VERIFY with its status word',
      Buffer.concat([VERIFY, Buffer.from('9000', 'hex')]),
      VERIFY.subarray(5, 9),
    ],
    ['the key of a PUT KEY', PUT_KEY, PUT_KEY.subarray(8, 24)],
    ['the key of a PUT KEY that was cut', PUT_KEY.subarray(0, 14), PUT_KEY.subarray(8, 14)],
    ['the PIN in a script', encodeCommandScript([VERIFY]), VERIFY.subarray(5, 9)],
    [
      'the PIN in a script in another object',
      Buffer.concat([Buffer.from('c11b', 'hex'), encodeCommandScript([VERIFY])]),
      VERIFY.subarray(5, 9),
    ],
    [
      'the file that is selected',
      Buffer.from('00a4040007a0000000871002', 'hex'),
      Buffer.from('a0000000871002', 'hex'),
    ],
    [
      'an ICCID as the card holds it',
      Buffer.from('984411008652260750f4', 'hex'),
      Buffer.from('4411008652260750', 'hex'),
    ],
    [
      'an IMSI as the card holds it',
      Buffer.from('082926102143658709', 'hex'),
      Buffer.from('26102143658709', 'hex'),
    ],
    [
      'an EID',
      Buffer.from('89049032123451234512345678901235', 'hex'),
      Buffer.from('9032123451234512', 'hex'),
    ],
    ['a card number in ASCII', Buffer.from(CARD), Buffer.from(CARD.slice(0, 12))],
    ['a card number in BCD', Buffer.from(`5a08${CARD}`, 'hex'), Buffer.from(CARD, 'hex')],
    ['an ICCID in ASCII', Buffer.from('8944110068256270054'), Buffer.from('8944110068256270054')],
  ])('do not show %s', (_name, bytes, secret) => {
    const written = write(bytes);
    expect(shows(written, secret)).toBe(true);
    const cleaned = clean(`before ${written} after`);
    expect(shows(cleaned, secret)).toBe(false);
    expect(cleaned).toMatch(/^before .* after$/s);
    expect(clean(cleaned)).toBe(cleaned);
  });

  test('do not show a known key', () => {
    const key = Buffer.from('0123456789abcdef0011223344556677', 'hex');
    const knows = createRedactor({ secrets: [key.toString('hex')] });
    const cleaned = knows.text(`before ${write(key)} after`);
    expect(shows(cleaned, key)).toBe(false);
    expect(cleaned).toMatch(/^before .* after$/s);
  });
});

describe('an APDU', () => {
  test.each([
    ['> 0020000108#', '> 002000010831323334FFFFFFFF'],
    ['0020000108# 9000', '002000010831323334FFFFFFFF 9000'],
    ['0020000108#9000', '002000010831323334FFFFFFFF9000'],
    ['0020000108#', '0020000108313233'],
    ['00D6000010#', '00D6000010AABBCCDDEEFF00112233445566778899'],
    ['00B0000000', '00B0000000'],
    ['00A40000023F00', '00A40000023F00'],
  ])('shows its header and lengths alone: %s', (shown, text) =>
    expect(clean(text)).toBe(shown.replace('#', REDACTED)),
  );

  test('is not shown to its end in a dump whose lines begin with an offset', () => {
    const lines = [
      '00000000  80 d8 01 81 13 01 80 10 a1 b2 c3 d4 e5 f6 07 18',
      '00000010  29 3a 4b 5c 6d 7e 8f 90',
    ];
    expect(clean(lines.join('\n'))).toBe(`00000000  80 d8 01 81 13 ${REDACTED}`);
    const open = ['00000000  00 a4 04 00 0b 0c 0d 0e', '00000008  0f 10'];
    expect(clean(open.join('\n'))).toBe(open.join('\n'));
  });

  test.each([
    ['PUT KEY in an endless script', '#', 'ae80220700a40004023f00221880d8018113018010a1b2c3d4'],
    [
      'PUT KEY in a script',
      'aa23220700a40004023f00221880d8018113#',
      'aa23220700a40004023f00221880d8018113018010a1b2',
    ],
    ['STORE DATA with a long length', '#', 'ae80220700a40004023f0022819b80e2880096800091a1b2c3d4'],
    ['STORE DATA whose length is wrong', '#...', 'ae80220700a40004023f0022819a80e2880096800091a1b2c3d4...'],
    ['STORE DATA in a long script', 'aa81a622819b80e2880096#', 'aa81a622819b80e2880096800091a1b2c3d4e5f6'],
    ['STORE DATA in a lone object', '2282010180e28800fc#', '2282010180e28800fc800091a1b2c3d4e5f6'],
    ['EXTERNAL AUTHENTICATE', 'aa4022158482030010#', 'aa4022158482030010a1b2c3d4e5f607'],
    ['VERIFY of extended length', 'aa40220f00200001000008#', 'aa40220f00200001000008313233'],
    ['what is no script but begins as one', '#', 'ae80220812345678'],
    ['UPDATE BINARY', 'aa40221500d6000010#', 'aa40221500d6000010a1b2c3d4e5f607'],
    ['a file', 'aa40220700a40004023f00', 'aa40220700a40004023f00'],
  ])('of a script that was cut is not shown where it is secret: %s', (_, shown, text) =>
    expect(clean(`> ${text}`)).toBe(`> ${shown.replace('#', REDACTED)}`),
  );

  test('never shows a PIN, whatever stands around it', () => {
    const around = fc.stringMatching(/^[g-z ,.]{0,12}$/);
    const spelling = fc.constantFrom(...Object.values(SPELLINGS));
    const pin = fc.stringMatching(/^[0-9]{4,8}$/);
    const header = fc.constantFrom('00200001', '0024000a', '00260081', '00280001', '002c0001', 'a0200001');
    fc.assert(
      fc.property(around, spelling, header, pin, around, (before, write, start, digits, after) => {
        const block = Buffer.concat([Buffer.from(digits), Buffer.alloc(8, 0xff)]).subarray(0, 8);
        const bytes = Buffer.concat([Buffer.from(`${start}08`, 'hex'), block]);
        expect(shows(clean(`${before} ${write(bytes)} ${after}`), block)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('bytes that say nothing', () => {
  test.each([
    '4bf92f3577b34da6a3ce929d0e0e4736',
    '550e8400-e29b-41d4-a716-446655440000',
    '2026-11-21 08:14:44.123 12:30:45',
    'sizes [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]',
    'de:ad:be:ef:00:01',
    'rgb(0, 32, 0), 1, 8, 49',
    'listening on 0.0.0.0:9090, 127.0.0.1:4317',
    'a face added, a decade faded, bedded deed',
  ])('stay: %s', (text) => expect(clean(text)).toBe(text));
});

describe('in a structure', () => {
  const cleaned = (value: unknown) => redactor.value({ value });
  test.each<[string, unknown]>([
    ['an array of numbers', [...VERIFY]],
    ['an object of numbers', { ...VERIFY }],
    ['a Buffer', VERIFY],
    ['a printed Buffer', VERIFY.toJSON()],
  ])('bytes are their number: %s', (_, value) => {
    expect(cleaned(value)).toEqual({ value: '[13 bytes]' });
  });
  test('numbers that say nothing stay', () => {
    const value = { value: [1, 2, 3, 4, 5, 6, 7] };
    expect(redactor.value(value)).toBe(value);
  });
});
