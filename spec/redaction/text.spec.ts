import { inspect } from 'node:util';
import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';
import type { Marks } from '../../lib/redaction/marks';
import { Counts, TextCleaner } from '../../lib/redaction/text-cleaner';
import { TextScan, WordStarts } from '../../lib/redaction/text-scan';

const clean = (text: string) => createRedactor().text(text);

describe('a secret behind its name', () => {
  test.each([
    ['psk=0011aabb', 'psk=# '],
    ['psk=0011aabb next', 'psk=# next'],
    ['psk = 0011aabb', 'psk = #'],
    ['PSK: 0011aabb', 'PSK: #'],
    ['kic=11 22 33 44, kid=55', 'kic=#, kid=#'],
    ['kic=11:22:33:44 ok', 'kic=# ok'],
    ['kic=11 22 rest', 'kic=# rest'],
    ['kic=zz 22', 'kic=# 22'],
    ['pin=1234&user=x', 'pin=#&user=x'],
    ['(pin1: 1234)', '(pin1: #)'],
    ['api_key => abc', 'api_key => #'],
    ['password == abc', 'password == #'],
    ["password='a b c' next", "password='#' next"],
    ['{"password":"a\\"b","n":1}', '{"password":"#","n":1}'],
    ['{"pin":1234}', '{"pin":"#"}'],
    ['{"card":{"kic":"a","kid":{"x":1}},"n":1}', '{"card":{"kic":"#","kid":"#"},"n":1}'],
    ['got {"card":{"kic":"a","kid":{"x":1}},"n":1}', 'got {"card":{"kic":"#","kid":#},"n":1}'],
    ['{"psk":[1,2,3],"n":1}', '{"psk":"#","n":1}'],
    ['{\\"psk\\":\\"abc\\",\\"n\\":1}', '{\\"psk\\":\\"#\\",\\"n\\":1}'],
    ["headers['x-api-key'] = abc", "headers['x-api-key'] = #"],
    ['secret: "never closed', 'secret: "#'],
    ['secret: \\"never closed', 'secret: \\"#'],
    ['secret: [never closed', 'secret: #'],
    ['psk: <Buffer 01 02>', 'psk: #'],
    ['psk: Uint8Array(3) [ 1, 2, 3 ] next', 'psk: # next'],
    ['psk: Uint8Array next', 'psk: # next'],
    ['psk: <Buffer 01>abc next', 'psk: # next'],
    ['clientSecret=abc', 'clientSecret=#'],
    ['adm1=31323334', 'adm1=#'],
    ['KIc=00', 'KIc=#'],
    ['OPc: 00', 'OPc: #'],
    ['key: 00112233445566778899aabbccddeeff', 'key: #'],
    ['key="00112233445566778899aabbccddeeff" x', 'key="#" x'],
    ['Cookie: a=b; c=d\nHost: h', 'Cookie: #\nHost: h'],
    ['Authorization: Bearer abc.def', 'Authorization: #'],
    ['Authorization: Basic dXNlcjpwdw== tail', 'Authorization: # tail'],
    ['Authorization: Digest username="u", response="r"\r\nHost: h', 'Authorization: #\r\nHost: h'],
    ['"authorization":"Bearer abc"', '"authorization":"#"'],
  ])('is masked in %s', (text, expected) => {
    expect(clean(text)).toBe(expected.trimEnd().replaceAll('#', REDACTED));
  });

  test.each([
    'session=abc',
    'apdu.command_type: VERIFY',
    'keyboard=qwerty',
    'monkey: 5',
    'duplicate key: users_pkey',
    'key: aaaaaaaaaaaaaaaaaaaaaaaa',
    'pin.tries=3',
    'key_version: 2',
    'token_type=bearer',
    'shipping: 12',
    'psk=',
    'password: ""',
    '= : =',
    'compiled from spec/psk.ts',
  ])('is not seen in %s', (text) => {
    expect(clean(text)).toBe(text);
  });

  test('is not taken for a pseudonym that this redactor made', () => {
    const redactor = createRedactor();
    const pseudonym = redactor.pseudonym('psk', 'card-0001');
    const text = `handshake of ${pseudonym} failed; tls.psk.identity=${pseudonym}`;
    expect(redactor.text(text)).toBe(text);
    expect(redactor.text('psk:0011223344556677')).toBe(`psk:${REDACTED}`);
    expect(redactor.text(`${pseudonym}00`)).toBe(`${pseudonym}00`);
  });
});

describe('credentials in text', () => {
  test.each([
    ['curl -H "x: Bearer abc"', 'curl -H "x: Bearer #"'],
    ['Bearer eyJhbGciOi.eyJz.c2ln', 'Bearer #'],
    ['sent bearer abc123 to', 'sent bearer # to'],
    ['sent bearer abcdefghijklmnopqrstuvw to', 'sent bearer # to'],
    ['Basic dXNlcjpwYXNz end', 'Basic # end'],
    ['BASIC  dXNlcjpwYXNz', 'BASIC  #'],
    ['https://user:pass@host/path', 'https://#@host/path'],
    ['postgres://u:p@ss@db:5432', 'postgres://#@db:5432'],
    ['https://token@host', 'https://#@host'],
    ['a http://a:b@c d ws://e:f@g?x', 'a http://#@c d ws://#@g?x'],
    ['x -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- y', 'x # y'],
    ['-----BEGIN PRIVATE KEY-----\nMII', '#'],
    ['-----BEGIN EC PRIVATE KEY-----\nMII\n-----END EC PRIV', '#'],
  ])('are masked in %s', (text, expected) => {
    expect(clean(text)).toBe(expected.replaceAll('#', REDACTED));
  });

  test.each([
    'Basic authentication is asked for',
    'bearer utran opened',
    'Bearer NG-RAN closed',
    'Bearer packet.',
    'bearer established',
    'Bearer ',
    'http://localhost:9090/metrics',
    'see ://',
    '-----BEGIN nothing',
    '-----BEGIN TRANSCRIPT-----\nand no end',
  ])('are not seen in %s', (text) => {
    expect(clean(text)).toBe(text);
  });

  test('are masked in every block, public ones too', () => {
    const pem = (label: string) => `-----BEGIN ${label}-----\nMII\n-----END ${label}-----\n`;
    expect(clean(pem('CERTIFICATE') + pem('PRIVATE KEY') + pem('PRIVATE KEY'))).toBe(
      `${REDACTED}\n${REDACTED}\n${REDACTED}\n`,
    );
  });
});

describe('text', () => {
  const fragment = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'psk=',
      'Bearer ',
      'key: ',
      '://',
      '@',
      '"',
      "'",
      '\\',
      '[',
      ']',
      '{',
      '-----BEGIN PRIVATE KEY-----',
    ),
    fc.constantFrom(
      REDACTED,
      'Authorization: ',
      'cookie=',
      '<Buffer 01>',
      '00 11',
      '\n',
      'password',
      '0123456789abcdef',
    ),
  );
  const text = fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join(''));

  test('comes out the same when it is cleaned again, or shorter and then the same', () => {
    fc.assert(
      fc.property(text, (value) => {
        const once = clean(value);
        const twice = clean(once);
        expect(twice.length).toBeLessThanOrEqual(once.length);
        if (twice.length === once.length) expect(twice).toBe(once);
        expect(clean(twice)).toBe(twice);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['cookie="[redacted] psk=abc', 'cookie="#'],
    ['password="[redacted]abc" x', 'password="#" x'],
    ['psk=[redacted]abc x', 'psk=# x'],
    ['Authorization: [redacted] psk=abc', 'Authorization: # psk=#'],
    ['Bearer [redacted]abc x', 'Bearer # x'],
    ['https://[redacted]abc@host', 'https://#@host'],
  ])('does not pass as cleaned because a placeholder stands in it: %s', (text, expected) => {
    expect(clean(text)).toBe(expected.replaceAll('#', REDACTED));
  });

  test('never keeps a word that stands behind psk=', () => {
    fc.assert(
      fc.property(text, fc.stringMatching(/^[A-Z]{12}$/), text, (before, secret, after) => {
        expect(clean(`${before} psk=${secret} ${after}`)).not.toContain(` psk=${secret}`);
      }),
    );
  });

  test.each([
    ['separators', ':='],
    ['keys', 'psk:'],
    ['weak keys', 'key:'],
    ['weak keys before brackets', 'key=['],
    ['weak keys before quotes', 'key="'],
    ['secrets before open brackets', 'psk=[ '],
    ['secrets before open quotes', 'psk="a" psk=\''],
    ['backslashes', '\\'],
    ['escaped quotes', 'psk=\\"'],
    ['spaces behind a key', 'psk   '],
    ['schemes', 'Bearer '],
    ['URLs', 'a://b@'],
    ['private keys', '-----BEGIN PRIVATE KEY-----'],
    ['certificates', '-----BEGIN X-----'],
    ['digits', '0'],
    ['digits with separators', '00 :'],
    ['the start of a secret', 'hunter2'],
    ['the start of a key', '00112233'],
    ['letters', 'a'],
    ['capitals', 'A'],
    ['header lines', 'Authorization: x\n'],
    ['cookies', 'cookie:\n'],
    ['hexadecimal pairs', 'kic=00 '],
    ['pairs behind a key', ' 00'],
  ])('of a megabyte of %s is looked through to the end', (_, unit) => {
    const secrets = ['hunter22', `${'00112233'.repeat(7)}00112234`, 'aaaaaaaaaaaaaaab'];
    const redactor = createRedactor({ secrets, maximumLength: 2_000_000 });
    const hostile = `kic=00${unit.repeat(Math.ceil(1_000_000 / unit.length))}\n\n hunter22`;
    const cleaned = redactor.text(hostile);
    expect(cleaned).not.toContain('hunter22');
    expect(redactor.counts()).toMatchObject({ too_large: 0, failed: 0 });
  });

  test('is dropped when a rule throws, and that is counted', () => {
    const counts = new Counts();
    const failing = {
      name: 'key_value' as const,
      needs: 0,
      find(_text: string, _marks: Marks): void {
        throw new Error('broken');
      },
    };
    const cleaner = new TextCleaner([failing], counts, 100, new TextScan(new WordStarts()));
    expect(cleaner.clean('anything')).toBe(REDACTED);
    expect(counts.snapshot()).toMatchObject({ failed: 1, key_value: 0 });
  });

  test('printed by Node holds no bytes of a secret', () => {
    const printed = inspect({ psk: Buffer.from('0011223344', 'hex'), host: 'h' });
    expect(clean(printed)).toBe(`{ psk: ${REDACTED}, host: 'h' }`);
  });
});
