import fc from 'fast-check';
import { bucketIndex, halvingsToFit, MAX_SCALE } from '../../../lib/metrics/exponential/bucket-index';

const MIN_SCALE = -10;
const SCALES = Array.from({ length: MAX_SCALE - MIN_SCALE + 1 }, (_, index) => MIN_SCALE + index);
const LEAST_NORMAL = 2 ** -1022;

/** Indexes that the OpenTelemetry SDKs for JavaScript and Go are tested with: scale, then value and index. */
const KNOWN: readonly (readonly [
  scale: number,
  cases: readonly (readonly [value: number, index: number])[],
])[] = [
  [
    -10,
    [
      [1.000001, 0],
      [1, -1],
      [Number.MAX_VALUE / 2, 0],
      [Number.MAX_VALUE, 0],
      [Number.MIN_VALUE, -1],
      [0.5, -1],
    ],
  ],
  [
    -4,
    powersOfTwo([
      [0, -1],
      [4, 0],
      [8, 0],
      [12, 0],
      [16, 0],
      [20, 1],
      [24, 1],
      [28, 1],
      [32, 1],
      [36, 2],
      [40, 2],
      [44, 2],
      [48, 2],
      [52, 3],
      [60, 3],
      [64, 3],
      [68, 4],
      [72, 4],
      [76, 4],
      [80, 4],
      [84, 5],
      [-4, -1],
      [-8, -1],
      [-12, -1],
      [-16, -2],
      [-20, -2],
      [-24, -2],
      [-28, -2],
      [-32, -3],
      [-36, -3],
      [-40, -3],
      [-44, -3],
      [-48, -4],
      [-52, -4],
      [-56, -4],
      [-60, -4],
      [-64, -5],
      [-68, -5],
      [1023, 63],
      [1019, 63],
      [1009, 63],
      [1008, 62],
      [1007, 62],
      [1000, 62],
      [993, 62],
      [992, 61],
      [991, 61],
      [-1074, -64],
      [-1073, -64],
      [-1072, -64],
      [-1057, -64],
      [-1056, -64],
      [-1041, -64],
      [-1040, -64],
      [-1025, -64],
      [-1024, -64],
      [-1023, -64],
      [-1022, -64],
      [-1009, -64],
      [-1008, -64],
      [-1007, -63],
      [-993, -63],
      [-992, -63],
      [-991, -62],
      [-977, -62],
      [-976, -62],
      [-975, -61],
    ]),
  ],
  [-4, [[Number.MAX_VALUE, 63]]],
  [
    -1,
    [
      [17, 2],
      [16, 1],
      [15, 1],
      [9, 1],
      [8, 1],
      [5, 1],
      [4, 0],
      [3, 0],
      [2, 0],
      [1.5, 0],
      [1, -1],
      [0.75, -1],
      [0.5, -1],
      [0.25, -2],
      [0.2, -2],
      [0.13, -2],
      [0.125, -2],
      [0.1, -2],
      [0.0625, -3],
      [0.06, -3],
    ],
  ],
  [
    0,
    [
      [Number.MAX_VALUE, 1023],
      [2 ** 1023, 1022],
      [1.0625 * 2 ** 1023, 1023],
      [2 ** 1022, 1021],
      [1.0625 * 2 ** 1022, 1022],
      [2 ** -1022, -1023],
      [1.0625 * 2 ** -1022, -1022],
      [2 ** -1021, -1022],
      [1.0625 * 2 ** -1021, -1021],
      [Number.MIN_VALUE, -1023],
      [4, 1],
      [3, 1],
      [2, 0],
      [1.5, 0],
      [1, -1],
      [0.75, -1],
      [0.51, -1],
      [0.5, -2],
      [0.26, -2],
      [0.25, -3],
      [0.126, -3],
      [0.125, -4],
    ],
  ],
  [
    1,
    [
      [15, 7],
      [9, 6],
      [7, 5],
      [5, 4],
      [3, 3],
      [2.5, 2],
      [1.5, 1],
      [1.2, 0],
      [1, -1],
      [0.75, -1],
      [0.55, -2],
      [0.45, -3],
    ],
  ],
  // The first and the last as calculated with arbitrary precision, for 2^63 - 1 the double that it becomes.
  [
    20,
    [
      [Number.MAX_VALUE, 1_073_741_823],
      [2 ** 63, 66_060_287],
      [LEAST_NORMAL, -1_071_644_673],
    ],
  ],
];

describe('bucketIndex', () => {
  it.each(KNOWN)('finds the buckets of the known tables at scale %d', (scale, cases) => {
    expect(cases.map(([value]) => [value, bucketIndex(value, scale)])).toEqual(cases);
  });

  it.each(SCALES)('maps the greatest number to the last bucket at scale %d', (scale) => {
    expect(bucketIndex(Number.MAX_VALUE, scale)).toBe(Math.ceil(1024 * 2 ** scale) - 1);
  });

  it.each(SCALES)('maps subnormal numbers to the bucket of the least normal one at scale %d', (scale) => {
    const subnormals = [
      LEAST_NORMAL / 2,
      LEAST_NORMAL / 3,
      2 ** -1050,
      1.0625 * 2 ** -1073,
      Number.MIN_VALUE,
    ];
    const least = Math.ceil(-1022 * 2 ** scale) - 1;
    expect([LEAST_NORMAL, ...subnormals].map((value) => bucketIndex(value, scale))).toEqual(
      Array(6).fill(least),
    );
  });

  it.each(SCALES)('takes each power of two as the upper bound of its bucket at scale %d', (scale) => {
    const exponents = Array.from({ length: 2046 }, (_, index) => index - 1022);
    const around = exponents.map((exponent) => [
      bucketIndex(2 ** exponent * (1 - Number.EPSILON / 2), scale),
      bucketIndex(2 ** exponent, scale),
      bucketIndex(2 ** exponent * (1 + Number.EPSILON), scale),
    ]);
    const expected = exponents.map((exponent) => {
      const below = Math.ceil(exponent * 2 ** scale) - 1;
      return [below, below, Math.floor(exponent * 2 ** scale)];
    });
    expect(around).toEqual(expected);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'puts both sides of every other bound into their buckets at scale %d',
    (scale) => {
      const perDoubling = 2 ** scale;
      for (let index = 1 - perDoubling * 3; index < perDoubling * 3; index += 1) {
        const bound = 2 ** (index / perDoubling);
        expect(bucketIndex(bound * (1 - 4 * Number.EPSILON), scale)).toBe(index - 1);
        expect(bucketIndex(bound * (1 + 4 * Number.EPSILON), scale)).toBe(index);
      }
    },
  );

  it('finds a bucket whose bounds hold the value', () => {
    fc.assert(
      fc.property(normalNumber(), fc.constantFrom(...SCALES), (value, scale) => {
        const index = bucketIndex(value, scale);
        expect(value).toBeGreaterThan(2 ** (index * 2 ** -scale) * (1 - 1e-12));
        expect(value).toBeLessThanOrEqual(2 ** ((index + 1) * 2 ** -scale) * (1 + 1e-12));
      }),
      { numRuns: 5000 },
    );
  });

  it('halves at the next coarser scale', () => {
    const beside = fc
      .tuple(normalNumber(), fc.constantFrom(...SCALES), fc.integer({ min: -3, max: 3 }))
      .map(([value, scale, steps]) => {
        // Numbers right beside a bound are where a rounded logarithm would differ between the scales.
        const bound = 2 ** (Math.floor(Math.log2(value) * 2 ** scale) * 2 ** -scale);
        return bound * (1 + steps * Number.EPSILON);
      })
      .filter((value) => value > 0 && Number.isFinite(value));
    fc.assert(
      fc.property(fc.oneof(beside, normalNumber()), (value) => {
        const finest = bucketIndex(value, MAX_SCALE);
        expect(SCALES.map((scale) => bucketIndex(value, scale))).toEqual(
          SCALES.map((scale) => finest >> (MAX_SCALE - scale)),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('halvingsToFit', () => {
  it.each([
    { first: -1, last: 8, maxSize: 20, halvings: 0 },
    { first: 5, last: 10, maxSize: 5, halvings: 1 },
    { first: 2, last: 7, maxSize: 5, halvings: 1 },
    { first: 2, last: 13, maxSize: 5, halvings: 2 },
    { first: -1, last: 0, maxSize: 2, halvings: 0 },
    { first: -1_071_644_673, last: 1_073_741_823, maxSize: 2, halvings: 30 },
  ])('is $halvings for $first to $last in $maxSize buckets', ({ first, last, maxSize, halvings }) => {
    expect(halvingsToFit(first, last, maxSize)).toBe(halvings);
  });
});

function normalNumber() {
  return fc.double({ min: LEAST_NORMAL, max: Number.MAX_VALUE, noNaN: true });
}

function powersOfTwo(cases: readonly (readonly [exponent: number, index: number])[]) {
  return cases.map(([exponent, index]) => [2 ** exponent, index] as const);
}
