import { inspect } from 'node:util';
import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';
import { FormTable } from '../../lib/redaction/form-table';
import { KnownSecrets } from '../../lib/redaction/known-secrets';
import { Marks } from '../../lib/redaction/marks';
import { TextScan, WordStarts } from '../../lib/redaction/text-scan';

const PSK = '0123456789abcdef0011223344556677';
const PSK_BYTES = Buffer.from(PSK, 'hex');
const PASSWORD = 'p"ass\nwörd/1';

function clean(secret: string | Uint8Array, text: string): string {
  const redactor = createRedactor();
  redactor.addSecret(secret);
  return redactor.text(text);
}

const pairs = (separator: string) => PSK.match(/../g)?.join(separator) ?? '';

describe('a known key, written in hexadecimal', () => {
  test.each([
    ['as it is', PSK],
    ['in capitals', PSK.toUpperCase()],
    ['with spaces', pairs(' ')],
    ['with colons', pairs(':').toUpperCase()],
    ['with commas and spaces', pairs(', ')],
    ['in lines', pairs('\n')],
    ['in base64', PSK_BYTES.toString('base64')],
    ['in base64url', PSK_BYTES.toString('base64url')],
    ['its digits in base64', Buffer.from(PSK).toString('base64')],
    ['its digits in hexadecimal', Buffer.from(PSK).toString('hex')],
    ['as decimal numbers', PSK_BYTES.join(',')],
  ])('is masked %s', (_, text) => {
    expect(clean(PSK, `before ${text} after`)).toBe(`before ${REDACTED} after`);
  });

  test('is masked when it was given as bytes', () => {
    const key = Uint8Array.from(PSK_BYTES);
    expect(clean(key, `x ${PSK} y ${PSK_BYTES.toString('base64')}`)).toBe(`x ${REDACTED} y ${REDACTED}`);
    expect(clean(key, `x ${JSON.stringify(PSK_BYTES)}`)).toBe(`x {"type":"Buffer","data":[${REDACTED}]}`);
    expect(clean(key, JSON.stringify({ raw: PSK_BYTES }))).toBe('{"raw":"[16 bytes]"}');
  });

  test('is not mistaken for digits that only begin alike', () => {
    const other = `${PSK.slice(0, 30)}ff`;
    expect(clean(PSK, `x ${other} y`)).toBe(`x ${other} y`);
    expect(clean(PSK, PSK.slice(0, 31))).toBe(PSK.slice(0, 31));
    expect(clean(PSK, `${pairs(' ').slice(0, 12)} then ${pairs(' ').slice(12)}`)).not.toBe(REDACTED);
  });

  test('may be given with separators', () => {
    expect(clean(pairs(':'), `x ${PSK} y`)).toBe(`x ${REDACTED} y`);
  });
});

describe('a known password', () => {
  test.each([
    ['as it is', PASSWORD],
    ['in JSON', JSON.stringify(PASSWORD).slice(1, -1)],
    ['percent-encoded', encodeURIComponent(PASSWORD)],
    ['in hexadecimal', Buffer.from(PASSWORD).toString('hex')],
    ['in base64', Buffer.from(PASSWORD).toString('base64')],
    [
      'percent-encoded in lower case',
      encodeURIComponent(PASSWORD).replace(/%../g, (octet) => octet.toLowerCase()),
    ],
    ['in a URL', encodeURI(PASSWORD)],
    ['in a form', new URLSearchParams([['', PASSWORD]]).toString().slice(1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(PASSWORD)).slice(3, -3)],
    ['in HTML', PASSWORD.replace('"', '&quot;')],
  ])('is masked %s', (_, text) => {
    expect(clean(PASSWORD, `x ${text} y`)).toBe(`x ${REDACTED} y`);
  });

  test.each([0, 1, 2, 3])('is masked inside base64 of something longer, after %i bytes', (before) => {
    const secret = 'correct-horse';
    const whole = Buffer.concat([Buffer.alloc(before, 'a'), Buffer.from(secret), Buffer.from('zz')]);
    const cleaned = clean(secret, whole.toString('base64'));
    expect(cleaned).toContain(REDACTED);
    expect(Buffer.from(cleaned.replace(REDACTED, ''), 'base64').toString()).not.toContain('horse');
  });

  test('of bytes that are text is masked as text', () => {
    expect(clean(Buffer.from('opensesame'), 'say opensesame')).toBe(`say ${REDACTED}`);
  });

  test('of four characters is masked, of three only by its key', () => {
    expect(clean('abcd', 'xabcdx')).toBe(`x${REDACTED}x`);
    expect(clean('abc', 'xabcx')).toBe('xabcx');
    expect(clean(Uint8Array.of(1, 2, 3), '010203')).toBe('010203');
  });

  test('with a lone surrogate is masked as well', () => {
    expect(clean('abcd\ud800efgh', 'x abcd\ud800efgh')).toBe(`x ${REDACTED}`);
  });
});

describe('a known key of 64 bytes', () => {
  const key = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 37 + 129) & 255));
  const lines = (text: string, width: number) => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
  const dump = (write: (offset: string, line: string) => string) =>
    lines(key.toString('hex'), 32)
      .map((line, index) => write((16 * index).toString(16).padStart(8, '0'), line))
      .join('\n');

  test.each([
    ['by Node', `{ key: ${inspect(key)} }`],
    ['by hexdump', dump((offset, line) => `${offset}  ${lines(line, 2).join(' ')}  |................|`)],
    ['by xxd', dump((offset, line) => `${offset}: ${lines(line, 4).join(' ')}  ................`)],
    ['by openssl', lines(key.toString('base64'), 64).join('\n')],
    ['in MIME', lines(key.toString('base64'), 76).join('\r\n')],
  ])('is shown nowhere as it is printed %s', (_, text) => {
    const cleaned = clean(key, text);
    for (const start of [0, 16, 32]) {
      const part = key.subarray(start, start + 8);
      expect(cleaned.replace(/[ \r\n]/g, '')).not.toContain(part.toString('hex'));
    }
    expect(cleaned).not.toContain(key.toString('base64').slice(0, 16));
    expect(cleaned).not.toContain(key.toString('base64').slice(-12));
  });

  test('is not looked for by a line of filling', () => {
    expect(clean(Buffer.concat([key.subarray(0, 16), Buffer.alloc(16)]), `x ${'00'.repeat(16)}`)).toContain(
      '0000',
    );
  });
});

describe('KnownSecrets', () => {
  const marksIn = (secrets: KnownSecrets, text: string) => {
    const marks = new Marks();
    const scan = new TextScan(new WordStarts());
    scan.read(text);
    secrets.find(text, marks, scan);
    return marks.replace(text).replaceAll(REDACTED, '#');
  };

  test('finds any of many secrets, wherever they stand', () => {
    const secrets = new KnownSecrets();
    const all = Array.from({ length: 2000 }, (_, index) => `secret-number-${index}-end`);
    for (const secret of all) secrets.add(secret);
    expect(marksIn(secrets, all.join('|'))).toBe(all.map(() => '#').join('|'));
  });

  test('finds any of many keys that begin alike, and each costs one look-up for a length', () => {
    const secrets = new KnownSecrets();
    const table = new FormTable();
    const all = Array.from({ length: 2000 }, (_, index) => `00112233445566778899aabb${8 * 10 ** 7 + index}`);
    for (const secret of [...all, '00112233445566778899']) {
      secrets.add(Buffer.from(secret, 'hex'));
      table.add(0, secret);
    }
    expect(marksIn(secrets, all.join('\n'))).toBe(all.map(() => '#').join('\n'));
    expect(marksIn(secrets, `x 0011223344556677889900 ${all[7]?.toUpperCase()}`)).toBe('x #00 #');
    expect(table.get(0)?.lengths).toEqual([32, 20]);
    for (const secret of all) table.remove(0, secret);
    expect(table.get(0)?.lengths).toEqual([20]);
  });

  test('masks two secrets that overlap or touch as one', () => {
    const secrets = new KnownSecrets();
    secrets.add('abcdefgh');
    secrets.add('efghijkl');
    expect(marksIn(secrets, 'xabcdefghijklx')).toBe('x#x');
    expect(marksIn(secrets, 'abcdefghefghijkl')).toBe('#');
  });

  test('prefers the longer of two secrets that begin alike', () => {
    const secrets = new KnownSecrets();
    secrets.add('password');
    secrets.add('password-and-more');
    expect(marksIn(secrets, 'x password-and-more password')).toBe('x # #');
    expect(marksIn(secrets, 'x password')).toBe('x #');
    secrets.add(Buffer.from('00112233445566', 'hex'));
    secrets.add(Buffer.from('0011223344', 'hex'));
    expect(marksIn(secrets, '0011223344 then 00112233445566 then 0011223344')).toBe('# then # then #');
  });

  test('forgets the secret that was added longest ago when there are too many', () => {
    const secrets = new KnownSecrets(2);
    secrets.add('first-one');
    secrets.add('second-one');
    secrets.add('first-one');
    secrets.add('third-one');
    expect(secrets.size).toBe(2);
    expect(marksIn(secrets, 'first-one second-one third-one')).toBe('# second-one #');
    expect(marksIn(secrets, Buffer.from('second-one').toString('hex'))).not.toBe('#');
    expect(marksIn(secrets, Buffer.from('first-one').toString('hex'))).toBe('#');
  });

  test('keeps what one secret has in common with another that was forgotten', () => {
    const secrets = new KnownSecrets(1);
    secrets.add(PSK);
    secrets.add(Uint8Array.from(PSK_BYTES));
    expect(marksIn(secrets, PSK)).toBe('#');
  });

  test('leaves no secret in any text that was put together around it', () => {
    const secret = fc.string({ minLength: 4, maxLength: 30, unit: 'binary' });
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const redactor = createRedactor({ secrets: [value] });
        for (const form of [
          value,
          Buffer.from(value).toString('hex'),
          Buffer.from(value).toString('base64'),
        ]) {
          const cleaned = redactor.text(before + form + after);
          expect(cleaned.replaceAll(REDACTED, '')).not.toContain(form);
        }
      }),
      { numRuns: 300 },
    );
  });
});
