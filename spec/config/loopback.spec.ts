import { isLoopback } from '../../lib/config';

describe('isLoopback', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    'lab.localhost',
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
  ])('knows %s', (host) => expect(isLoopback(host)).toBe(true));

  it.each([
    '',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '127.0.0.1.example.org',
    '127.example.org',
    'localhost.example.org',
    '::ffff:10.0.0.1',
  ])('does not take %p for it', (host) => expect(isLoopback(host)).toBe(false));
});
