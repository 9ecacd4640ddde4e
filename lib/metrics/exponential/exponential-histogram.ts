import { BucketCounts } from './bucket-counts';
import { bucketIndex, MAX_SCALE } from './bucket-index';

const DEFAULT_MAX_SIZE = 160;
const LEAST_MAX_SIZE = 2;

/** More than the 2^16 buckets of half a megabyte would serve nobody; a mistaken infinity must not take all memory. */
const MOST_MAX_SIZE = 65_536;

/** A run of buckets: the first has the index `offset`, none of those around it was used. */
export interface ExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: number[];
}

/** What a histogram held at one moment, in the form of the SDK's data points. */
export interface ExponentialPoint {
  /** `Infinity` where nothing was recorded. */
  readonly min?: number;
  /** `-Infinity` where nothing was recorded. */
  readonly max?: number;
  readonly sum?: number;
  readonly count: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: ExponentialBuckets;
  readonly negative: ExponentialBuckets;
}

/**
 * A base-2 exponential histogram (metrics SDK specification, "Base2 Exponential Bucket Histogram Aggregation"): buckets
 * whose width grows with the value, as fine as `maxSize` buckets of each sign allow for what was recorded. The
 * resolution ("scale") starts at 20 and is only ever lowered, always to the highest one that fits; both signs share it.
 * At -10 two buckets hold all numbers of one sign, so that no data needs less.
 */
export class ExponentialHistogram {
  readonly #maxSize: number;
  readonly #positive: BucketCounts;
  readonly #negative: BucketCounts;
  #scale = MAX_SCALE;
  #count = 0;
  #zeroCount = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** `maxSize` is the most buckets of each sign (default 160), as {@link possibleMaxSize} has it. */
  constructor(maxSize = DEFAULT_MAX_SIZE) {
    this.#maxSize = possibleMaxSize(maxSize);
    this.#positive = new BucketCounts(this.#maxSize);
    this.#negative = new BucketCounts(this.#maxSize);
  }

  /** How many values were recorded. Exact to 2^53, as the count of each bucket is. */
  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** The least value, `Infinity` where nothing was recorded. */
  get min(): number {
    return this.#min;
  }

  /** The greatest value, `-Infinity` where nothing was recorded. */
  get max(): number {
    return this.#max;
  }

  /** There are 2^scale buckets from a number to its double. 0 while nothing but zeros was recorded. */
  get scale(): number {
    return this.#count === this.#zeroCount ? 0 : this.#scale;
  }

  /** Records one value. NaN and infinities are ignored: there is no bucket for them, and they would spoil the sum. */
  record(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#count += 1;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (value === 0) {
      this.#zeroCount += 1;
      return;
    }
    this.#sum += value;
    const buckets = value > 0 ? this.#positive : this.#negative;
    const index = bucketIndex(value > 0 ? value : -value, this.#scale);
    if (!buckets.increment(index)) this.#incrementCoarser(buckets, index);
  }

  /** Adds what the other one holds, as if its values had been recorded here. The other one stays as it is. */
  merge(other: ExponentialHistogram): void {
    this.#count += other.#count;
    this.#zeroCount += other.#zeroCount;
    this.#sum += other.#sum;
    if (other.#min < this.#min) this.#min = other.#min;
    if (other.#max > this.#max) this.#max = other.#max;

    const scale = this.#scaleWith(other);
    this.#lowerScale(this.#scale - scale);
    this.#positive.add(other.#positive, other.#scale - scale);
    this.#negative.add(other.#negative, other.#scale - scale);
  }

  /** Makes it as new, but for the memory of its buckets, which it keeps. */
  clear(): void {
    this.#positive.clear();
    this.#negative.clear();
    this.#scale = MAX_SCALE;
    this.#count = 0;
    this.#zeroCount = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
  }

  /** What it holds now, independent of what is recorded later. */
  point(): ExponentialPoint {
    return {
      min: this.#min,
      max: this.#max,
      sum: this.#sum,
      count: this.#count,
      scale: this.scale,
      zeroCount: this.#zeroCount,
      positive: { offset: this.#positive.offset, bucketCounts: this.#positive.toArray() },
      negative: { offset: this.#negative.offset, bucketCounts: this.#negative.toArray() },
    };
  }

  #incrementCoarser(buckets: BucketCounts, index: number): void {
    const halvings = buckets.halvingsToInclude(index);
    this.#lowerScale(halvings);
    buckets.increment(index >> halvings);
  }

  /** The highest scale at which the values of both fit. One that holds no values but zeros has its maximal scale. */
  #scaleWith(other: ExponentialHistogram): number {
    const common = Math.min(this.#scale, other.#scale);
    const halvings = this.#scale - common;
    const otherHalvings = other.#scale - common;
    return (
      common -
      Math.max(
        this.#positive.halvingsToAdd(other.#positive, halvings, otherHalvings),
        this.#negative.halvingsToAdd(other.#negative, halvings, otherHalvings),
      )
    );
  }

  #lowerScale(halvings: number): void {
    this.#positive.halve(halvings);
    this.#negative.halve(halvings);
    this.#scale -= halvings;
  }
}

/** The most buckets of each sign that are meant: less than 2 or not a number means 2, more than 65,536 means 65,536. */
export function possibleMaxSize(maxSize: number): number {
  return maxSize >= LEAST_MAX_SIZE ? Math.min(Math.floor(maxSize), MOST_MAX_SIZE) : LEAST_MAX_SIZE;
}
