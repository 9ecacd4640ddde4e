import { type Attributes, type Context, diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { bind } from '../../lib/metrics';
import { setUp } from './support';

const throws = (): never => {
  throw Object.create(null);
};

/** Makes a value when the program runs: fast-check would fall over such values itself. */
type Recipe = () => unknown;

const HOSTILE: Record<string, Recipe> = {
  symbol: () => Symbol('s'),
  'function that throws': () => throws,
  'proxy that throws': () =>
    new Proxy({}, { get: throws, ownKeys: throws, getPrototypeOf: throws, has: throws }),
  'array that throws': () => new Proxy([], { get: throws }),
  'proxy without descriptors': () => new Proxy({ a: 1 }, { getOwnPropertyDescriptor: throws }),
  'object without text': () => ({ [Symbol.toPrimitive]: throws, toString: throws, valueOf: throws }),
  'getter that throws': () => ({
    get a() {
      return throws();
    },
  }),
  'frozen object': () => Object.freeze({ a: ['x'] }),
  __proto__: () => JSON.parse('{"__proto__":{"a":1},"constructor":"x"}'),
  'object of a class': () =>
    new (class Labels {
      a = 1;
    })(),
};

const hostile = fc.constantFrom(...Object.keys(HOSTILE)).map((name): Recipe => HOSTILE[name] ?? throws);

const plain = fc
  .anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  })
  .map(
    (value): Recipe =>
      () =>
        value,
  );

/** What a program may give by mistake or malice. */
const anything = fc.oneof(plain, hostile);

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean()).map(
  (value): Recipe =>
    () =>
      value,
);

/** Attribute objects that are wrong, or have some right keys and values. */
const attributes = fc.oneof(
  anything,
  fc.dictionary(fc.constantFrom('a', 'b', '', '__proto__', 'constructor'), fc.oneof(anything, scalar)).map(
    (recipes): Recipe =>
      () =>
        Object.fromEntries(Object.entries(recipes).map(([key, make]) => [key, make()])),
  ),
);

const NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 2 ** 60, -1];
const values = fc.oneof(
  anything,
  fc.oneof(fc.double(), fc.constantFrom(...NUMBERS)).map(
    (value): Recipe =>
      () =>
        value,
  ),
);

const calls = fc.array(fc.tuple(values, attributes, anything), { minLength: 1, maxLength: 20 });

/** A call as it is made. */
const made = ([value, given, other]: readonly [Recipe, Recipe, Recipe]): [number, Attributes, unknown] => [
  value() as number,
  given() as Attributes,
  other(),
];

const VALID = { 'the valid one': true };
const KEY = JSON.stringify(VALID);

describe('whatever instruments are given', () => {
  afterEach(() => diag.disable());

  it.each([
    ['plainly', {}],
    ['under a limit', { cardinalityLimit: 3 }],
    ['with exemplars of all', { exemplarFilter: 'always_on' as const }],
    [
      'with attributes cleaned',
      { cleanAttributes: (given: Attributes) => void Object.assign(given, { a: '***' }) },
    ],
    [
      'with a View',
      {
        views: [
          { instrumentName: '*', attributesProcessors: [{ process: (given: Attributes) => ({ ...given }) }] },
        ],
      },
    ],
  ])('nothing throws, and what is valid is exact afterwards, recorded %s', async (_how, options) => {
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.constantFrom('cumulative' as const, 'delta' as const),
        async (wrong, temporality) => {
          const { meter, reader } = setUp(options, { temporality });
          const [counter, level] = [meter.createCounter('counter'), meter.createUpDownCounter('level')];
          const [size, degrees] = [meter.createHistogram('size'), meter.createGauge('degrees')];
          // The places of the valid series are taken before.
          counter.add(1, VALID);
          level.add(1, VALID);
          size.record(1, VALID);
          degrees.record(1, VALID);
          for (const [value, given, context] of wrong.map(made)) {
            for (const add of [counter, level]) add.add(value, given, context as Context);
            for (const record of [size, degrees]) record.record(value, given, context as Context);
            bind(counter, given).add(value, context as Context);
          }
          await reader.collect();
          counter.add(2, VALID);
          level.add(-2, VALID);
          size.record(2, VALID);
          degrees.record(2, VALID);

          const isDelta = temporality === 'delta';
          const cleaned = 'cleanAttributes' in options ? JSON.stringify({ a: '***', ...VALID }) : KEY;
          expect((await reader.values('degrees'))[cleaned]).toBe(2);
          counter.add(2, VALID);
          level.add(-2, VALID);
          size.record(2, VALID);
          expect((await reader.values('counter'))[cleaned]).toBe(isDelta ? 2 : 5);
          level.add(0, VALID);
          expect((await reader.values('level'))[cleaned]).toBe(-3);
          size.record(2, VALID);
          expect((await reader.values('size'))[cleaned]).toMatchObject(
            isDelta ? { count: 1 } : { count: 4, sum: 7 },
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('nothing throws when callbacks observe it, and what is valid is exact', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.nat({ max: 1_000 }), async (wrong, valid) => {
        const { meter, reader } = setUp({ cardinalityLimit: 3 });
        const observables = [
          meter.createObservableCounter('counter'),
          meter.createObservableUpDownCounter('level'),
          meter.createObservableGauge('degrees'),
        ];
        for (const observable of observables) {
          observable.addCallback((result) => {
            result.observe(valid, VALID);
            for (const [value, given] of wrong.map(made)) result.observe(value, given);
          });
          for (const [value] of wrong.map(made)) observable.addCallback(value as never);
        }
        meter.addBatchObservableCallback((result) => {
          for (const [value, given, it] of wrong.map(made)) result.observe(it as never, value, given);
        }, observables);

        for (const name of ['counter', 'level', 'degrees']) {
          expect((await reader.values(name))[KEY]).toBe(valid);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('nothing throws when instruments are made of it', async () => {
    await fc.assert(
      fc.asyncProperty(anything, anything, async (makeName, makeOptions) => {
        const [name, options] = [makeName(), makeOptions()];
        const { provider, meter, reader } = setUp();
        const wrong = provider.getMeter(name as string, name as string, options as never);
        wrong.createCounter(name as string, options as never).add(1);
        meter.createHistogram(name as string, { advice: options } as never).record(1);
        meter.createHistogram('size', {
          advice: { explicitBucketBoundaries: options, attributes: name },
        } as never);
        meter.createObservableGauge(name as string, { unit: options } as never).addCallback(() => {});
        meter.addBatchObservableCallback(name as never, options as never);
        meter.removeBatchObservableCallback(name as never, options as never);
        bind(name as never, options as never).add(1);

        const metrics = await reader.metrics();
        expect(metrics.length).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});
