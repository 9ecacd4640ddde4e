import { inspect } from 'node:util';
import { createRedactor, REDACTED } from '../../lib/redaction';

const clean = (text: string) => createRedactor().text(text);
const expected = (text: string) => text.replaceAll('#', REDACTED);

describe('a secret in groups of digits', () => {
  test.each([
    ['psk = 0x00, 0x11, 0x22, 0x33', 'psk = #'],
    ['psk: 0x00 0x11 0x22 next', 'psk: # next'],
    ['psk: 0x0, 0x11, 0x2', 'psk: #'],
    ['psk: 0011 2233 4455 66', 'psk: #'],
    ['psk: 00112233 44556677 8899aabb, n: 1', 'psk: #, n: 1'],
    ['psk: 00 11 22\n33 44 55\nuser: x', 'psk: #\nuser: x'],
    ['psk=00 11 22 \\\n 33 44', 'psk=#'],
    ['psk: 0, 17, 34, 51, 68 next', 'psk: # next'],
    ['psk: 10, 17, 34, 51, 168', 'psk: #'],
    ['psk="00" "11" "22" next', 'psk="#" next'],
    ['psk:\n00 11 22 33 44\nnext', 'psk:\n#\nnext'],
    ['psk:\n00112233445566778899aabbccddeeff\nnext', 'psk:\n#\nnext'],
    ['pin=1234 12 tries', 'pin=# 12 tries'],
    ['pin=1234 2024-05-01 12:00:00', 'pin=# 2024-05-01 12:00:00'],
    ['kic=00, kid=11', 'kic=#, kid=#'],
    ['pin: 1, 2, 3', 'pin: #, 2, 3'],
    ['{"pin":"1234","5678":1} x', '{"pin":"#","5678":1} x'],
  ])('is masked to its last in %j', (text, cleaned) => {
    expect(clean(text)).toBe(expected(cleaned));
    expect(clean(clean(text))).toBe(clean(text));
  });
});

describe('a secret with signs in it', () => {
  test.each([...'&;,)|\'"<>`}]'])('does not end at %s with more of it right behind', (sign) => {
    expect(clean(`DB_PASSWORD=Tr0ub4dor${sign}xyz9`)).toBe(`DB_PASSWORD=${REDACTED}`);
    expect(clean(`DB_PASSWORD=Tr0ub4dor${sign}xyz9\nUSER=x`)).toBe(`DB_PASSWORD=${REDACTED}\nUSER=x`);
  });

  test.each([
    ['pin=1234&user=x', 'pin=#&user=x'],
    ['/x?pin=1234&verbose', '/x?pin=#&verbose'],
    ['password=x user=y', 'password=# user=y'],
    ['Server=h;Password=abc;Database=d', 'Server=h;Password=#;Database=d'],
    ['pin=1234,puk=5678,user:x', 'pin=#,puk=#,user:x'],
    ['f(pin=1234), g(x)', 'f(pin=#), g(x)'],
    ['(see password=abc).', '(see password=#).'],
    ["['password=abc','x']", "['password=#','x']"],
    ['<a>password=abc</a>', '<a>password=#</a>'],
    ['{pin:1234,user:x}', '{pin:#,user:x}'],
  ])('ends before what is none of it in %s', (text, cleaned) => expect(clean(text)).toBe(expected(cleaned)));
});

describe('a secret in quotes', () => {
  test.each([
    ["password='it''s xyz9' next", "password='#' next"],
    ['password = """hunter2x""" next', 'password = "#" next'],
    ["password = '''hunter2x'''", "password = '#'"],
    ["password='' user=''", "password='' user=''"],
    ["{ password: 'aaa\\n' +\n    'hunter2x', n: 1 }", "{ password: '#', n: 1 }"],
    ['[Symbol(password)]: "abc"', '[Symbol(password)]: "#"'],
  ])('is masked with all its parts in %j', (text, cleaned) => expect(clean(text)).toBe(expected(cleaned)));

  test('is masked where util.inspect breaks it into lines', () => {
    const printed = inspect({ password: `${'a'.repeat(60)}\nhunter2x${'b'.repeat(60)}`, host: 'h' });
    expect(clean(printed)).not.toMatch(/hunter2x|bbb/);
    expect(clean(printed)).toContain("host: 'h'");
  });
});

describe('a secret on lines of its own', () => {
  test.each([
    ['db:\n  password: |\n    hunter2x\n    more\n  user: x', 'db:\n  password: |\n    #\n  user: x'],
    ['password: >-\n    hunter2x\n', 'password: >-\n    #\n'],
    ['password:\n    hunter2x\nuser: x', 'password:\n    #\nuser: x'],
    ['psk:\n  - 0011\n  - 2233\nuser: x', 'psk:\n  #\nuser: x'],
    ['psk:\n- 0011\n- 2233\nuser: x', 'psk:\n#\nuser: x'],
    ['- psk:\n    0011\n  user: x', '- psk:\n    #\n  user: x'],
    ['password:\n  "hunter2x" next', 'password:\n  "#" next'],
    ['psk:\r\n\r\n  a\r\n\r\n  b\r\nuser: x', 'psk:\r\n\r\n  #\r\nuser: x'],
    ['password: correct horse battery staple\nuser: x', 'password: #\nuser: x'],
    ['db:\n  - password: correct horse user: x', 'db:\n  - password: # user: x'],
  ])('is masked in %j', (text, cleaned) => {
    expect(clean(text)).toBe(expected(cleaned));
    expect(clean(clean(text))).toBe(clean(text));
  });

  test.each(['token:\n    at f (/app/x.ts:1:2)', 'Enter the PIN:\nuser: x', 'pin:\n12 tries', 'psk:\n\n'])(
    'is not seen in %j',
    (text) => expect(clean(text)).toBe(text),
  );
});
