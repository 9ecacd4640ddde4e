import { inspect } from 'node:util';
import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';

const R = REDACTED;

function clean(value: unknown, redactor = createRedactor({ secrets: ['hunter22'] })): unknown {
  const record: Record<string, unknown> = { value };
  expect(redactor.attributes(record)).toBe(true);
  return record.value;
}

class Session {
  readonly psk = '0011';
  readonly id = 7;
  get computed(): string {
    return 'on the prototype';
  }
}

class Named {
  constructor(private readonly name: string) {}
  toString(): string {
    return `named ${this.name}`;
  }
}

const throwing = {
  id: 1,
  get bad(): never {
    throw new Error('hunter22');
  },
};

describe('a value', () => {
  test.each<[string, unknown, unknown]>([
    [
      'a Map',
      new Map<unknown, unknown>([
        ['psk', '1'],
        ['id', 2],
      ]),
      { psk: R, id: 2 },
    ],
    ['a Map in a Map', new Map([['a', new Map([['pin', '1']])]]), { a: { pin: R } }],
    ['a Set', new Set(['hunter22', 'b']), [R, 'b']],
    ['a typed array', [new Uint16Array(3)], ['[6 bytes]']],
    ['a Buffer', { raw: Buffer.from('hunter22') }, { raw: '[8 bytes]' }],
    ['a printed Buffer', { raw: Buffer.from('abc').toJSON() }, { raw: '[3 bytes]' }],
    [
      'an error with causes',
      new Error('a', { cause: new TypeError('psk=1') }),
      `Error: a; caused by TypeError: psk=${R}`,
    ],
    [
      'an aggregate',
      new AggregateError([new Error('pin=1')], 'all'),
      `AggregateError: all; caused by Error: pin=${R}`,
    ],
    ['an instance', [new Session()], [{ psk: R, id: 7 }]],
    ['an instance with a text', [new Named('hunter22')], [`named ${R}`]],
    ['a getter that throws', [throwing], [{ id: 1, bad: R }]],
    ['a bigint card number', [4111111111111111n], [`${R}1111`]],
    [
      'raw headers',
      ['Host', 'h', 'Cookie', 'a=b', 'X-Api-Key', 'k'],
      ['Host', 'h', 'Cookie', R, 'X-Api-Key', R],
    ],
    [
      'entries of headers',
      [
        ['set-cookie', 'a=b'],
        ['accept', 'x'],
      ],
      [
        ['set-cookie', R],
        ['accept', 'x'],
      ],
    ],
    [
      'named headers',
      [{ name: 'Proxy-Authorization', value: 'x' }],
      [{ name: 'Proxy-Authorization', value: R }],
    ],
    [
      'an environment of keys and values',
      {
        env: [
          { key: 'DB_PASSWORD', value: 'x' },
          { Name: 'PIN', Value: 4711 },
          { key: 'k8s.pod', value: 'p-1' },
        ],
      },
      {
        env: [
          { key: 'DB_PASSWORD', value: R },
          { Name: 'PIN', Value: R },
          { key: 'k8s.pod', value: 'p-1' },
        ],
      },
    ],
    [
      'attributes as OTLP has them',
      [{ key: 'password', value: { stringValue: 'x' } }],
      [{ key: 'password', value: R }],
    ],
    ['what a validator found', [{ field: 'password', value: 'x' }], [{ field: 'password', value: R }]],
    ['a header with its values', [{ name: 'cookie', values: ['a=b'] }], [{ name: 'cookie', values: R }]],
    [
      'an object’s entries',
      [
        ['password', 'x'],
        ['a', ['b', { pin: '1' }]],
        ['psk', [1]],
        ['n', 1],
      ],
      [
        ['password', R],
        ['a', ['b', { pin: R }]],
        ['psk', R],
        ['n', 1],
      ],
    ],
    ['a list of words', ['password', 'pin'], ['password', 'pin']],
    ['a header beside its values', ['set-cookie', ['a=b']], ['set-cookie', R]],
    [
      'a private JSON Web Key',
      { kty: 'EC', crv: 'P-256', x: 'a', d: 'b', k: 'c' },
      { kty: 'EC', crv: 'P-256', x: 'a', d: R, k: R },
    ],
    ['single letters', { d: 'b', k: 'c' }, { d: 'b', k: 'c' }],
    [
      'the session keys of a secure channel',
      { ENC: '00112233445566778899AABBCCDDEEFF', MAC: '00112233445566778899AABBCCDDEEFF' },
      { ENC: R, MAC: R },
    ],
    ['a cipher suite', { enc: 'AESGCM(128)', mac: 'AEAD' }, { enc: 'AESGCM(128)', mac: 'AEAD' }],
    [
      'headers',
      { authorization: 'x', cookie: 'x', 'set-cookie': ['x'], 'x-api-key': 'x', host: 'h' },
      { authorization: R, cookie: R, 'set-cookie': R, 'x-api-key': R, host: 'h' },
    ],
    ['a secret key in a key', { 'user hunter22': 1 }, { [`user ${R}`]: 1 }],
    ['JSON', '{"p\\u0069n":{"a":1},"n":1}', `{"pin":"${R}","n":1}`],
    [
      'JSON in JSON',
      JSON.stringify({ a: JSON.stringify({ kic: [1] }) }),
      JSON.stringify({ a: `{"kic":"${R}"}` }),
    ],
    ['JSON without a secret, spaces and all', '{ "a": [1, 2.0] }', '{ "a": [1, 2.0] }'],
    ['no JSON', '{"psk": never ends', `{"psk": ${R} ends`],
    ['the parameters of a URL', 'https://h/p?pin=1234&x=1&sig=abc', `https://h/p?pin=${R}&x=1&sig=${R}`],
    ['a signature that is no parameter', 'signature=invalid', 'signature=invalid'],
    [
      'a secured packet',
      { secured_packet: '00', 'secured.data': 'x' },
      { secured_packet: R, 'secured.data': R },
    ],
  ])('that is %s comes out clean', (_, value, cleaned) => {
    expect(clean(value)).toEqual(cleaned);
  });

  test('behind an option that names an identity comes out as its pseudonym', () => {
    const redactor = createRedactor();
    const card = redactor.pseudonym('psk', 'card-0001');
    expect(clean(['s_client', '--psk-identity', 'card-0001'], redactor)).toEqual([
      's_client',
      '--psk-identity',
      card,
    ]);
    expect(clean([['iccid', '8944110068256270054']], redactor)).toEqual([
      ['iccid', redactor.pseudonym('iccid', '8944110068256270054')],
    ]);
  });

  test('of entries that stand in themselves, or are read but once, comes out clean', () => {
    const circle: unknown[] = ['a', 1];
    circle[1] = [circle];
    expect(clean([circle])).toEqual([['a', ['[circular]']]]);
    let reads = 0;
    const pair = Object.defineProperty(['password', ''], 1, {
      get: () => (reads++ === 0 ? 'ok' : 'hunter2x'),
    });
    expect(createRedactor().snapshot({ value: [pair] }, 100)).toEqual({ value: [['password', R]] });
    expect(reads).toBe(1);
  });

  test('that stands in itself is cut there', () => {
    const circle: unknown[] = ['hunter22'];
    circle.push({ circle });
    expect(clean(circle)).toEqual([R, { circle: '[circular]' }]);
  });

  test('is dropped where it is too deep, and that is counted', () => {
    const redactor = createRedactor();
    let deep: unknown = 'x';
    for (let depth = 0; depth < 20; depth += 1) deep = { deep };
    expect(JSON.stringify(clean(deep, redactor))).toContain(R);
    expect(redactor.counts().too_large).toBe(1);
  });

  test('of JSON that is too deep is dropped as well', () => {
    const redactor = createRedactor();
    expect(redactor.text(`${'['.repeat(5_000)}"x"${']'.repeat(5_000)}`)).toBe(
      `${'['.repeat(8)}"${R}"${']'.repeat(8)}`,
    );
    expect(redactor.counts().too_large).toBe(1);
  });

  test('holds a known secret nowhere, however it is nested', () => {
    const leaf = fc.constantFrom('hunter22', 'x hunter22 y', 1, null, true);
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'hunter22', 'b'), tie('tree'), { maxKeys: 3 }),
        tie('tree').map((value) => new Map([['m', value]])),
        tie('tree').map((value) => new Set([value])),
        tie('tree').map((value) => JSON.stringify(value) ?? ''),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(JSON.stringify(clean(value))).not.toContain('hunter22');
      }),
    );
  });

  test('has its keys cleaned in place, also of secrets that came later', () => {
    const redactor = createRedactor();
    const before: Record<string, unknown> = { 'by opensesame': 1 };
    redactor.attributes(before);
    expect(before).toEqual({ 'by opensesame': 1 });
    redactor.addSecret('opensesame');
    redactor.attributes(before);
    expect(before).toEqual({ [`by ${R}`]: 1 });
    expect(redactor.attributes(Object.freeze({ 'by opensesame': 1 }))).toBe(false);
  });
});

describe('what cannot be looked through', () => {
  const counted = (value: unknown) => {
    const redactor = createRedactor();
    const cleaned = redactor.value({ value });
    return { cleaned, counts: redactor.counts() };
  };
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const deep = () => {
    let value: unknown = 'x';
    for (let depth = 0; depth < 10_000; depth += 1) value = [value];
    return value;
  };

  test.each<[string, () => unknown, 'failed' | 'too_large']>([
    ['a revoked proxy', revoked, 'failed'],
    ['a revoked proxy in an array', () => [revoked()], 'failed'],
    [
      'a proxy that throws',
      () =>
        new Proxy(
          {},
          {
            ownKeys() {
              throw new Error('psk=1');
            },
          },
        ),
      'failed',
    ],
    [
      'an object whose toJSON throws',
      () =>
        new (class {
          toJSON() {
            throw new Error('psk=1');
          }
        })(),
      'failed',
    ],
    [
      'an object whose toString throws',
      () =>
        new (class {
          toString(): string {
            throw new Error('psk=1');
          }
        })(),
      'failed',
    ],
    ['a value ten thousand levels deep', deep, 'too_large'],
    ['an array of a million', () => new Array(1_000_000).fill('x'), 'too_large'],
    ['a Set of many', () => new Set(Array.from({ length: 100_001 }, (_, index) => index)), 'too_large'],
    [
      'a Map of many',
      () => new Map(Array.from({ length: 100_001 }, (_, index) => [index, index])),
      'too_large',
    ],
    ['many texts', () => Array.from({ length: 20_000 }, () => 'x'), 'too_large'],
    ['many long texts', () => Array.from({ length: 40 }, () => 'x'.repeat(60_000)), 'too_large'],
    ['a long text', () => 'x'.repeat(70_000), 'too_large'],
  ])('is dropped and counted: %s', (_, make, rule) => {
    const { cleaned, counts } = counted(make());
    expect(JSON.stringify(cleaned)).toContain(R);
    expect(JSON.stringify(cleaned)).not.toContain('psk=1');
    expect(counts[rule]).toBeGreaterThan(0);
  });

  test('is what stands under symbols, in functions and behind toJSON', () => {
    class Handle {
      readonly #pin = 'x';
      toJSON(): unknown {
        return { pin: this.#pin, n: 1n };
      }
    }
    const value = {
      [Symbol('psk')]: 'hunter22',
      [inspect.custom]: () => 'hunter22',
      run: () => 'hunter22',
      name: Symbol('hunter22'),
      handle: new Handle(),
      at: new Date(Number.NaN),
    };
    const cleaned = clean(value);
    expect(inspect(cleaned, { showHidden: true })).not.toContain('hunter22');
    expect(String((cleaned as { at: Date }).at)).toBe('Invalid Date');
    expect({ ...(cleaned as object), at: 0 }).toEqual({
      run: '[function]',
      name: `Symbol(${R})`,
      handle: { pin: R, n: 1n },
      at: 0,
    });
  });

  test('does not change what the application has', () => {
    const freeze = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) {
        Object.values(value).forEach(freeze);
        if (!ArrayBuffer.isView(value)) Object.freeze(value);
      }
      return value;
    };
    const object = fc.object({
      key: fc.constantFrom('pin', 'a', 'iccid', 'hunter22'),
      withMap: true,
      withSet: true,
    });
    fc.assert(
      fc.property(object, (value) => {
        const redactor = createRedactor({ secrets: ['hunter22'] });
        const before = inspect(value, { depth: null });
        redactor.value(freeze(value));
        expect(inspect(value, { depth: null })).toBe(before);
        expect(redactor.counts().failed).toBe(0);
      }),
    );
  });
});
