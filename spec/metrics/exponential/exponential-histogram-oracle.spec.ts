import { ExponentialHistogramAccumulation } from '@opentelemetry/sdk-metrics/build/src/aggregator/ExponentialHistogram';
import fc from 'fast-check';
import { bucketIndex, halvingsToFit, MAX_SCALE } from '../../../lib/metrics/exponential/bucket-index';
import type {
  ExponentialBuckets,
  ExponentialPoint,
} from '../../../lib/metrics/exponential/exponential-histogram';
import { ExponentialHistogram } from '../../../lib/metrics/exponential/exponential-histogram';

const LEAST_NORMAL = 2 ** -1022;
const RUNS = { numRuns: 1000 };

describe('ExponentialHistogram beside the one of the OpenTelemetry SDK', () => {
  it('holds the same data after each value', () => {
    fc.assert(
      fc.property(recordings(), sizes(), (drawn, maxSize) => {
        const values = drawn.map(snapToPower);
        const own = new ExponentialHistogram(maxSize);
        const stock = new ExponentialHistogramAccumulation([0, 0], maxSize);
        for (const value of values) {
          own.record(value);
          stock.record(value);
          expect(own.point()).toEqual(stockPoint(stock));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('holds the same data of many values', () => {
    fc.assert(
      fc.property(latencies(), sizes(), (values, maxSize) => {
        expect(recorded(values, maxSize).point()).toEqual(stockPoint(stockRecorded(values, maxSize)));
      }),
      { numRuns: 200 },
    );
  });

  it('merges to the same data where both have values of the same signs', () => {
    fc.assert(
      fc.property(latencies(), latencies(), sizes(), (left, right, maxSize) => {
        const own = recorded([1, ...left], maxSize);
        const stock = stockRecorded([1, ...left], maxSize);
        own.merge(recorded([1, ...right], maxSize));
        stock.merge(stockRecorded([1, ...right], maxSize));
        expect(own.point()).toEqual(stockPoint(stock));
      }),
      { numRuns: 200 },
    );
  });

  // Each exception that the oracle is compared without above, so that one that disappears is noticed.
  it.each([
    { name: 'zeros', into: [5, 6], from: [0] },
    { name: 'values of the other sign', into: [5, 6], from: [-7] },
  ])('keeps the resolution that the other one loses when it merges $name', ({ into, from }) => {
    const own = recorded(into);
    own.merge(recorded(from));
    const stock = stockRecorded(into);
    stock.merge(stockRecorded(from));
    const ideal = stockRecorded([...into, ...from]);
    expect(own.point()).toEqual(stockPoint(ideal));
    expect(stock.scale).toBeLessThan(ideal.scale);
  });

  it('does not depend on the order right below a power of two, as the other one does', () => {
    const below = 4 * (1 - Number.EPSILON / 2);
    const orders = [
      [below, 1e300, -1e-300],
      [1e300, -1e-300, below],
    ];
    const [own, ownLater] = orders.map((values) => recorded(values, 4).point());
    expect(own).toEqual(ownLater);
    const early = stockRecorded([below], 4);
    const finest = early.toPointValue().positive.offset;
    expect(finest >> MAX_SCALE).toBe(2);
    expect(recorded([below], 4).point().positive.offset >> MAX_SCALE).toBe(1);
  });
});

describe('ExponentialHistogram of any values', () => {
  it('counts each value once, in a bucket whose bounds hold it', () => {
    fc.assert(
      fc.property(recordings(), sizes(), (values, maxSize) => {
        const point = recorded(values, maxSize).point();
        const finite = values.filter(Number.isFinite);
        expect(point.count).toBe(finite.length);
        expect(total(point.positive) + total(point.negative) + point.zeroCount).toBe(point.count);
        expectHeld(
          finite.filter((value) => value > 0),
          point.positive,
          point.scale,
        );
        expectHeld(
          finite.filter((value) => value < 0).map((value) => -value),
          point.negative,
          point.scale,
        );
      }),
      RUNS,
    );
  });

  it('uses at most the maximal size, from a first to a last bucket that hold something', () => {
    fc.assert(
      fc.property(recordings(), sizes(), (values, maxSize) => {
        const { positive, negative } = recorded(values, maxSize).point();
        for (const { bucketCounts } of [positive, negative]) {
          expect(bucketCounts.length).toBeLessThanOrEqual(maxSize);
          expect(bucketCounts.at(0)).not.toBe(0);
          expect(bucketCounts.at(-1)).not.toBe(0);
        }
      }),
      RUNS,
    );
  });

  it('has the highest scale at which all values fit', () => {
    fc.assert(
      fc.property(recordings(), sizes(), (values, maxSize) => {
        const finite = values.filter((value) => Number.isFinite(value) && value !== 0);
        const halvings = [1, -1].map((sign) => {
          const indexes = finite
            .filter((value) => value * sign > 0)
            .map((value) => bucketIndex(value * sign, MAX_SCALE));
          return indexes.length === 0
            ? 0
            : halvingsToFit(Math.min(...indexes), Math.max(...indexes), maxSize);
        });
        const ideal = MAX_SCALE - Math.max(...halvings);
        expect(recorded(values, maxSize).scale).toBe(finite.length === 0 ? 0 : ideal);
        expect(ideal).toBeGreaterThanOrEqual(-10);
      }),
      RUNS,
    );
  });

  it('is the same merged from any parts as recorded at once, also into one that was used before', () => {
    fc.assert(
      fc.property(
        fc.array(recordings(), { maxLength: 5 }),
        recordings(),
        sizes(),
        (parts, before, maxSize) => {
          const merged = recorded(before, maxSize);
          merged.clear();
          for (const values of parts) merged.merge(recorded(values, maxSize));
          const all = recorded(parts.flat(), maxSize).point();
          expect(withoutSum(merged.point())).toEqual(withoutSum(all));
          expectSameSum(merged.sum, all.sum ?? Number.NaN, parts.flat());
        },
      ),
      RUNS,
    );
  });

  it('gives the same data in any order', () => {
    const shuffled = recordings().chain((values) =>
      fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
    );
    fc.assert(
      fc.property(shuffled, sizes(), ([values, other], maxSize) => {
        expect(withoutSum(recorded(other, maxSize).point())).toEqual(
          withoutSum(recorded(values, maxSize).point()),
        );
      }),
      RUNS,
    );
  });
});

/** Doubles of all kinds: everyday ones, huge and subnormal ones, powers of two, zeros, and what must be ignored. */
function recordings(): fc.Arbitrary<number[]> {
  const magnitude = fc.oneof(
    { weight: 3, arbitrary: fc.double({ min: 1e-6, max: 1e4, noNaN: true }) },
    { weight: 2, arbitrary: fc.double({ min: Number.MIN_VALUE, noDefaultInfinity: true, noNaN: true }) },
    fc.double({ min: Number.MIN_VALUE, max: LEAST_NORMAL, noNaN: true }),
    fc.integer({ min: -1074, max: 1023 }).map((exponent) => 2 ** exponent),
    fc.integer({ min: -5, max: 5 }).map((exponent) => 2 ** exponent),
    fc.integer({ min: 1, max: 100 }),
  );
  const value = fc.oneof(
    { weight: 12, arbitrary: magnitude },
    { weight: 4, arbitrary: magnitude.map((number) => -number) },
    fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  );
  return fc.array(value, { maxLength: 40 });
}

/** Many values close to each other, as durations are. */
function latencies(): fc.Arbitrary<number[]> {
  const spread = fc.double({ min: 0.001, max: 20, noNaN: true });
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 300 });
  return fc
    .tuple(spread, shares)
    .map(([width, all]) => all.map((share) => snapToPower(2 ** (share * width - 7))));
}

/** Moves what is right beside a power of two onto it: there the other histogram rounds to the wrong bucket. */
function snapToPower(value: number): number {
  const power = Math.sign(value) * 2 ** Math.round(Math.log2(Math.abs(value)));
  return Math.abs(value / power - 1) < 1e-12 ? power : value;
}

function sizes(): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(2, 3, 4, 160), fc.integer({ min: 2, max: 320 }));
}

function recorded(values: readonly number[], maxSize?: number): ExponentialHistogram {
  const histogram = new ExponentialHistogram(maxSize);
  for (const value of values) histogram.record(value);
  return histogram;
}

function stockRecorded(values: readonly number[], maxSize?: number): ExponentialHistogramAccumulation {
  const accumulation = new ExponentialHistogramAccumulation([0, 0], maxSize);
  for (const value of values) accumulation.record(value);
  return accumulation;
}

function stockPoint(accumulation: ExponentialHistogramAccumulation): ExponentialPoint {
  const { hasMinMax: _, ...point } = accumulation.toPointValue();
  return point;
}

function total({ bucketCounts }: ExponentialBuckets): number {
  return bucketCounts.reduce((sum, count) => sum + count, 0);
}

/** That the values, sorted, lie within the bounds of the buckets that are counted one after the other. */
function expectHeld(
  magnitudes: readonly number[],
  { offset, bucketCounts }: ExponentialBuckets,
  scale: number,
) {
  const sorted = magnitudes.toSorted((a, b) => a - b);
  let next = 0;
  bucketCounts.forEach((count, slot) => {
    const least = 2 ** ((offset + slot) * 2 ** -scale) * (1 - 1e-12);
    const greatest = 2 ** ((offset + slot + 1) * 2 ** -scale) * (1 + 1e-12);
    const held = sorted.slice(next, next + count).map((value) => Math.max(value, LEAST_NORMAL));
    expect(held.filter((value) => value <= least || value > greatest)).toEqual([]);
    next += count;
  });
  expect(next).toBe(sorted.length);
}

function withoutSum({ sum: _, ...point }: ExponentialPoint): Omit<ExponentialPoint, 'sum'> {
  return point;
}

/** Sums of the same numbers in another order differ by rounding alone, unless they leave the range of doubles. */
function expectSameSum(actual: number, expected: number, values: readonly number[]): void {
  const size = values.filter(Number.isFinite).reduce((sum, value) => sum + Math.abs(value), 0);
  if (!Number.isFinite(size)) return;
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(size * 1e-13);
}
