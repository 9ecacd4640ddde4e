/** The finest resolution: 2^20 buckets between a number and its double ("MaxScale" in the metrics SDK specification). */
export const MAX_SCALE = 20;

const EXPONENT_BIAS = 1023;
const MIN_NORMAL_EXPONENT = -1022;
const EXPONENT_SHIFT = 20;
const FRACTION_IN_HIGH_WORD = 0xfffff;

// One number seen as its bits: scratch space that is written before each reading.
const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);
FLOAT[0] = 1;
const LOW = WORDS[0] === 0 ? 0 : 1;
const HIGH = 1 - LOW;

/**
 * Up to this scale a table has the buckets between a number and its double, which is faster than a logarithm. With 160
 * buckets that is where all data is whose greatest value is more than six times its least.
 */
const TABLE_SCALE = 6;
const BUCKETS_PER_DOUBLING = 2 ** TABLE_SCALE;

/** The table has a row for each value of the first 7 bits of a fraction: too narrow for two bounds to be in one row. */
const ROW_SHIFT = 13;
const TABLE = createTable();

/** Buckets per natural logarithm at each scale. */
const BUCKETS_PER_LOGARITHM = Float64Array.from(
  { length: MAX_SCALE + 1 },
  (_, scale) => Math.LOG2E * 2 ** scale,
);

/**
 * The index of the bucket that holds `magnitude` (above 0, finite): bucket i holds what is greater than 2^(i/2^scale)
 * and at most 2^((i+1)/2^scale), as the metrics data model has it ("Exponential Buckets"). Exact at powers of two.
 * Subnormal numbers fall into the bucket of the smallest normal one.
 *
 * The index at one scale is that at the next finer one, halved: it does not matter whether a value came before or after
 * the resolution was lowered.
 */
export function bucketIndex(magnitude: number, scale: number): number {
  FLOAT[0] = magnitude;
  const high = WORDS[HIGH] ?? 0;
  const low = WORDS[LOW] ?? 0;
  const exponent = (high >>> EXPONENT_SHIFT) - EXPONENT_BIAS;
  if (exponent < MIN_NORMAL_EXPONENT) return indexOfPower(MIN_NORMAL_EXPONENT, scale);
  const fraction = high & FRACTION_IN_HIGH_WORD;
  if (fraction === 0 && low === 0) return indexOfPower(exponent, scale);

  if (scale <= 0) return exponent >> -scale;
  const coarse = exponent * BUCKETS_PER_DOUBLING + indexOfFraction(fraction, low);
  if (scale <= TABLE_SCALE) return coarse >> (TABLE_SCALE - scale);
  // Beside a bound the logarithm may round to its other side; then the table's bucket is the right one.
  const first = coarse << (scale - TABLE_SCALE);
  const last = first + (1 << (scale - TABLE_SCALE)) - 1;
  const index = Math.floor(Math.log(magnitude) * (BUCKETS_PER_LOGARITHM[scale] ?? 0)) | 0;
  return Math.max(first, Math.min(index, last));
}

/** How often the resolution must be halved for the buckets from `first` to `last` to be `maxSize` at most. */
export function halvingsToFit(first: number, last: number, maxSize: number): number {
  let halvings = 0;
  while ((last >> halvings) - (first >> halvings) >= maxSize) halvings += 1;
  return halvings;
}

/** A power of two is the upper bound of its bucket at every scale. */
function indexOfPower(exponent: number, scale: number): number {
  return scale > 0 ? (exponent << scale) - 1 : (exponent - 1) >> -scale;
}

/** The bucket of a number between 1 and 2, given as the two words of its fraction, at the table's scale. */
function indexOfFraction(high: number, low: number): number {
  const row = high >>> ROW_SHIFT;
  const index = TABLE.indexes[row] ?? 0;
  const boundHigh = TABLE.upperBoundHighs[row] ?? 0;
  if (high === boundHigh) return low > (TABLE.upperBoundLows[row] ?? 0) ? index + 1 : index;
  // The sign of the difference instead of a comparison, which a processor could only guess.
  return index + ((boundHigh - high) >>> 31);
}

/** For each row the bucket of the first number in it, and that bucket's upper bound as the two words of its fraction. */
function createTable() {
  const rows = (FRACTION_IN_HIGH_WORD + 1) >> ROW_SHIFT;
  const indexes = new Uint8Array(rows);
  const upperBoundHighs = new Uint32Array(rows);
  const upperBoundLows = new Uint32Array(rows);
  let index = 0;
  for (let row = 0; row < rows; row += 1) {
    while (boundAfter(index) < 1 + row / rows) index += 1;
    indexes[row] = index;
    FLOAT[0] = boundAfter(index);
    // The bound after the last bucket is 2, which no fraction reaches.
    const isLast = index === BUCKETS_PER_DOUBLING - 1;
    upperBoundHighs[row] = isLast ? FRACTION_IN_HIGH_WORD + 1 : (WORDS[HIGH] ?? 0) & FRACTION_IN_HIGH_WORD;
    upperBoundLows[row] = WORDS[LOW] ?? 0;
  }
  return { indexes, upperBoundHighs, upperBoundLows };
}

function boundAfter(index: number): number {
  return 2 ** ((index + 1) / BUCKETS_PER_DOUBLING);
}
