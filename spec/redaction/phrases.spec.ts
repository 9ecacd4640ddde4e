import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';

const clean = (text: string) => createRedactor().text(text);

const K = '00112233445566778899AABBCCDDEEFF';

describe('a key behind its name', () => {
  test.each([
    ['openssl s_client -psk K -tls1_2', 'openssl s_client -psk # -tls1_2'],
    ['psk K', 'psk #'],
    ['using psk K for card', 'using psk # for card'],
    ['the PSK is K.', 'the PSK is #.'],
    ['psk "K"', 'psk "#"'],
    ['psk 0xK', 'psk #'],
    ['psk (hex) K', 'psk (hex) #'],
    ['psk -> K', 'psk -> #'],
    ['PSK → K', 'PSK → #'],
    ['using KIc K KID K', 'using KIc # KID #'],
    ['Ki K', 'Ki #'],
    ['OPc is K', 'OPc is #'],
    ['ENC key K set', 'ENC key # set'],
    ['master key K', 'master key #'],
    ['java -jar gp.jar --key K', 'java -jar gp.jar --key #'],
    ['ADM1 0x3132333435363738', 'ADM1 #'],
    ['ADM1 31 32 33 34 35 36 37 38', 'ADM1 #'],
    ['psk 0011 2233 4455 6677 for card', 'psk # for card'],
  ])('is masked in %s', (text, cleaned) => {
    const withKey = text.replace(/(?<![A-Z])K(?=$|[ ."])/g, K);
    expect(withKey).toMatch(/[0-9]{4}|31 32/);
    expect(clean(withKey)).toBe(cleaned.replaceAll('#', REDACTED));
    expect(clean(clean(withKey))).toBe(clean(withKey));
  });

  test.each([
    'key exchange failed',
    'psk identity unknown',
    'PSK identity hint: None',
    'PSK identity not found',
    'psk key exchange with 12 ciphers',
    'PSK TLS1.2 handshake',
    'ki 0.5 is too low',
    'cache key d41d8cd98f00b204e9800998ecf8427e',
    '--key /etc/tls/key.pem',
    'key 8944 of 20',
    'kidney deadbeefdeadbeef',
  ])('is not seen in %s', (text) => expect(clean(text)).toBe(text));
});

describe('a PSK identity behind its name', () => {
  const redactor = createRedactor({ pseudonymKey: 'a key' });
  const identity = redactor.pseudonym('psk', 'card-0001');
  test.each([
    'PSK identity: #',
    'PSK identity = #',
    'PSK identity # not found',
    'psk identity is #.',
    'unknown PSK identity "#"',
    'openssl s_client -psk_identity # -tls1_2',
    'tool --psk-identity #',
    "tool --psk-identity '#'",
  ])('is a pseudonym in %s', (text) => {
    const cleaned = text.replace('#', identity);
    expect(redactor.text(text.replace('#', 'card-0001'))).toBe(cleaned);
    expect(redactor.text(cleaned)).toBe(cleaned);
  });
});

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
