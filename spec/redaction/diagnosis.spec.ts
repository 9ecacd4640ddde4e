import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';

const clean = (text: string) => createRedactor().text(text);

describe('what helps to find a fault', () => {
  test.each([
    '    at verifyPin (/app/lib/pin.ts:12:5)',
    '    at Object.handshake (/app/lib/tls/psk-server.ts:120:15)',
    '    at f (/app/node_modules/jsonwebtoken/token.js:45:10)',
    '    at file:///app/lib/secret-keys.ts:100:2',
    'at async Promise.all (/app/src/password.service.js:1:2)',
    'at cookies (/app/cookie.js:8:1), then more',
    '  File "pin.py:3"',
    'JsonWebTokenError: jwt malformed',
    'TokenExpiredError: jwt expired',
    'PinBlockedError: 3 tries used',
    "KeyError: 'name'",
    'com.example.TokenException: expired',
    'ERR_SSL_PSK_IDENTITY_NOT_FOUND: unknown identity',
    '{"stack":"Error: x\\nJsonWebTokenError: jwt malformed"} end',
    'http://token-service:8080/health',
    'http://token:8080/health',
    'docker pull repo/token-service:1.2.3',
    'docker pull repo/token:1.2.3',
    'key-manager:9000 unreachable',
    'psk-tls-server: handshake failed',
    'secret: none, token: null, pin: false',
    '+10000000 rows',
    '+20000000 rows',
    'delta +12345678',
    'phone 12345678 bytes',
    'clone git@github.com:org/repo.git',
  ])('stays: %s', (text) => expect(clean(text)).toBe(text));

  test.each([
    ['secrets/password.txt:hunter2x', 'secrets/password.txt:#'],
    ['token.js=abc', 'token.js=#'],
    ['http://pin:1234@host/', 'http://#'],
    ['/card/pin:1234', '/card/pin:#'],
    ['lastPinError=4711', 'lastPinError=#'],
    ['JsonWebTokenError: token=abc', 'JsonWebTokenError: token=#'],
    ['psk-tls-server: psk=abc', 'psk-tls-server: psk=#'],
    ['password="null"', 'password="#"'],
    ['password=nullable1', 'password=#'],
    ['jane@github.com:org', '#:org'],
  ])('does not let a secret pass: %s', (text, cleaned) => {
    expect(clean(text)).toBe(cleaned.replaceAll('#', REDACTED));
  });

  test('is JSON still, where it is JSON and a secret is not there', () => {
    const key = fc.constantFrom('token', 'pin', 'psk', 'a', 'password');
    const value = fc.constantFrom(null, true, false, 'x', 1);
    fc.assert(
      fc.property(fc.dictionary(key, value), (members) => {
        expect(() => JSON.parse(clean(JSON.stringify(members)))).not.toThrow();
      }),
    );
    expect(clean('{"token":null,"a":1}')).toBe('{"token":null,"a":1}');
    expect(clean('got {"token":null,"psk":true} now')).toBe('got {"token":null,"psk":true} now');
  });
});
