import { halvingsToFit } from './bucket-index';

const LEAST_CAPACITY = 4;

/**
 * How many values fell into each of a run of buckets: the positive or the negative half of an exponential histogram.
 *
 * The counts are a plain array that starts at the bucket `origin` and may be longer than what is used, in which case
 * the rest is 0. V8 keeps small integers in it unboxed and turns them into doubles beyond 2^31, exact to 2^53. A typed
 * array for each half would cost some 200 bytes before its first bucket.
 */
export class BucketCounts {
  readonly #maxSize: number;
  #counts: number[] = [];
  #origin = 0;
  #first = 0;
  #last = -1;

  /** `maxSize` is the most buckets from the first to the last used one. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get isEmpty(): boolean {
    return this.#last < this.#first;
  }

  /** The index of the first used bucket, 0 where there is none. */
  get offset(): number {
    return this.#first;
  }

  /** The counts from the first to the last used bucket, as an array of its own. */
  toArray(): number[] {
    return this.#counts.slice(this.#first - this.#origin, this.#last - this.#origin + 1);
  }

  /** Counts one value. False, and nothing counted, where the bucket is too far from the others for `maxSize`. */
  increment(index: number): boolean {
    if ((index < this.#first || index > this.#last) && !this.#include(index)) return false;
    const slot = index - this.#origin;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    return true;
  }

  /** How often the resolution must be halved before `increment` takes this index. */
  halvingsToInclude(index: number): number {
    if (this.isEmpty) return 0;
    return halvingsToFit(Math.min(this.#first, index), Math.max(this.#last, index), this.#maxSize);
  }

  /**
   * How often the resolution must be halved for both to fit in here, beside the `halvings` of this one and the
   * `otherHalvings` of the other that bring them to the same resolution.
   */
  halvingsToAdd(other: BucketCounts, halvings: number, otherHalvings: number): number {
    if (other.isEmpty) return 0;
    const first = other.#first >> otherHalvings;
    const last = other.#last >> otherHalvings;
    if (this.isEmpty) return halvingsToFit(first, last, this.#maxSize);
    return halvingsToFit(
      Math.min(first, this.#first >> halvings),
      Math.max(last, this.#last >> halvings),
      this.#maxSize,
    );
  }

  /** Adds the other's counts, its resolution halved `otherHalvings` times; together they must fit into `maxSize`. */
  add(other: BucketCounts, otherHalvings: number): void {
    if (other.isEmpty) return;
    this.#include(other.#first >> otherHalvings);
    this.#include(other.#last >> otherHalvings);
    for (let index = other.#first; index <= other.#last; index += 1) {
      const slot = (index >> otherHalvings) - this.#origin;
      this.#counts[slot] = (this.#counts[slot] ?? 0) + (other.#counts[index - other.#origin] ?? 0);
    }
  }

  /** Lowers the resolution: every 2^`halvings` neighbours become one bucket. */
  halve(halvings: number): void {
    if (this.isEmpty || halvings === 0) return;
    const origin = this.#first >> halvings;
    for (let index = this.#first; index <= this.#last; index += 1) {
      const from = index - this.#origin;
      const count = this.#counts[from] ?? 0;
      this.#counts[from] = 0;
      // Never beyond `from`, so that a count that was not read yet stays as it is.
      const to = (index >> halvings) - origin;
      this.#counts[to] = (this.#counts[to] ?? 0) + count;
    }
    this.#origin = origin;
    this.#first = origin;
    this.#last >>= halvings;
  }

  /** Forgets all counts and keeps the array. */
  clear(): void {
    this.#counts.fill(0);
    this.#first = 0;
    this.#last = -1;
  }

  #include(index: number): boolean {
    const first = this.isEmpty ? index : Math.min(this.#first, index);
    const last = this.isEmpty ? index : Math.max(this.#last, index);
    if (last - first >= this.#maxSize) return false;
    if (first < this.#origin || last >= this.#origin + this.#counts.length) this.#makeRoom(first, last);
    this.#first = first;
    this.#last = last;
    return true;
  }

  /** Makes the array reach from `first` to `last`: moves the counts within it where it is long enough. */
  #makeRoom(first: number, last: number): void {
    const needed = last - first + 1;
    const capacity = this.#counts.length < needed ? this.#grownCapacity(needed) : this.#counts.length;
    // What is left over goes to the side that the values move to.
    const origin = first < this.#first && !this.isEmpty ? last - capacity + 1 : first;
    const from = this.#first - this.#origin;
    const to = this.#first - origin;
    const used = this.#last - this.#first + 1;
    if (capacity > this.#counts.length) {
      this.#counts = grown(this.#counts, capacity, from, to, used);
    } else if (used > 0) {
      move(this.#counts, from, to, used);
    }
    this.#origin = origin;
  }

  /** By a quarter: an array grows to its end within a series' first values, and what it has too much stays for good. */
  #grownCapacity(needed: number): number {
    const capacity = this.#counts.length;
    return Math.min(this.#maxSize, Math.max(needed, capacity + (capacity >> 2), LEAST_CAPACITY));
  }
}

/** An array of `capacity` counts, with `used` ones of `counts` in it. */
function grown(
  counts: readonly number[],
  capacity: number,
  from: number,
  to: number,
  used: number,
): number[] {
  const result: number[] = new Array(capacity).fill(0);
  for (let offset = 0; offset < used; offset += 1) result[to + offset] = counts[from + offset] ?? 0;
  return result;
}

/** Moves `used` counts within their array and leaves 0 where they were. */
function move(counts: number[], from: number, to: number, used: number): void {
  counts.copyWithin(to, from, from + used);
  if (to > from) counts.fill(0, from, Math.min(to, from + used));
  else counts.fill(0, Math.max(from, to + used), from + used);
}
