import { ExponentialHistogram } from '../../../lib/metrics/exponential/exponential-histogram';

/** Values and what the OpenTelemetry SDKs for JavaScript and Go are tested to make of them, for each sign alike. */
const KNOWN = [
  { maxSize: 4, values: [2, 4, 1], scale: 0, offset: -1, counts: [1, 1, 1] },
  { maxSize: 4, values: [2, 2, 4, 1, 8, 0.5], scale: -1, offset: -1, counts: [2, 3, 1] },
  { maxSize: 4, values: [2, 2, 2, 1, 8, 0.5], scale: -1, offset: -1, counts: [2, 3, 1] },
  { maxSize: 4, values: [4, 4, 4, 2, 16, 1], scale: -1, offset: -1, counts: [1, 4, 1] },
  { maxSize: 4, values: [2, 4], scale: 1, offset: 1, counts: [1, 0, 1] },
  { maxSize: 4, values: [2, 4, 8, 16], scale: 0, offset: 0, counts: [1, 1, 1, 1] },
  { maxSize: 4, values: [2, 8], scale: 0, offset: 0, counts: [1, 0, 1] },
  ...permutations([1, 0.5, 2]).map((values) => ({
    maxSize: 2,
    values,
    scale: -1,
    offset: -1,
    counts: [2, 1],
  })),
  ...permutations([1, 2, 4]).map((values) => ({ maxSize: 2, values, scale: -1, offset: -1, counts: [1, 2] })),
  ...permutations([1, 0.5, 0.25]).map((values) => ({
    maxSize: 2,
    values,
    scale: -1,
    offset: -2,
    counts: [1, 2],
  })),
  { maxSize: 4, values: [Number.MAX_VALUE], scale: 20, offset: 1_073_741_823, counts: [1] },
  { maxSize: 4, values: [2 ** 63], scale: 20, offset: 66_060_287, counts: [1] },
  { maxSize: 4, values: Array(3).fill(Number.MIN_VALUE), scale: 20, offset: -1_071_644_673, counts: [3] },
  { maxSize: 2, values: [Number.MIN_VALUE, Number.MAX_VALUE], scale: -10, offset: -1, counts: [1, 1] },
];

describe('ExponentialHistogram', () => {
  it.each(KNOWN)(
    'holds $values in $maxSize buckets at scale $scale',
    ({ maxSize, values, scale, offset, counts }) => {
      const buckets = { offset, bucketCounts: counts };
      const none = { offset: 0, bucketCounts: [] };
      const negated = values.map((value: number) => -value);
      const both = values.flatMap((value: number) => [value, -value]);
      expect(recorded(values, maxSize).point()).toMatchObject({ scale, positive: buckets, negative: none });
      expect(recorded(negated, maxSize).point()).toMatchObject({ scale, positive: none, negative: buckets });
      expect(recorded(both, maxSize).point()).toMatchObject({ scale, positive: buckets, negative: buckets });
    },
  );

  it('is empty at first', () => {
    expect(new ExponentialHistogram().point()).toEqual(EMPTY);
  });

  it('knows count, sum, least and greatest', () => {
    const histogram = recorded([4, 4, 4, 2, 16, 1, -1, 0]);
    const { count, sum, min, max, scale } = histogram;
    expect({ count, sum, min, max, scale }).toEqual({ count: 8, sum: 30, min: -1, max: 16, scale: 5 });
    expect(histogram.point()).toMatchObject({ count, sum, min, max, scale, zeroCount: 1 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('ignores %d', (value) => {
    expect(recorded([value]).point()).toEqual(EMPTY);
    expect(recorded([2, value, 4], 4).point()).toEqual(recorded([2, 4], 4).point());
  });

  it('reports scale 0 while all is zero, and lowers no resolution for it', () => {
    const histogram = recorded([0, -0, 0]);
    expect(histogram.point()).toEqual({ ...EMPTY, count: 3, zeroCount: 3, min: 0, max: 0 });
    expect(histogram.scale).toBe(0);
    histogram.record(5);
    expect(histogram.scale).toBe(20);
  });

  it.each([
    [160, 0.001, 0.004, 6],
    [160, 0.001, 0.02, 5],
    [160, 0.001, 1, 4],
    [160, 0.001, 100, 3],
    [160, 0.000_001, 10, 2],
    [320, 0.001, 0.004, 7],
    [undefined, 0.001, 0.004, 6],
  ])(
    'has with size %s for %d to %d the ideal scale of the specification, %d',
    (maxSize, least, greatest, scale) => {
      expect(recorded([least, greatest], maxSize).scale).toBe(scale);
    },
  );

  it.each([
    [1, 2],
    [0, 2],
    [-7, 2],
    [Number.NaN, 2],
    [2.9, 2],
    [5.5, 5],
    [Number.POSITIVE_INFINITY, 65_536],
  ])('takes a maximal size of %d as %d', (maxSize, meant) => {
    const values = [1, 1.1, 1.3, 2, 3, 5, 8, 13, 100, 1e10];
    expect(recorded(values, maxSize).point()).toEqual(recorded(values, meant).point());
  });

  it('gives a point of its own', () => {
    const histogram = recorded([1, 2, 3]);
    const point = histogram.point();
    const before = structuredClone(point);
    histogram.record(-5);
    histogram.record(2);
    expect(point).toEqual(before);
    point.positive.bucketCounts.fill(9);
    expect(histogram.point()).toEqual(recorded([1, 2, 3, -5, 2]).point());
  });

  it('is as new once cleared', () => {
    const histogram = recorded([1e-300, 1e300, -7, 0], 10);
    histogram.clear();
    expect(histogram.point()).toEqual(EMPTY);
    for (const value of [3, 1, 2, -4]) histogram.record(value);
    expect(histogram.point()).toEqual(recorded([3, 1, 2, -4], 10).point());
  });

  it.each([2 ** 8, 2 ** 16, 2 ** 31, 2 ** 32, 2 ** 52])('counts exactly around %d', (times) => {
    const histogram = recorded([1.5, -1.5, 0]);
    // Merged with itself it doubles.
    for (let count = 1; count < times; count *= 2) histogram.merge(histogram);
    for (const value of [1.5, -1.5, -1.5, 0]) histogram.record(value);
    expect(histogram.point()).toMatchObject({
      zeroCount: times + 1,
      positive: { bucketCounts: [times + 1] },
      negative: { bucketCounts: [times + 2] },
    });
  });
});

describe('merge of exponential histograms', () => {
  const cases = [
    { name: 'of neighbouring ranges', maxSize: 4, into: [2, 4, 8, 16], from: [1, 0.5, 0.25, 0.125] },
    { name: 'of ranges that share a value', maxSize: 4, into: [2, 4, 8, 16], from: [2, 1, 0.5, 0.25] },
    { name: 'of a coarse one into a fine one', maxSize: 8, into: [3], from: [1, 2, 1000] },
    { name: 'of a fine one into a coarse one', maxSize: 8, into: [1, 2, 1000], from: [3, 3.01] },
    { name: 'of different signs', maxSize: 160, into: [5], from: [-7] },
    { name: 'into an empty one', maxSize: 160, into: [], from: [1, 5, -3, 0] },
    { name: 'of an empty one', maxSize: 160, into: [1, 5, -3, 0], from: [] },
    { name: 'of zeros', maxSize: 160, into: [1, 5, -3], from: [0, 0] },
    { name: 'into zeros', maxSize: 160, into: [0, 0], from: [0.000979, 0.001959, 0.100659] },
    { name: 'of zeros into zeros', maxSize: 160, into: [0, 0], from: [0] },
    {
      name: 'that the other sign forces to be coarser',
      maxSize: 4,
      into: [1.1, 1.2, -1],
      from: [1.3, -1000],
    },
  ];

  it.each(cases)('equals recording all, $name', ({ maxSize, into, from }) => {
    const merged = recorded(into, maxSize);
    const other = recorded(from, maxSize);
    merged.merge(other);
    const all = recorded([...into, ...from], maxSize).point();
    expect(merged.point()).toEqual({ ...all, sum: expect.closeTo(all.sum ?? 0) });
    expect(other.point()).toEqual(recorded(from, maxSize).point());
  });

  it('keeps the size of the one that it is merged into', () => {
    const small = recorded([1, 2], 4);
    small.merge(recorded([3, 4, 5, 6, 7, 8], 160));
    expect(small.point()).toEqual(recorded([1, 2, 3, 4, 5, 6, 7, 8], 4).point());
  });

  it('doubles one that is merged into itself', () => {
    const values = [1, 2, 3, -7, 0];
    const histogram = recorded(values);
    histogram.merge(histogram);
    expect(histogram.point()).toEqual(recorded([...values, ...values]).point());
  });
});

const EMPTY = {
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sum: 0,
  count: 0,
  scale: 0,
  zeroCount: 0,
  positive: { offset: 0, bucketCounts: [] },
  negative: { offset: 0, bucketCounts: [] },
};

function recorded(values: readonly number[], maxSize?: number): ExponentialHistogram {
  const histogram = new ExponentialHistogram(maxSize);
  for (const value of values) histogram.record(value);
  return histogram;
}

function permutations([a, b, c]: readonly [number, number, number]): number[][] {
  return [
    [a, b, c],
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ];
}
