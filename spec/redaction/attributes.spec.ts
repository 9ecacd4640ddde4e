import * as official from '@opentelemetry/semantic-conventions/incubating';
import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';
import { SecretKeys } from '../../lib/redaction/secret-keys';
import * as semconv from '../../lib/semconv';

function clean(record: Record<string, unknown>): Record<string, unknown> {
  expect(createRedactor({ secrets: ['hunter22'] }).attributes(record)).toBe(true);
  return record;
}

const attributeKeys = (constants: object): readonly string[] =>
  Object.entries(constants).flatMap(([name, value]) =>
    name.startsWith('ATTR_') && typeof value === 'string' ? [value] : [],
  );

describe('a key', () => {
  const keys = new SecretKeys();

  test.each(
    (
      'psk pin pin1 PIN2 puk adm adm1 chv kic KIc kid KID kik ki Ki opc OPc key keys password db.password user_passwd ' +
      'client.secret clientSecret access_token accessToken http.request.header.authorization Authorization ' +
      'http.request.header.cookie set-cookie api_key apiKey APIKey x-api-key apikey privateKey PSKValue psk_hex ' +
      'otel.exporter.credentials card.adm-code PGPASSWORD SSHPASS pass SMTP_PASS dbPass secretkey accesskey accesstoken ' +
      'authtoken refreshtoken clientsecret userpassword dbpassword pincode PINCODE newpin privkey S-ENC sEnc s_mac ' +
      'premaster premaster_secret key_enc'
    ).split(' '),
  )('%s names a secret', (key) => {
    expect(keys.verdict(key)).not.toBe('open');
  });

  test.each(
    (
      'session session.id apdu.command_type keyboard monkey.type test.case.name ' +
      'db.collection.name messaging.kafka.message.key host.name pinned spinner tokenizer secretary key.version ' +
      'pin.tries token.type network.protocol.name cookie.count admin adm_status kids opcode skipped 42 . cacheKey ' +
      'primary_key keyPath publicKey token_url cookieDomain pskMode psk_cipher PSK_FILE token-service passThrough ' +
      'pass.count passed bypass compass enc mac sequence machine JsonWebTokenError tokens_used'
    ).split(' '),
  )('%s does not', (key) => {
    expect(keys.verdict(key)).toBe('open');
  });

  test.each(['iccid', 'icc_id', 'ICC-ID', 'iccId', 'card.iccid'])('%s names an ICCID', (key) => {
    expect(keys.verdict(key)).toBe('iccid');
  });

  test('of any signal of CardLink does not', () => {
    const ours = attributeKeys(semconv);
    expect(ours.length).toBeGreaterThan(50);
    expect(ours.filter((key) => keys.verdict(key) !== 'open')).toEqual(['tls.psk.identity']);
  });

  test('that is official names a secret only where it holds one, or may', () => {
    const theirs = attributeKeys(official);
    expect(theirs.length).toBeGreaterThan(300);
    // A flag: only a number by which to call is replaced under it.
    expect(theirs.filter((key) => keys.verdict(key) !== 'open')).toEqual(['browser.mobile']);
  });

  test('is judged once, and no more are remembered than the bound', () => {
    const bounded = new SecretKeys(10);
    for (let index = 0; index < 100; index += 1) bounded.verdict(`attribute.${index}`);
    expect(bounded.size).toBeLessThanOrEqual(10);
    expect(bounded.verdict('attribute.99')).toBe('open');
    expect(bounded.verdict(`${'x.'.repeat(10_000)}psk`)).toBe('secret');
    expect(bounded.size).toBeLessThanOrEqual(10);
  });
});

describe('attributes', () => {
  test('called "key" alone are shown when they are short words, and no key', () => {
    expect(clean({ a: { key: 'Enter' }, b: { key: 'session.state' }, c: { key: 'ab12' } })).toEqual({
      a: { key: 'Enter' },
      b: { key: 'session.state' },
      c: { key: REDACTED },
    });
    expect(clean({ key: '00112233445566778899aabbccddeeff' })).toEqual({ key: REDACTED });
    expect(clean({ key: 'abcdefghijklmnopqrstuvwx' })).toEqual({ key: REDACTED });
  });

  test('are cleaned in place, by key and by value', () => {
    const record = {
      psk: '00112233',
      pin: 1234,
      puk: 12345678n,
      'key.count': 3,
      key: 5,
      'pin.verified': true,
      token: '',
      secret: null,
      password: undefined,
      'session.id': 'a',
      message: 'login as hunter22',
      'url.full': 'https://u:p@h/',
      size: 12,
    };
    expect(clean(record)).toEqual({
      psk: REDACTED,
      pin: REDACTED,
      puk: REDACTED,
      'key.count': 3,
      key: 5,
      'pin.verified': true,
      token: '',
      secret: null,
      password: undefined,
      'session.id': 'a',
      message: `login as ${REDACTED}`,
      'url.full': `https://${REDACTED}@h/`,
      size: 12,
    });
  });

  test('are cleaned at any nesting, without touching what is shared', () => {
    const shared = ['ok', 'psk=1'];
    const nested = { kic: 'x', list: [{ password: 'y' }, 'hunter22'], date: new Date(0) };
    const untouched = { a: ['b', { c: 'd' }] };
    const record: Record<string, unknown> = { shared, nested, untouched, keys: ['a', 'b'] };
    expect(clean(record)).toEqual({
      shared: ['ok', `psk=${REDACTED}`],
      nested: { kic: REDACTED, list: [{ password: REDACTED }, REDACTED], date: new Date(0) },
      untouched: { a: ['b', { c: 'd' }] },
      keys: REDACTED,
    });
    expect(shared).toEqual(['ok', 'psk=1']);
    expect(nested.kic).toBe('x');
    expect(record.untouched).toBe(untouched);
  });

  test('show bytes as their length, and other objects as cleaned text', () => {
    const record = {
      raw: Uint8Array.of(1, 2, 3),
      view: new ArrayBuffer(4),
      url: new URL('https://u:p@host/'),
      error: new Error('psk=1'),
      map: new Map([['psk', '1']]),
      bare: Object.assign(Object.create(null), { psk: '1' }),
    };
    expect(clean(record)).toEqual({
      raw: '[3 bytes]',
      view: '[4 bytes]',
      url: `https://${REDACTED}@host/`,
      error: `Error: psk=${REDACTED}`,
      map: { psk: REDACTED },
      bare: { psk: REDACTED },
    });
  });

  test('that go round in circles or too deep are dropped there', () => {
    const circle: Record<string, unknown> = { name: 'hunter22' };
    circle.self = circle;
    circle.again = [circle, circle];
    const redactor = createRedactor({ secrets: ['hunter22'] });
    const circles: Record<string, unknown> = { circle };
    expect(redactor.attributes(circles)).toBe(true);
    expect(circles.circle).toEqual({
      name: REDACTED,
      self: '[circular]',
      again: ['[circular]', '[circular]'],
    });
    expect(redactor.counts().too_large).toBe(0);
    const record: Record<string, unknown> = { wide: Array.from({ length: 20_000 }, () => ['x']) };
    redactor.attributes(record);
    expect((record.wide as unknown[]).at(-1)).toBe(REDACTED);
    expect(redactor.counts().too_large).toBeGreaterThan(0);
  });

  test('whose getter throws are replaced, and that is counted', () => {
    const redactor = createRedactor();
    const record = { good: 'psk=1' } as Record<string, unknown>;
    let value: unknown;
    Object.defineProperty(record, 'bad', {
      enumerable: true,
      configurable: true,
      get() {
        if (value === undefined) throw new Error('hunter22');
        return value;
      },
      set(replacement) {
        value = replacement;
      },
    });
    expect(redactor.attributes(record)).toBe(true);
    expect(record).toEqual({ good: `psk=${REDACTED}`, bad: REDACTED });
    expect(redactor.counts().failed).toBe(1);
  });

  test('that take no other value are taken away', () => {
    const record: Record<string, unknown> = {
      get secret() {
        return 'stays';
      },
      set secret(_) {
        // Keeps what it has.
      },
      get token() {
        return 'stays';
      },
    };
    const redactor = createRedactor();
    expect(redactor.attributes(record)).toBe(true);
    expect(record).toEqual({});
    expect(redactor.counts().failed).toBe(2);
  });

  test('of a frozen record that hold a secret are reported as not clean', () => {
    expect(createRedactor().attributes(Object.freeze({ psk: 'x' }))).toBe(false);
    expect(createRedactor().attributes(Object.freeze({ a: 'x' }))).toBe(true);
  });

  test('never make the redactor throw, whatever they hold', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.anything({ withTypedArray: true, withMap: true })),
        (record) => {
          const redactor = createRedactor({ secrets: ['hunter22'] });
          expect(typeof redactor.attributes({ ...record, psk: 'x' })).toBe('boolean');
          expect(redactor.counts().secret_key).toBeGreaterThan(0);
        },
      ),
    );
  });
});
