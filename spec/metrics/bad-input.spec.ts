import { type Attributes, diag } from '@opentelemetry/api';
import { usedBytes } from '../support/collect-garbage';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

const OVERFLOW = '{"otel.metric.overflow":true}';

/** What a counter has after `add(1, attributes)` and `add(2, attributes)`, and what was told. */
async function afterAdding(
  attributes: unknown,
): Promise<{ values: Record<string, unknown>; warnings: string[] }> {
  const { warnings } = recordDiagnostics();
  const { meter, reader } = setUp();
  const calls = meter.createCounter('calls');
  calls.add(1, attributes as Attributes);
  calls.add(2, attributes as Attributes);
  return { values: await reader.values('calls'), warnings };
}

/** What an observable gauge has that observes these attributes. */
async function afterObserving(attributes: unknown): Promise<Record<string, unknown>> {
  recordDiagnostics();
  const { meter, reader } = setUp();
  meter.createObservableGauge('degrees').addCallback((result) => result.observe(3, attributes as Attributes));
  return reader.values('degrees');
}

const throws = (): never => {
  throw new Error('no');
};

class Labels {
  queue = 'a';
  #hidden = 'x';
  get inherited(): string {
    return this.#hidden;
  }
}

describe('a million ids on one label', () => {
  it('make limit + 1 series, all of them counted, and take no memory beyond that', async () => {
    const { meter, reader, provider } = setUp({ cardinalityLimit: 1_000 });
    const calls = meter.createCounter('calls');
    const record = (from: number, to: number): void => {
      for (let n = from; n < to; n += 1) calls.add(1, { id: `card-${n}`, queue: 'a' });
    };
    record(0, 10_000);
    const before = usedBytes();
    record(10_000, 1_000_000);

    expect(usedBytes() - before).toBeLessThan(4 * 2 ** 20);
    expect(provider.streams()).toMatchObject([{ series: 1_001, overflowed: 999_000 }]);
    const values = await reader.values('calls');
    expect(values[OVERFLOW]).toBe(999_000);
    expect(Object.keys(values)).toHaveLength(1_001);
  }, 30_000);

  it('that a callback observes make limit + 1 series in each collection', async () => {
    const { meter, reader, provider } = setUp({ cardinalityLimit: 1_000 });
    let round = 0;
    meter.createObservableCounter('bytes').addCallback((result) => {
      round += 1;
      for (let n = 0; n < 20_000; n += 1) result.observe(1, { id: `${round}-${n}` });
    });
    await reader.collect();
    const before = usedBytes();
    for (let n = 0; n < 10; n += 1) {
      expect(await reader.values('bytes')).toEqual({ [OVERFLOW]: 20_000 });
    }

    expect(usedBytes() - before).toBeLessThan(4 * 2 ** 20);
    expect(provider.streams()).toMatchObject([{ series: 1_001 }]);
  });
});

describe('attributes', () => {
  afterEach(() => diag.disable());

  it.each<[string, unknown, string]>([
    [
      'getters that throw',
      {
        right: 1,
        get wrong() {
          return throws();
        },
      },
      '{"right":1}',
    ],
    ['a proxy', new Proxy({ right: 1 }, {}), '{"right":1}'],
    ['a proxy that cannot be listed', new Proxy({ right: 1 }, { ownKeys: throws }), '{}'],
    ['a proxy whose values cannot be read', new Proxy({ wrong: 1 }, { get: throws }), '{}'],
    [
      'a proxy without a prototype to ask for',
      new Proxy({ right: 1 }, { getPrototypeOf: throws }),
      '{"right":1}',
    ],
    [
      'a proxy that describes no property',
      new Proxy({ right: 1 }, { getOwnPropertyDescriptor: throws }),
      '{}',
    ],
    ['a revoked proxy', revoked(), '{}'],
    ['an object of a class', new Labels(), '{"queue":"a"}'],
    [
      'an object with a prototype',
      Object.assign(Object.create({ inherited: 1 }), { right: 1 }),
      '{"right":1}',
    ],
    ['an object without a prototype', Object.assign(Object.create(null), { right: 1 }), '{"right":1}'],
    ['symbols as keys', { right: 1, [Symbol('s')]: 1 }, '{"right":1}'],
    ['symbols, functions and bigints', { right: 1, a: Symbol('s'), b: () => 1, c: 1n }, '{"right":1}'],
    ['null, Dates and nested objects', { right: 1, a: null, b: new Date(0), c: { d: 1 } }, '{"right":1}'],
    ['mixed arrays', { right: 1, a: ['a', 1], b: [{}], c: [Symbol('s')] }, '{"right":1}'],
    ['no key but an empty one', { '': 'x' }, '{}'],
    ['frozen', Object.freeze({ right: 1 }), '{"right":1}'],
    ['undefined', undefined, '{}'],
    ['null', null, '{}'],
    ['a text', 'abc', '{}'],
    ['a number', 5, '{}'],
    ['a symbol', Symbol('s'), '{}'],
    ['a function', () => 1, '{}'],
    ['true', true, '{}'],
    ['a Map', new Map([['queue', 'a']]), '{}'],
  ])('with %s count for what can be read of them', async (_what, attributes, key) => {
    expect((await afterAdding(attributes)).values).toEqual({ [key]: 3 });
    expect(await afterObserving(attributes)).toEqual({ [key]: 3 });
  });

  it('that are wrong are told once, with the key and what is right', async () => {
    const { warnings } = await afterAdding({ wrong: null, worse: {} });

    expect(warnings).toEqual([
      expect.stringMatching(
        'attribute "wrong" of calls is left out: values must be strings, numbers, booleans or arrays',
      ),
    ]);
  });

  it('that are no object are told once', async () => {
    const { warnings } = await afterAdding('abc');

    expect(warnings).toEqual([expect.stringMatching('the attributes given to calls cannot be read')]);
  });

  it('called __proto__ and constructor are attributes like others, and harm no object', async () => {
    const { meter, reader } = setUp();
    meter.createCounter('calls').add(1, JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}'));

    const [point] = await reader.points('calls');
    expect(Object.entries(point?.attributes ?? {})).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['toString', 't'],
    ]);
    expect(({} as Record<string, unknown>).p).toBeUndefined();
  });

  it('called __proto__ with an array as value change no prototype', async () => {
    expect((await afterAdding(JSON.parse('{"__proto__":["p"]}'))).values).toEqual({
      '{"__proto__":["p"]}': 3,
    });
  });

  it('of 64 KiB are kept whole and told apart by their last letter', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    const long = 'x'.repeat(65_536);
    calls.add(1, { text: `${long}a` });
    calls.add(2, { text: `${long}b` });
    calls.add(4, { text: `${long}a` });

    expect(await reader.values('calls')).toEqual({ [`{"text":"${long}a"}`]: 5, [`{"text":"${long}b"}`]: 2 });
  });

  it('may be a thousand in one set, in whatever order', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    const entries = Array.from({ length: 1_000 }, (_, n): [string, number] => [`key.${n}`, n]);
    calls.add(1, Object.fromEntries(entries));
    calls.add(2, Object.fromEntries(entries.toReversed()));

    const [point, ...others] = await reader.points('calls');
    expect(others).toEqual([]);
    expect([point?.value, Object.keys(point?.attributes ?? {}).length]).toEqual([3, 1_000]);
  });

  it('in an object that is used again are those of the moment', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    const reused: Attributes = {};
    for (const queue of ['a', 'b', 'a']) {
      reused.queue = queue;
      calls.add(1, reused);
    }
    delete reused.queue;
    calls.add(1, reused);

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 2, '{"queue":"b"}': 1, '{}': 1 });
  });

  it('in arrays that change afterwards are those of the moment', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    const list = ['a'];
    calls.add(1, { list });
    list.push('b');
    calls.add(2, { list });
    list.pop();
    calls.add(4, { list });

    expect(await reader.values('calls')).toEqual({ '{"list":["a"]}': 5, '{"list":["a","b"]}': 2 });
  });

  it('on the prototype of all objects are none', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 1 });
    const calls = meter.createCounter('calls');
    calls.add(1, { queue: 'a' });
    Object.defineProperty(Object.prototype, 'polluting', {
      value: 'x',
      enumerable: true,
      configurable: true,
    });
    calls.add(2, { queue: 'a' });
    delete (Object.prototype as Attributes).polluting;

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 3 });
  });

  it('whose getter records on the same counter are no trouble', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    const attributes = {
      get queue(): string {
        calls.add(10, { queue: 'inner', other: 1 });
        return 'outer';
      },
    };
    calls.add(1, { queue: 'outer' });
    calls.add(2, attributes);

    expect((await reader.values('calls'))['{"queue":"outer"}']).toBe(3);
  });
});

describe('recording', () => {
  afterEach(() => diag.disable());

  it('during a collection is in it or in the next, once', async () => {
    const { meter, reader } = setUp({}, { temporality: 'delta' });
    const calls = meter.createCounter('calls');
    meter.createObservableGauge('degrees').addCallback(async (result) => {
      calls.add(1);
      await Promise.resolve();
      calls.add(1);
      result.observe(20);
    });
    const running = reader.values('calls');
    await Promise.resolve();
    calls.add(1);
    const values = [await running, await reader.values('calls')];

    expect(values).toEqual([{ '{}': 3 }, { '{}': 2 }]);
  });

  it('after the shutdown goes nowhere, without end and without harm', async () => {
    const { meter, provider } = setUp({ cardinalityLimit: 10 });
    const calls = meter.createCounter('calls');
    await provider.shutdown();
    for (let n = 0; n < 1_000; n += 1) calls.add(1, { n });

    expect(provider.streams()).toMatchObject([{ series: 11 }]);
  });
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({ right: 1 }, {});
  revoke();
  return proxy;
}
