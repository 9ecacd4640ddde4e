import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';
import { nameTemplate, PathTemplates, pathTemplate } from '../../lib/redaction/path-template';

const redactor = createRedactor({ pseudonymKey: 'a key' });
const user = (value: string) => redactor.pseudonym('user', value);

function clean(record: Record<string, unknown>): Record<string, unknown> {
  expect(redactor.metricAttributes(record)).toBe(true);
  return record;
}

describe('a path', () => {
  test.each([
    ['/cards/8944110068256270054/status', '/cards/{id}/status'],
    ['/cards/8944110068256270054/status?pin=1#top', '/cards/{id}/status'],
    ['/a/550e8400-e29b-41d4-a716-446655440000', '/a/{id}'],
    ['/a/4bf92f3577b34da6', '/a/{id}'],
    ['/a/deadbeefdeadbeef', '/a/{id}'],
    ['/users/jane@example.com/inbox', '/users/{id}/inbox'],
    ['/users/jane%40example.com', '/users/{id}'],
    ['/cards/iccid:f11a65ffb9ba63c9', '/cards/{id}'],
    ['/cards/card-0001', '/cards/{id}'],
    ['/files/1732176884.json', '/files/{id}.json'],
    ['/x/eyJhbGciOiJIUzI1NiJ9', '/x/{id}'],
    ['/x;jsessionid=abc/y', '/x/y'],
    ['/', '/'],
    ['', ''],
    ['*', '*'],
    ['/v2/oauth2/scp81/health.json', '/v2/oauth2/scp81/health.json'],
    ['/cards/:id/status', '/cards/:id/status'],
    ['/cards/{iccid}/status', '/cards/{iccid}/status'],
    ['https://u:p@h:8443/cards/42?x', 'https://h:8443/cards/{id}'],
    ['https://h', 'https://h'],
    ['/a'.repeat(30), '_OTHER'],
    [`/${'a/'.repeat(5)}${'b'.repeat(3000)}`, '_OTHER'],
  ])('%s is on a label as %s', (path, template) => {
    expect(pathTemplate(path)).toBe(template);
    expect(pathTemplate(template)).toBe(template);
  });

  test('is one of a bounded number', () => {
    const templates = new PathTemplates(3);
    const seen = ['/a', '/b', '/c/1', '/d', '/c/2', '/e', '/a'].map((path) => templates.of(path));
    expect(seen).toEqual(['/a', '/b', '/c/{id}', '_OTHER', '/c/{id}', '_OTHER', '/a']);
  });

  test('gives no more labels than there may be, whatever is asked for', () => {
    const bounded = createRedactor();
    const labels = new Set<unknown>();
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.string(), (url, text) => {
        for (const path of [url, text]) {
          const record: Record<string, unknown> = { 'url.path': path };
          expect(bounded.metricAttributes(record)).toBe(true);
          labels.add(record['url.path']);
        }
      }),
      { numRuns: 500 },
    );
    expect(labels.size).toBeLessThanOrEqual(201);
  });

  test('in the name of a span is a template behind a method alone', () => {
    expect(nameTemplate('GET /cards/42')).toBe('GET /cards/{id}');
    expect(nameTemplate('read /dev/ttyUSB0')).toBe('read /dev/ttyUSB0');
    expect(redactor.spanName('POST /login/jane@example.com')).toBe('POST /login/{id}');
    expect(redactor.spanName('call 4111111111111111')).toBe(`call ${REDACTED}1111`);
  });
});

describe('attributes of a series', () => {
  test('have users as pseudonyms, equal where they are equal, and no query', () => {
    expect(
      clean({
        'enduser.id': 'jane',
        'user.id': 'jane',
        user_id: 7,
        userName: 'joe',
        'user.email': 'jane@example.com',
        'app.user.id': ['jane', 'joe'],
        'user.roles': ['admin'],
        'user_agent.name': 'curl',
        'db.user': 'app',
        'url.query': 'a=1',
        'url.path': '/cards/42',
        path: '/var/lib/1234',
        'http.route': '/cards/:id',
        'user.hash': '',
      }),
    ).toEqual({
      'enduser.id': user('jane'),
      'user.id': user('jane'),
      user_id: user('7'),
      userName: user('joe'),
      'user.email': user('jane@example.com'),
      'app.user.id': [user('jane'), user('joe')],
      'user.roles': ['admin'],
      'user_agent.name': 'curl',
      'db.user': 'app',
      'url.query': '_OTHER',
      'url.path': '/cards/{id}',
      path: '/var/lib/1234',
      'http.route': '/cards/:id',
      'user.hash': '',
    });
    expect(user('jane')).toMatch(/^user:[0-9a-f]{16}$/);
  });

  test('stay the same when they are cleaned again', () => {
    const record = clean({
      'user.id': 'jane',
      'url.full': 'https://h/cards/42',
      iccid: '8944110068256270054',
    });
    expect(clean({ ...record })).toEqual(record);
  });

  test('that cannot be bounded do not leave', () => {
    expect(redactor.metricAttributes(Object.freeze({ 'user.id': 'jane' }))).toBe(false);
  });

  test('keep users on spans and in logs', () => {
    const record: Record<string, unknown> = { 'user.id': 'jane', 'url.path': '/cards/42' };
    redactor.attributes(record);
    expect(record).toEqual({ 'user.id': 'jane', 'url.path': '/cards/42' });
  });
});

describe('an entry of baggage', () => {
  const send = (key: string, value: string) =>
    createRedactor({ pseudonymKey: 'a key', secrets: ['hunter22'] }).baggageValue(key, value);
  test.each([
    ['tenant', 'acme', 'acme'],
    ['iccid', '8944110068256270054', redactor.pseudonym('iccid', '8944110068256270054')],
    ['card', '8944110068256270054', redactor.pseudonym('iccid', '8944110068256270054')],
    ['tls.psk.identity', 'card-1', redactor.pseudonym('psk', 'card-1')],
    ['pin', '1234', undefined],
    ['x-api-key', 'k', undefined],
    ['sig', 'abc', undefined],
    ['note', 'say hunter22', undefined],
    ['hunter22', 'x', undefined],
    ['apdu', '002000010831323334ffffffff', undefined],
    ['auth', 'Bearer abcdef', undefined],
  ])('%s=%s is sent as %s', (key, value, sent) => expect(send(key, value)).toBe(sent));
});
