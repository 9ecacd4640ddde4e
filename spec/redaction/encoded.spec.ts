import { inspect } from 'node:util';
import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';
import { plainView } from '../../lib/redaction/plain-view';

const redactor = createRedactor({ pseudonymKey: 'a key' });
const clean = (text: string) => redactor.text(text);
const expected = (text: string) => text.replaceAll('#', REDACTED);
const ICCID = '8944110068256270054';
const CARD = redactor.pseudonym('iccid', ICCID);
const KEY = '00112233445566778899AABBCCDDEEFF';

describe('what stands behind an escaped line end', () => {
  const json = (text: string) => `rx ${JSON.stringify({ out: text })}`;
  test.each([
    [`\r\n${ICCID}\r\nOK\r\n`, `\r\n${CARD}\r\nOK\r\n`],
    ['user=x\npassword=hunter2x\nz=1', 'user=x\npassword=#\nz=1'],
    ['a\npin: 4711\n', 'a\npin: #\n'],
    ['a\npin 4711\n', 'a\npin #\n'],
    [`a\tpsk=${KEY}`, 'a\tpsk=#'],
    ['a\nsk_live_abcdefgh12345678\n', 'a\nsk_live_#\n'],
    ['a\n+491701234567\n', `a\n${redactor.pseudonym('msisdn', '491701234567')}\n`],
    ['a\n4111111111111111\n', 'a\n#1111\n'],
    ['a\n00 20 00 01 08 31 32 33 34 35 36 37 38\n', 'a\n00 20 00 01 08 #\n'],
    ['authorization: Foo hunter2x\nHost: h', 'authorization: #'],
    ['Host: h\r\ncookie: a=b; c=hunter2x\r\n\r\n', 'Host: h\r\ncookie: #\r\n\r\n'],
    ['a\u001b[31mpin=4711\u001b[39m', 'a\u001b[31mpin=#\u001b[39m'],
  ])('is found in a text with JSON in it: %j', (text, cleaned) => {
    const line = clean(json(text));
    // What is masked may take the end of its line with it, where the line's end is escaped.
    expect(line.slice(0, line.lastIndexOf(REDACTED))).toBe(
      json(expected(cleaned)).slice(0, line.lastIndexOf(REDACTED)),
    );
    expect(clean(line)).toBe(line);
  });

  test('is found in what util.inspect prints, and where JSON stands in JSON', () => {
    expect(clean(inspect({ rx: `\r\n+CCID:\r\n${ICCID}\r\n` }))).toBe(
      `{ rx: '\\r\\n+CCID:\\r\\n${CARD}\\r\\n' }`,
    );
    const twice = JSON.stringify(JSON.stringify({ out: 'a\npin=4711\nb' }));
    expect(clean(`x ${twice}`)).not.toContain('4711');
  });

  test('is found in an error, its message and its stack', () => {
    const body = JSON.stringify({ body: 'user=x\npassword=hunter2x' });
    const error = redactor.error(new Error(`Request failed: ${body}`));
    expect(JSON.stringify(error)).not.toContain('hunter2x');
  });

  test.each(['C:\\token=abc', 'C:\\restore\\token=abc'])(
    'is not all that is looked at: the letter may belong to the word in %s',
    (text) => expect(clean(text)).not.toContain('abc'),
  );

  test.each(['C:\\new\\reports\\pin.txt', 'at C:\\temp\\bin: 100%25 of %20x', '\\d+\\n', '50%a', '\\'])(
    'changes nothing in %s',
    (text) => expect(clean(text)).toBe(text),
  );
});

describe('what is percent-encoded', () => {
  test.each([
    [`next=https%3A%2F%2Fx%2Fcards%3Ficcid%3D${ICCID}&y`, `next=https%3A%2F%2Fx%2Fcards%3Ficcid%3D${CARD}&y`],
    [`x=iccid%20${ICCID}`, `x=iccid%20${CARD}`],
    ['filter=%7B%22pin%22%3A%224711%22%7D', 'filter=%7B%22pin%22%3A%22#%22%7D'],
    ['filter=%7B%22psk%22%3A%5B1%2C2%5D%7D', 'filter=%7B%22psk%22%3A#%7D'],
    ['\\u0022pin\\u0022:\\u00224711\\u0022', '\\u0022pin\\u0022:\\u0022#\\u0022'],
  ])('is read as what it stands for in %s', (text, cleaned) => expect(clean(text)).toBe(expected(cleaned)));
});

test('a PSK identity in encoded quotes has the same pseudonym, and keeps it', () => {
  const cleaned = clean('psk identity %22card-0001%22');
  expect(cleaned).toBe(`psk identity %22${redactor.pseudonym('psk', 'card-0001')}%22`);
  expect(clean(cleaned)).toBe(cleaned);
});

test('an identity that was written on to a word keeps its pseudonym', () => {
  const cleaned = clean(`imsi_${ICCID} %T${ICCID}`);
  expect(clean(cleaned)).toBe(cleaned);
});

describe('what is coloured', () => {
  test.each([
    [
      inspect({ psk: 'hunter2x', n: 1 }, { colors: true }),
      "{ psk: \u001b[32m'#'\u001b[39m, n: \u001b[33m1\u001b[39m }",
    ],
    [inspect({ pin: 4711 }, { colors: true }), '{ pin: \u001b[33m#\u001b[39m }'],
    ['\u001b[31mpassword=hunter2x\u001b[39m next', '\u001b[31mpassword=#\u001b[39m next'],
    ['\u001b[35mpin\u001b[39m: "4711"', '\u001b[35mpin\u001b[39m: "#"'],
    [`\u001b[33m${ICCID}\u001b[39m`, `\u001b[33m${CARD}\u001b[39m`],
    ['PIN \u001b[1m\u001b[38;5;123m4711\u001b[0m', 'PIN \u001b[1m\u001b[38;5;123m#\u001b[0m'],
  ])('is found in %j', (text, cleaned) => {
    expect(clean(text)).toBe(expected(cleaned));
    expect(clean(clean(text))).toBe(clean(text));
  });
});

describe('a text as it reads', () => {
  test('is as long as the text, whatever is in it', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('\\n', '\\r', '\\u000a', '\\x1b[31m', '\u001b[0m', '%3D', '%2', '\\', '%', '\\u00'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        expect(plainView(text)).toHaveLength(text.length);
        expect(clean(clean(clean(text)))).toBe(clean(clean(text)));
      }),
      { numRuns: 1000 },
    );
  });

  test('counts what is found both ways once', () => {
    const counting = createRedactor();
    counting.text(`a\\n${ICCID} and pin=4711 and \\npin=4712`);
    expect(counting.counts()).toMatchObject({ iccid: 1, key_value: 2 });
  });
});
