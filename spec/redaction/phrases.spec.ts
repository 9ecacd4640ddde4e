import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';

const clean = (text: string) => createRedactor().text(text);

describe('a secret behind a word', () => {
  test.each([
    ['PIN 1234 accepted', 'PIN # accepted'],
    ['wrong pin 1234', 'wrong pin #'],
    ['the PIN is "1234"', 'the PIN is "#"'],
    ['CHV1 1234', 'CHV1 #'],
    ['PUK 12345678 entered', 'PUK # entered'],
    ['ADM1 31323334', 'ADM1 #'],
    ['adm1 key 0123456789ABCDEF', 'adm1 key #'],
    ['otp code 123456', 'otp code #'],
    ['password hunter2 rejected', 'password # rejected'],
    ["password is 'corr3ct-horse'", "password is '#'"],
    ['adb shell input text 1234', 'adb shell input text #'],
    ['LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815', 'LPA:1$smdp.example.com$#'],
  ])('is masked in %s', (text, cleaned) => {
    expect(clean(text)).toBe(cleaned.replace('#', REDACTED));
    expect(clean(clean(text))).toBe(clean(text));
  });

  test.each([
    ['login --password hunter2 -v', 'login --password # -v'],
    ['--pin "1 2" x', '--pin "#" x'],
    ["am broadcast -a x --es pin 1234 --ei psk_hex 5'", "am broadcast -a x --es pin # --ei psk_hex #'"],
    ['curl --api-key abc --url http://h/', 'curl --api-key # --url http://h/'],
  ])('of an option is masked in %s', (text, cleaned) => {
    expect(clean(text)).toBe(cleaned.replaceAll('#', REDACTED));
    expect(clean(clean(text))).toBe(clean(text));
  });

  test.each([
    ['/cb?code=abc&state=x', '/cb?code=#&state=x'],
    ['/p?key=abc&auth=x', '/p?key=#&auth=#'],
    ['/go?next=https%3A%2F%2Fh%2F%3Ftoken%3Dabc%26x%3D1', '/go?next=https%3A%2F%2Fh%2F%3Ftoken%3D#%26x%3D1'],
    ['otp=123456 cvv: 123', 'otp=# cvv: #'],
  ])('of a parameter is masked in %s', (text, cleaned) => {
    expect(clean(text)).toBe(cleaned.replaceAll('#', REDACTED));
    expect(clean(clean(text))).toBe(clean(text));
  });

  test.each([
    'pinned 1234',
    'pin 12 is high',
    'the PIN was verified',
    'password expired after 90 days',
    'password reset for user',
    'monkey 12345 keyboard 67890 session 12345678 passage 4711',
    'spin 1234 admin 12345 puking 1234',
    'passing 1234 tests',
    '-- pin 1 --',
    '--pin --verbose',
    '--session abc --keyboard qwerty --pin-count 3',
    'status code=500 exit code 137',
    'author=me authority=x',
  ])('is not seen in %s', (text) => expect(clean(text)).toBe(text));

  test('never survives, whatever words stand around it', () => {
    const words = fc.array(fc.constantFrom('session', 'keyboard', 'the', 'card', 'is', '-', ':', '\n'), {
      maxLength: 5,
    });
    const key = fc.constantFrom(
      'pin=',
      'PIN: ',
      '"puk":"',
      'pin ',
      '--pin ',
      'AT+CPIN=',
      '?pin=',
      'pin%3D',
      'psk => ',
    );
    fc.assert(
      fc.property(words, key, fc.stringMatching(/^[1-9][0-9]{5}$/), words, (before, name, secret, after) => {
        const cleaned = clean(`${before.join(' ')} ${name}${secret} ${after.join(' ')}`);
        expect(cleaned).not.toContain(secret);
        expect(clean(cleaned)).toBe(cleaned);
      }),
      { numRuns: 1000 },
    );
  });
});
