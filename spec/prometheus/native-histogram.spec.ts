import type { ExponentialHistogram } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { addExponentials, withScale } from '../../lib/prometheus/exponential';
import {
  type BucketSpan,
  deltas,
  nativeHistogram,
  type SparseBuckets,
} from '../../lib/prometheus/native-histogram';

type Buckets = ExponentialHistogram['positive'];
const NONE: Buckets = { offset: 0, bucketCounts: [] };

function exponential(scale: number, positive: Buckets, negative = NONE, zeroCount = 0): ExponentialHistogram {
  const count = [...positive.bucketCounts, ...negative.bucketCounts].reduce((a, b) => a + b, zeroCount);
  return { scale, zeroCount, positive, negative, count, sum: 1 };
}

/** Counts by bucket, as Prometheus reads spans. */
function unfolded({ spans, counts }: SparseBuckets): ReadonlyMap<number, number> {
  const byIndex = new Map<number, number>();
  let index = 0;
  let position = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let each = 0; each < length; each += 1) {
      const count = counts[position++] ?? Number.NaN;
      if (count !== 0) byIndex.set(index, count);
      index += 1;
    }
  }
  expect(position).toBe(counts.length);
  return byIndex;
}

const buckets = fc.record({
  offset: fc.integer({ min: -1_000, max: 1_000 }),
  bucketCounts: fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 9 })), { maxLength: 60 }),
});

describe('nativeHistogram', () => {
  it('has the indexes of upper bounds, as in the example of the specification', () => {
    const native = nativeHistogram(
      exponential(0, { offset: 3, bucketCounts: [10, 0, 0, 0, 20, 5, 2] }, NONE, 4),
    );
    const spans: BucketSpan[] = [
      { offset: 4, length: 1 },
      { offset: 3, length: 3 },
    ];
    expect(native).toEqual({
      schema: 0,
      zeroThreshold: 1e-128,
      zeroCount: 4,
      positive: { spans, counts: [10, 20, 5, 2] },
      negative: { spans: [], counts: [] },
    });
    expect(deltas(native?.positive.counts ?? [])).toEqual([10, 10, -15, -3]);
  });

  it('fills gaps of up to two empty buckets, which cost less than a span', () => {
    const native = nativeHistogram(exponential(0, { offset: -1, bucketCounts: [1, 0, 0, 2] }));
    expect(native?.positive).toEqual({ spans: [{ offset: 0, length: 4 }], counts: [1, 0, 0, 2] });
  });

  it.each([
    [20, 8],
    [9, 8],
    [8, 8],
    [0, 0],
    [-4, -4],
  ])('has for the scale %d the schema %d', (scale, schema) => {
    expect(nativeHistogram(exponential(scale, { offset: 1, bucketCounts: [1] }))?.schema).toBe(schema);
  });

  it('keeps every value in a bucket that it belongs to when it brings a scale down to 8', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 9, max: 20 }),
        buckets,
        buckets,
        fc.nat(),
        (scale, positive, negative, zero) => {
          const native = nativeHistogram(exponential(scale, positive, negative, zero));
          for (const [from, to] of [
            [positive, native?.positive],
            [negative, native?.negative],
          ] as const) {
            const expected = new Map<number, number>();
            from.bucketCounts.forEach((count, position) => {
              // The upper bound 2^((index + 1) / 2^scale) lies in the bucket of the least upper bound not below it.
              const index = Math.ceil((from.offset + position + 1) / 2 ** (scale - 8));
              if (count > 0) expected.set(index, (expected.get(index) ?? 0) + count);
            });
            expect(unfolded(to ?? { spans: [], counts: [] })).toEqual(expected);
          }
        },
      ),
    );
  });

  it.each<[string, ExponentialHistogram]>([
    ['its buckets are wider than any of Prometheus', exponential(-5, { offset: 0, bucketCounts: [1] })],
    ['it has no sum', { ...exponential(0, NONE), sum: undefined } as unknown as ExponentialHistogram],
    [
      'its count is not that of its buckets',
      { ...exponential(0, { offset: 0, bucketCounts: [1] }), count: 2 },
    ],
  ])('is none where %s', (_case, histogram) => {
    expect(nativeHistogram(histogram)).toBeUndefined();
  });
});

describe('withScale', () => {
  it('leaves alone what is as coarse already', () => {
    const histogram = exponential(-2, { offset: 1, bucketCounts: [1] });
    expect(withScale(histogram, 8)).toBe(histogram);
  });
});

describe('addExponentials', () => {
  const total = ({ bucketCounts }: Buckets) => bucketCounts.reduce((sum, count) => sum + count, 0);

  it('adds at the coarser of both scales', () => {
    const sum = addExponentials(
      exponential(1, { offset: -2, bucketCounts: [1, 2, 4, 8] }, NONE, 1),
      exponential(0, { offset: 1, bucketCounts: [16] }, { offset: 0, bucketCounts: [32] }, 2),
    );
    expect(sum).toEqual({
      scale: 0,
      zeroCount: 3,
      count: 66,
      sum: 2,
      positive: { offset: -1, bucketCounts: [3, 12, 16] },
      negative: { offset: 0, bucketCounts: [32] },
    });
  });

  it('has no sum where one of the two has none', () => {
    const { sum: _sum, ...without } = exponential(0, NONE);
    expect(addExponentials(exponential(0, NONE), without)).not.toHaveProperty('sum');
  });

  it('becomes coarser rather than large when the two are far apart', () => {
    const far = exponential(20, { offset: 1_000_000_000, bucketCounts: [1] });
    const sum = addExponentials(exponential(20, { offset: -1_000_000_000, bucketCounts: [1] }), far);
    expect(sum.positive.bucketCounts.length).toBeLessThanOrEqual(160);
    expect(total(sum.positive)).toBe(2);
    expect(sum.scale).toBeLessThan(0);
  });

  it('loses no value', () => {
    const scale = fc.integer({ min: -10, max: 20 });
    fc.assert(
      fc.property(scale, scale, buckets, buckets, (a, b, one, other) => {
        const sum = addExponentials(exponential(a, one, other), exponential(b, other, one));
        expect(total(sum.positive)).toBe(total(one) + total(other));
        expect(total(sum.negative)).toBe(total(one) + total(other));
        expect(sum.scale).toBeLessThanOrEqual(Math.min(a, b));
      }),
    );
  });
});
