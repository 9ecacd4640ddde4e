/** The smallest storage a ring holds on to; a ring that never had more waiting never takes more. */
const INITIAL_SLOTS = 64;

/** Storage beyond this is given back as soon as the ring is empty again. */
const KEPT_SLOTS = 1_024;

/** The limits of a {@link BoundedRing}; both hold at all times. */
export interface RingLimits {
  /** The most items that wait, at least 1. */
  readonly capacity: number;
  /** The most bytes that wait, as estimated by whoever pushes. */
  readonly capacityBytes: number;
}

/** Items taken off the head of a ring, oldest first, with the bytes each was said to take. */
export interface RingBatch<T> {
  readonly items: readonly T[];
  readonly sizesBytes: readonly number[];
}

/**
 * A first-in, first-out queue bounded by count and by bytes that makes room by dropping what is oldest. A batch taken
 * for export can be put back at the head, where it is the first to go when room is short. Pushing and taking cost the
 * same however much waits; items are let go of as soon as they are taken, and storage as soon as the ring is empty.
 */
export class BoundedRing<T> {
  readonly #limits: RingLimits;
  #items: (T | undefined)[] = new Array(INITIAL_SLOTS);
  #sizesBytes: number[] = new Array(INITIAL_SLOTS).fill(0);
  #head = 0;
  #length = 0;
  #bytes = 0;
  #pushed = 0;

  constructor(limits: RingLimits) {
    this.#limits = {
      capacity: Math.max(1, limits.capacity),
      capacityBytes: Math.max(1, limits.capacityBytes),
    };
  }

  /** How many items wait. */
  get length(): number {
    return this.#length;
  }

  /** How many bytes wait, as estimated. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The most items that can wait. */
  get capacity(): number {
    return this.#limits.capacity;
  }

  /** How many items were ever pushed: the place in the sequence after the newest one. */
  get end(): number {
    return this.#pushed;
  }

  /** The place in the sequence of the oldest item that waits; everything before it has left the ring. */
  get start(): number {
    return this.#pushed - this.#length;
  }

  /**
   * Appends an item and returns how many items were dropped to keep within the limits: the oldest first, or the item
   * itself when it alone is larger than the limit in bytes.
   */
  push(item: T, sizeBytes: number): number {
    if (sizeBytes > this.#limits.capacityBytes) return 1;
    let dropped = 0;
    while (this.#length >= this.#limits.capacity || this.#bytes + sizeBytes > this.#limits.capacityBytes) {
      this.#dropOldest();
      dropped += 1;
    }
    this.#reserve(this.#length + 1);
    const slot = this.#slot(this.#length);
    this.#items[slot] = item;
    this.#sizesBytes[slot] = sizeBytes;
    this.#length += 1;
    this.#bytes += sizeBytes;
    this.#pushed += 1;
    return dropped;
  }

  /** Takes up to `count` items off the head, oldest first. */
  take(count: number): RingBatch<T> {
    const taken = Math.min(count, this.#length);
    const items: T[] = [];
    const sizesBytes: number[] = [];
    for (let index = 0; index < taken; index += 1) {
      items.push(this.#items[this.#head] as T);
      sizesBytes.push(this.#sizesBytes[this.#head] ?? 0);
      this.#dropOldest();
    }
    this.#release();
    return { items, sizesBytes };
  }

  /**
   * Puts a batch that was taken back at the head, in its order, and returns how many of its items were dropped: the
   * oldest of them, as many as do not fit beside what has been pushed since.
   */
  putBack(batch: RingBatch<T>): number {
    this.#reserve(Math.min(this.#length + batch.items.length, this.#limits.capacity));
    for (let index = batch.items.length - 1; index >= 0; index -= 1) {
      const sizeBytes = batch.sizesBytes[index] ?? 0;
      const full = this.#length >= this.#limits.capacity;
      if (full || this.#bytes + sizeBytes > this.#limits.capacityBytes) return index + 1;
      this.#head = (this.#head + this.#items.length - 1) % this.#items.length;
      this.#items[this.#head] = batch.items[index];
      this.#sizesBytes[this.#head] = sizeBytes;
      this.#length += 1;
      this.#bytes += sizeBytes;
    }
    return 0;
  }

  /** Drops everything and returns how many items that were. */
  clear(): number {
    const dropped = this.#length;
    this.#reset();
    return dropped;
  }

  #slot(offset: number): number {
    return (this.#head + offset) % this.#items.length;
  }

  #dropOldest(): void {
    this.#bytes -= this.#sizesBytes[this.#head] ?? 0;
    this.#items[this.#head] = undefined;
    this.#head = this.#slot(1);
    this.#length -= 1;
  }

  #reserve(needed: number): void {
    if (needed <= this.#items.length) return;
    let slots = this.#items.length;
    while (slots < needed) slots *= 2;
    const items: (T | undefined)[] = new Array(slots);
    const sizesBytes: number[] = new Array(slots).fill(0);
    for (let offset = 0; offset < this.#length; offset += 1) {
      items[offset] = this.#items[this.#slot(offset)];
      sizesBytes[offset] = this.#sizesBytes[this.#slot(offset)] ?? 0;
    }
    this.#items = items;
    this.#sizesBytes = sizesBytes;
    this.#head = 0;
  }

  #release(): void {
    if (this.#length === 0 && this.#items.length > KEPT_SLOTS) this.#reset();
  }

  #reset(): void {
    this.#items = new Array(INITIAL_SLOTS);
    this.#sizesBytes = new Array(INITIAL_SLOTS).fill(0);
    this.#head = 0;
    this.#length = 0;
    this.#bytes = 0;
  }
}
