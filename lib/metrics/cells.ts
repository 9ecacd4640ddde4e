import { ExponentialHistogram } from './exponential/exponential-histogram';
import { grownFloat64 } from './growable';

/** What a stream has added up, by row. */
export interface Cells<Self> {
  /** Makes room for so many rows. */
  grow(capacity: number): void;
  /** Makes a row as new. */
  clear(row: number): void;
  /** Adds a row of `from` to the same row here. */
  merge(row: number, from: Self): void;
}

/** Sums. */
export class SumCells implements Cells<SumCells> {
  values = new Float64Array(0);

  grow(capacity: number): void {
    this.values = grownFloat64(this.values, capacity);
  }

  clear(row: number): void {
    this.values[row] = 0;
  }

  merge(row: number, from: SumCells): void {
    this.values[row] = (this.values[row] as number) + (from.values[row] as number);
  }
}

/** Last values. */
export class LastValueCells implements Cells<LastValueCells> {
  values = new Float64Array(0);

  grow(capacity: number): void {
    this.values = grownFloat64(this.values, capacity);
  }

  clear(row: number): void {
    this.values[row] = 0;
  }

  merge(row: number, from: LastValueCells): void {
    this.values[row] = from.values[row] as number;
  }
}

/** Where the parts of a histogram stand in its row; the counts of its buckets follow. */
const SUM = 0;
const MIN = 1;
const MAX = 2;
const BUCKETS = 3;

/** Up to so many boundaries are searched one after the other, which the processor predicts better than halving. */
const MAX_LINEAR_SEARCH = 24;

/** Histograms with fixed buckets. All of a row lies side by side in one array: sum, minimum, maximum, buckets. */
export class HistogramCells implements Cells<HistogramCells> {
  /** Upper bounds of the buckets, inclusive, ascending; one more bucket takes what is beyond the last. */
  readonly boundaries: readonly number[];
  readonly #stride: number;
  #data = new Float64Array(0);

  constructor(boundaries: readonly number[]) {
    this.boundaries = boundaries;
    this.#stride = BUCKETS + boundaries.length + 1;
  }

  grow(capacity: number): void {
    const before = this.#data.length / this.#stride;
    this.#data = grownFloat64(this.#data, capacity * this.#stride);
    for (let row = before; row < capacity; row += 1) this.clear(row);
  }

  clear(row: number): void {
    const at = row * this.#stride;
    this.#data.fill(0, at, at + this.#stride);
    this.#data[at + MIN] = Number.POSITIVE_INFINITY;
    this.#data[at + MAX] = Number.NEGATIVE_INFINITY;
  }

  /** Adds a value, which must not be NaN; returns its bucket. */
  record(row: number, value: number): number {
    const data = this.#data;
    const at = row * this.#stride;
    const bucket = bucketOf(this.boundaries, value);
    const counter = at + BUCKETS + bucket;
    data[at] = (data[at] as number) + value;
    if (value < (data[at + MIN] as number)) data[at + MIN] = value;
    if (value > (data[at + MAX] as number)) data[at + MAX] = value;
    data[counter] = (data[counter] as number) + 1;
    return bucket;
  }

  merge(row: number, from: HistogramCells): void {
    const data = this.#data;
    const added = from.#data;
    const at = row * this.#stride;
    const end = at + this.#stride;
    data[at + MIN] = Math.min(data[at + MIN] as number, added[at + MIN] as number);
    data[at + MAX] = Math.max(data[at + MAX] as number, added[at + MAX] as number);
    data[at + SUM] = (data[at + SUM] as number) + (added[at + SUM] as number);
    for (let index = at + BUCKETS; index < end; index += 1) {
      data[index] = (data[index] as number) + (added[index] as number);
    }
  }

  sum(row: number): number {
    return this.#data[row * this.#stride + SUM] as number;
  }

  min(row: number): number {
    return this.#data[row * this.#stride + MIN] as number;
  }

  max(row: number): number {
    return this.#data[row * this.#stride + MAX] as number;
  }

  /** The counts of the buckets, in a new array. */
  counts(row: number): number[] {
    const first = row * this.#stride + BUCKETS;
    const counts: number[] = [];
    for (let bucket = 0; bucket <= this.boundaries.length; bucket += 1) {
      counts.push(this.#data[first + bucket] as number);
    }
    return counts;
  }
}

/** Exponential histograms. */
export class ExponentialCells implements Cells<ExponentialCells> {
  readonly #maxSize: number;
  readonly #histograms: (ExponentialHistogram | undefined)[] = [];

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  grow(capacity: number): void {
    while (this.#histograms.length < capacity) this.#histograms.push(undefined);
  }

  clear(row: number): void {
    this.#histograms[row]?.clear();
  }

  merge(row: number, from: ExponentialCells): void {
    this.histogram(row).merge(from.histogram(row));
  }

  /** The histogram of a row; made when it is first asked for. */
  histogram(row: number): ExponentialHistogram {
    let histogram = this.#histograms[row];
    if (histogram === undefined) {
      histogram = new ExponentialHistogram(this.#maxSize);
      this.#histograms[row] = histogram;
    }
    return histogram;
  }
}

/** The bucket of a value: the first whose boundary is not below it (OTel metrics SDK, "Explicit buckets"). */
function bucketOf(boundaries: readonly number[], value: number): number {
  const { length } = boundaries;
  if (length > MAX_LINEAR_SEARCH) return searchByHalves(boundaries, value);
  let bucket = 0;
  while (bucket < length && value > (boundaries[bucket] as number)) bucket += 1;
  return bucket;
}

function searchByHalves(boundaries: readonly number[], value: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value > (boundaries[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
