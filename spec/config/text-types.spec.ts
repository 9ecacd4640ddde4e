import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { concealCredentials, endpoint, httpUrl } from '../../lib/config/types/endpoint';
import { attributes, formatPairs, headers, parsePairs } from '../../lib/config/types/pairs';
import {
  host,
  readableFile,
  secretText,
  systemErrorCode,
  text,
  urlPath,
  userName,
} from '../../lib/config/types/text';
import type { Dialect, Parsed, ValueType } from '../../lib/config/value-type';

function parse<Value>(
  type: ValueType<Value, unknown>,
  value: unknown,
  dialect: Dialect = 'structured',
): Parsed<Value> {
  return type.parse({ value, dialect });
}

const ok = <Value>(value: Value) => ({ ok: true, value });
const ruleOf = (parsed: Parsed<unknown>) => (parsed.ok ? 'allowed' : parsed.rule);

describe('texts', () => {
  it('trims text but not secrets', () => {
    expect(parse(text, ' card ')).toEqual(ok('card'));
    expect(parse(secretText, ' pass ')).toEqual(ok(' pass '));
    expect(text.format('card')).toBe('card');
  });

  it('takes a YAML number as it is written', () => {
    expect(text.parse({ value: 1.1, dialect: 'structured', written: '1.10' })).toEqual(ok('1.10'));
    expect(parse(text, 1.1).ok).toBe(false);
    expect(parse(text, null).ok).toBe(false);
  });

  it.each(['', '   ', 'two\nlines', 'bell\u0007', 'delete\u007f'])('refuses %j', (given) => {
    expect(parse(text, given).ok).toBe(false);
  });

  it('refuses a user name that Basic authentication cannot carry', () => {
    expect(parse(userName, 'prometheus').ok).toBe(true);
    expect(ruleOf(parse(userName, 'a:b'))).toBe('must be a user name without a colon');
  });

  it.each(['localhost', '127.0.0.1', '::', '::1', 'metrics.example.com'])('takes %j for a host', (given) => {
    expect(parse(host, given)).toEqual(ok(given));
  });

  it.each(['localhost:9090', 'http://localhost', '[::1]', 'a b', 'user@host'])(
    'refuses %j as a host',
    (given) => {
      expect(ruleOf(parse(host, given))).toBe('must be a host name or an IP address, without a port');
    },
  );

  it('takes a path and nothing more for a path', () => {
    expect(parse(urlPath, '/metrics').ok).toBe(true);
    for (const wrong of ['metrics', '/metrics?x=1', '/a b', '/a#b'])
      expect(parse(urlPath, wrong).ok).toBe(false);
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardlink-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes one that can be read', () => {
    const path = join(folder, 'ca.pem');
    writeFileSync(path, 'pem');
    expect(parse(readableFile, path)).toEqual(ok(path));
  });

  it('says why one cannot be read', () => {
    expect(ruleOf(parse(readableFile, join(folder, 'none.pem')))).toBe('must be a readable file (ENOENT)');
    expect(ruleOf(parse(readableFile, folder))).toBe('must be a readable file, not a folder');
    expect(ruleOf(parse(readableFile, 7))).toBe('must be a readable file');
  });

  it('names the reason alone when the system gives none', () => {
    expect(systemErrorCode(new Error('text with a secret'))).toBe('unreadable');
    expect(systemErrorCode('text with a secret')).toBe('unreadable');
  });
});

describe('endpoints', () => {
  it.each([
    'localhost:4317',
    'http://localhost:4318',
    'https://otlp.example.com/otlp',
    '[::1]:4317',
    'collector',
  ])('takes %j as it is', (given) => {
    expect(parse(endpoint, given)).toEqual(ok(given));
  });

  it.each(['', 'grpc://x:1', 'http://', 'a b:1', 'host:port', 'x:99999', 'http://a\nb', 7])(
    'refuses %j',
    (given) => {
      expect(ruleOf(parse(endpoint, given))).toBe('must be host:port or an http:// or https:// URL');
    },
  );

  it.each(['https://user:hunter2@host', 'https://hunter2@host', 'user:hunter2@host:4317'])(
    'refuses the credentials in %j and never shows them',
    (given) => {
      expect(ruleOf(parse(endpoint, given))).toBe(
        'must not hold a user name or a password: use otlp.headers',
      );
      expect(concealCredentials(given)).not.toContain('hunter2');
    },
  );

  it('never shows a query', () => {
    expect(endpoint.format('https://host/v1?key=hunter2')).toBe('https://host/v1?********');
    expect(endpoint.format('https://host/v1')).toBe('https://host/v1');
  });

  it('never shows what stands before the last @', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', 'http://', 'x://'),
        fc.stringMatching(/^[0-9a-f]{12,30}$/),
        (scheme, secret) => {
          expect(concealCredentials(`${scheme}user:${secret}@z`)).not.toContain(secret);
        },
      ),
    );
  });
});

describe('pairs', () => {
  it('reads names and values as W3C Baggage writes them', () => {
    expect(parsePairs('a=1, b = two%20words ,,c=x=y')).toEqual([
      ['a', '1'],
      ['b', 'two words'],
      ['c', 'x=y'],
    ]);
    expect(parsePairs('')).toEqual([]);
  });

  it.each(['novalue', '=x', 'a=%', 'a=%zz', '%=b'])('refuses %j', (given) => {
    expect(parsePairs(given)).toBeUndefined();
    expect(ruleOf(parse(headers, given))).toContain('name=value pairs');
    expect(ruleOf(parse(attributes, given))).toContain('name=value pairs');
  });

  it('reads back what it writes, whatever the text', () => {
    const record = fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(record, (pairs) => {
        expect(parsePairs(formatPairs(pairs))).toEqual(Object.entries(pairs));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (given) => {
        for (const type of [headers, attributes]) expect(typeof parse(type, given).ok).toBe('boolean');
      }),
    );
    fc.assert(
      fc.property(fc.string(), (given) => {
        for (const type of [headers, attributes]) expect(typeof parse(type, given).ok).toBe('boolean');
      }),
    );
  });

  it('takes headers as a map too, their names in lower case', () => {
    expect(parse(headers, { Authorization: 'Bearer x%20y' })).toEqual(ok({ authorization: 'Bearer x%20y' }));
    expect(parse(headers, 'X-Tenant=cards', 'environment')).toEqual(ok({ 'x-tenant': 'cards' }));
  });

  it.each([{ 'bad name': 'x' }, { name: 'caf\u00e9' }, { name: 'a\r\nb' }])(
    'refuses %j as headers',
    (given) => {
      expect(ruleOf(parse(headers, given))).toBe('must hold header names and values of printable ASCII');
    },
  );

  it.each([[[]], [null], [7], [{ a: 1 }], [{ a: { b: 'c' } }], [{ '': 'x' }], [{ a: 'b\nc' }]])(
    'refuses %j as attributes',
    (given) => {
      expect(parse(attributes, given).ok).toBe(false);
    },
  );

  it('keeps a name such as __proto__ a plain name', () => {
    const parsed = parse(attributes, '__proto__=x', 'otel');
    expect(parsed.ok && Object.entries(parsed.value)).toEqual([['__proto__', 'x']]);
  });
});

describe('URLs', () => {
  it.each([
    'http://localhost:9411/api/v2/spans',
    'HTTPS://zipkin.example',
    'https://user:p%40ss@zipkin.example/spans?key=abc',
  ])('take %s as it is', (given) => {
    expect(parse(httpUrl, ` ${given} `)).toEqual(ok(given));
  });

  it.each([
    'zipkin.example:9411',
    'ftp://zipkin.example',
    'http://',
    'http://a b',
    'http://a\r\nb',
    'http://user:%zz@zipkin.example',
    7,
    undefined,
  ])('refuse %j', (given) => {
    expect(ruleOf(parse(httpUrl, given))).toBe('must be an http:// or https:// URL');
  });

  it('never throw, whatever is given', () => {
    fc.assert(fc.property(fc.anything(), (given) => void parse(httpUrl, given)));
    fc.assert(fc.property(fc.string(), (given) => void parse(httpUrl, `http://${given}@h`)));
  });
});
