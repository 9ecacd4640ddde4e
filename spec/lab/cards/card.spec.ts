import fc from 'fast-check';
import { Card, statusWordOf } from '../../../lib/lab/cards/card';
import { cardNumbers } from '../../../lib/lab/cards/profile';

const ISD = 'A000000151000000';
const USIM = 'A0000000871002FFFFFFFF8907090000';
const PIN = '31323334FFFFFFFF';
const PUK = '3132333435363738';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hex = (response: Uint8Array) => Buffer.from(response).toString('hex').toUpperCase();

/** Sends commands one after the other and returns the last answer in hexadecimal digits. */
function answers(card: Card, ...commands: readonly string[]): string {
  return commands.map((command) => hex(card.transmit(bytes(command)))).at(-1) ?? '';
}

const field = (value: string) => `${(value.length / 2).toString(16).padStart(2, '0')}${value}`;
const apdu = (header: string, data: string, le = '') => `${header}${field(data)}${le}`;

describe('a card', () => {
  it.each([
    ['SELECT of a file that is not there', ['00A40004026FFF'], '6A82'],
    ['SELECT of an application that is not there', ['00A4040007A000000099999900'], '6A82'],
    ['SELECT in a way that there is not', ['00A40F00023F00'], '6A86'],
    ['SELECT with half a file identifier', ['00A40000013F'], '6A87'],
    ['SELECT that wants no answer', ['00A4000C023F00'], '9000'],
    ['SELECT without Le, which keeps its answer', ['00A40004022FE2'], '6111'],
    ['READ BINARY of a directory', ['00B0000000'], '6986'],
    ['READ RECORD of a transparent file', ['00A4000C022FE2', '00B2010400'], '6981'],
    ['READ BINARY behind the end', ['00A4000C022FE2', '00B0004000'], '6B00'],
    ['READ BINARY of more than there is', ['00A4000C022FE2', '00B0000020'], '6C0A'],
    ['UPDATE BINARY of what is written once', ['00A4000C022FE2', '00D600000198'], '6982'],
    ['READ RECORD with another length', ['00A4000C022F00', '00B2010400'], '6C26'],
    ['READ RECORD of one too many', ['00A4000C022F00', '00B2030426'], '6A83'],
    ['READ RECORD relative to another', ['00A4000C022F00', '00B2010226'], '6A86'],
    ['a protected file before VERIFY', [apdu('00A4040C', USIM), '00A4000C026F07', '00B0000000'], '6982'],
    ['VERIFY with four digits', ['0020000104FFFFFFFF'], '6700'],
    ['VERIFY of a PIN that there is not', [`0020000508${PIN}`], '6A88'],
    ['VERIFY without data', ['00200001'], '63C3'],
    ['GET RESPONSE with nothing waiting', ['00C0000010'], '6985'],
    ['GET DATA of an object that there is not', ['80CA00FF00'], '6A88'],
    ['GET STATUS without what is looked for', ['80F2400200'], '6A80'],
    ['GET STATUS of a kind that there is not', ['80F20102024F0000'], '6A86'],
    ['GET STATUS [next] without a first', ['80F24003024F0000'], '6985'],
    [
      'STORE DATA while another application is selected',
      [apdu('00A4040C', USIM), '80E2900003700100'],
      '6985',
    ],
    ['LOAD without INSTALL [for load]', ['80E8800001AA'], '6985'],
    ['INSTALL in a way that there is not', ['80E6FF000100'], '6A86'],
    ['INSTALL with fields that do not fit', ['80E602000105'], '6A80'],
    ['DELETE of what is not there', ['80E40000074F05A000000001'], '6A88'],
    ['DELETE of the security domain', [apdu('80E40000', `4F08${ISD}`)], '6985'],
    ['an instruction that there is not', ['0084000008'], '6D00'],
    ['a class that there is not', ['A0A40000023F00'], '6E00'],
    ['another logical channel', ['01A40000023F00'], '6881'],
    ['secure messaging', ['04A40000023F00'], '6882'],
    ['a command that is cut off', ['00A40000023F'], '6700'],
    ['three bytes', ['00A400'], '6700'],
  ])('answers %s with its status word', (_, commands, expected) => {
    const card = new Card(1);
    expect(answers(card, ...commands).slice(-4)).toBe(expected);
  });

  it('gives with GET RESPONSE what SELECT announced, in parts where less is asked for', () => {
    const card = new Card(1);
    expect(answers(card, '00A40004022FE2')).toBe('6111');
    const first = answers(card, '00C0000002');
    expect(first).toBe('620F610F');
    const rest = answers(card, '00C000000F');
    expect(rest).toMatch(/^82024121.*9000$/);
    expect(answers(card, '00C0000001')).toBe('6985');
  });

  it('gives the answer at once when Le is there, and says the right length when Le is another', () => {
    const card = new Card(1);
    const select = apdu('00A40400', ISD, '00');
    expect(answers(card, select)).toMatch(/^6F.*A5.*9000$/);
    expect(answers(card, apdu('00A40400', ISD, '05'))).toMatch(/^6C/);
  });

  it('tells its own number in EF ICCID and in GET DATA', () => {
    const { iccid } = cardNumbers(42);
    const swapped = `${iccid}${iccid.length % 2 ? 'F' : ''}`.replace(/(.)(.)/g, '$2$1');
    expect(answers(new Card(42), '00A4000C022FE2', '00B0000000')).toBe(`${swapped}9000`);
    expect(answers(new Card(42), '80CA004500')).toBe(`45${field(swapped).toUpperCase()}9000`);
  });

  it('opens protected files with the right PIN, until the next session', () => {
    const card = new Card(7);
    const read = [apdu('00A4040C', USIM), '00A4000C026F07', '00B0000000'];
    expect(answers(card, `0020000108${PIN}`, ...read)).toMatch(/^08.{16}9000$/);
    card.reset();
    expect(answers(card, ...read)).toBe('6982');
  });

  it('counts wrong PINs down to blocked, in all sessions, and opens again with the PUK', () => {
    const card = new Card(1);
    const wrong = '00200001083030303030FFFFFF';
    expect(answers(card, wrong)).toBe('63C2');
    card.reset();
    expect(answers(card, wrong)).toBe('63C1');
    expect(answers(card, wrong)).toBe('63C0');
    expect(answers(card, `0020000108${PIN}`)).toBe('6983');
    expect(answers(card, `002C000110${'00'.repeat(8)}${PIN}`)).toBe('63C9');
    expect(answers(card, `002C000110${PUK}${PIN}`)).toBe('9000');
    expect(answers(card, `0020000108${PIN}`)).toBe('9000');
  });

  it('puts the counter back after a right PIN', () => {
    const card = new Card(1);
    const wrong = '00200001083030303030FFFFFF';
    expect(answers(card, wrong, `0020000108${PIN}`, wrong)).toBe('63C2');
  });

  it('keeps what was written to a file', () => {
    const card = new Card(1);
    answers(card, apdu('00A4040C', USIM), '00A4000C026F50', '00D600040301 0203');
    card.reset();
    expect(answers(card, apdu('00A4040C', USIM), '00A4000C026F50', '00B0000308')).toBe(
      'FF010203FFFFFFFF9000',
    );
    expect(answers(card, '00D6003F020102')).toBe('6700');
  });

  it('keeps what was written to a record, and takes no other length', () => {
    const card = new Card(1);
    const record = '41'.repeat(28);
    answers(card, `0020000108${PIN}`, '00A4080C047F106F3A');
    expect(answers(card, `00DC020403${'414141'}`)).toBe('6700');
    expect(answers(card, `00DC02041C${record}`)).toBe('9000');
    expect(answers(card, '00B202041C')).toBe(`${record}9000`);
  });

  it('lists more applications than one answer holds in pages: 6310, then 9000', () => {
    const card = new Card(1);
    const first = answers(card, '80F24002024F0000');
    const next = answers(card, '80F24003024F0000');
    expect(first.slice(-4)).toBe('6310');
    expect(next.slice(-4)).toBe('9000');
    expect(`${first}${next}`).toContain(`4F10${USIM}`);
    expect(answers(card, '80F28002024F0000')).toContain(`4F08${ISD}`);
  });

  it('loads, installs, personalises and deletes an applet', () => {
    const card = new Card(1);
    const loadFile = 'F0434152444C4E4B01AA';
    const applet = `${loadFile}01`;
    const forLoad = apdu('80E60200', `${field(loadFile)}${field(ISD)}000000`, '00');
    expect(answers(card, forLoad)).toBe('009000');
    expect(answers(card, '80E8000104AABBCCDD00')).toBe('6A86');
    expect(answers(card, '80E8000004AABBCCDD00')).toBe('009000');
    expect(answers(card, '80E8800104AABBCCDD00')).toBe('009000');
    expect(answers(card, forLoad)).toBe('6985');
    const install = apdu(
      '80E60C00',
      `${field(loadFile)}${field('F001020304')}${field(applet)}010002C90000`,
      '00',
    );
    expect(answers(card, install)).toBe('009000');
    expect(answers(card, install)).toBe('6985');
    expect(answers(card, apdu('00A40400', applet, '00'))).toMatch(/^6F.*9000$/);
    expect(answers(card, apdu('00A4040C', ISD))).toBe('9000');
    expect(answers(card, apdu('80E62000', `0000${field(applet)}000000`, '00'))).toBe('009000');
    expect(answers(card, '80E2100003700100')).toBe('9000');
    expect(answers(card, '80E2900003700100')).toBe('6A86');
    expect(answers(card, '80E290010370FF00')).toBe('6A80');
    expect(answers(card, '80E2900103700100')).toBe('9000');
    expect(answers(card, apdu('80E40000', `4F${field(loadFile)}`, '00'))).toBe('6985');
    expect(answers(card, apdu('80E40000', `4F${field(applet)}`, '00'))).toBe('009000');
    expect(answers(card, apdu('80E40000', `4F${field(loadFile)}`, '00'))).toBe('009000');
  });

  it('runs out of memory', () => {
    const card = new Card(1);
    const load = (number: number) =>
      answers(card, apdu('80E60200', `${field(`F04341524400${number}0`)}00000000`, '00'), '80E8800001AA00');
    expect([1, 2, 3, 4, 5, 6].map(load)).toEqual(Array(6).fill('009000'));
    expect(answers(card, apdu('80E60200', '07F043415244007000000000', '00'))).toBe('6A84');
  });

  it('answers GET STATUS on the file system as STATUS', () => {
    const card = new Card(1);
    answers(card, apdu('00A4040C', USIM));
    expect(answers(card, '80F2000000')).toMatch(/^62.*9000$/);
    expect(answers(card, '80F2000C')).toBe('9000');
    expect(answers(card, '80F2400000')).toBe('6A86');
  });

  it('answers any bytes with a status word and nothing longer than a response may be', () => {
    const card = new Card(1);
    const anyCommand = fc.oneof(
      fc.uint8Array({ maxLength: 270 }),
      fc
        .tuple(
          fc.constantFrom(0x00, 0x80),
          fc.constantFrom(0x20, 0xa4, 0xb0, 0xb2, 0xc0, 0xca, 0xd6, 0xdc, 0xe2, 0xe4, 0xe6, 0xe8, 0xf2),
          fc.uint8Array({ minLength: 2, maxLength: 40 }),
        )
        .map(([cla, ins, rest]) => Uint8Array.from([cla, ins, ...rest])),
    );
    fc.assert(
      fc.property(anyCommand, (command) => {
        const response = card.transmit(command);
        expect(response.length).toBeGreaterThanOrEqual(2);
        expect(response.length).toBeLessThanOrEqual(258);
        expect([0x6, 0x9]).toContain(statusWordOf(response) >> 12);
      }),
      { numRuns: 500 },
    );
  });

  it('answers the same commands the same way', () => {
    const commands = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });
    fc.assert(
      fc.property(commands, (sent) => {
        const [one, other] = [new Card(3), new Card(3)];
        expect(sent.map((command) => one.transmit(command))).toEqual(
          sent.map((command) => other.transmit(command)),
        );
      }),
    );
  });
});

describe('a card with a script', () => {
  it('runs every command and answers in the form that it was asked in', () => {
    const card = new Card(1);
    const { response, executed } = card.run(bytes('AE80 2207 00A4000C022FE2 2205 00B0000001 0000'));
    expect(executed).toBe(2);
    expect(hex(response)).toMatch(/^AF8080010223029000230398?.*0000$/);
  });

  it('stops at the first command that fails, a wrong PIN too', () => {
    const card = new Card(1);
    expect(card.run(bytes('AA10 2207 00A4000C026FFF 2205 00B0000001')).executed).toBe(1);
    const wrongPin = '220D 00200001083030303030FFFFFF';
    expect(card.run(bytes(`AA16 ${wrongPin} 2205 80CA004200`)).executed).toBe(1);
  });

  it('goes on after a warning', () => {
    const card = new Card(1);
    expect(card.run(bytes('AA12 2208 80F24002024F0000 2206 80F2400300 00')).executed).toBe(2);
  });

  it('says what is wrong with a script that it cannot read', () => {
    expect(hex(new Card(1).run(bytes('AA0523')).response)).toBe('AB06800100900102');
  });
});
