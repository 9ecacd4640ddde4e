import { LOG_LEVELS, type LogLevel, RANKS } from '../log-level';

interface Waiting<Item> {
  readonly item: Item;
  readonly bytes: number;
  readonly sequence: number;
}

/** One level's items, oldest first. */
class Lane<Item> {
  #items: Waiting<Item>[] = [];
  #head = 0;

  get first(): Waiting<Item> | undefined {
    return this.#items[this.#head];
  }

  push(waiting: Waiting<Item>): void {
    this.#items.push(waiting);
  }

  shift(): void {
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 1_024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }
}

/** Told what had to go. */
export type OnDropped<Item> = (item: Item, level: LogLevel) => void;

/**
 * What waits to be written, first in, first out, bounded in bytes. When it is full the least severe goes first, the
 * oldest of those; what comes in is given up itself when all that waits is more severe.
 */
export class LevelQueue<Item> {
  readonly #capacityBytes: number;
  readonly #onDropped: OnDropped<Item>;
  readonly #lanes: readonly Lane<Item>[] = LOG_LEVELS.map(() => new Lane<Item>());
  #sequence = 0;
  #bytes = 0;
  #length = 0;

  constructor(capacityBytes: number, onDropped: OnDropped<Item>) {
    this.#capacityBytes = capacityBytes;
    this.#onDropped = onDropped;
  }

  /** How many items wait. */
  get length(): number {
    return this.#length;
  }

  /** How many bytes they take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds an item at the end, and makes room for it. */
  push(item: Item, level: LogLevel, bytes: number): void {
    while (this.#bytes + bytes > this.#capacityBytes) {
      if (this.#dropBelow(level)) continue;
      this.#onDropped(item, level);
      return;
    }
    this.#lanes[RANKS[level]]?.push({ item, bytes, sequence: this.#sequence });
    this.#sequence += 1;
    this.#bytes += bytes;
    this.#length += 1;
  }

  /** Takes the oldest item. */
  shift(): Item | undefined {
    let oldest: Lane<Item> | undefined;
    for (const lane of this.#lanes) {
      if (lane.first && lane.first.sequence < (oldest?.first?.sequence ?? Number.POSITIVE_INFINITY))
        oldest = lane;
    }
    return oldest && this.#take(oldest);
  }

  /** Gives up everything; says how much that was. */
  clear(): number {
    const { length } = this;
    while (this.shift() !== undefined);
    return length;
  }

  /** Gives up the oldest of the least severe items that are no more severe than `level`; false when there is none. */
  #dropBelow(level: LogLevel): boolean {
    for (const candidate of LOG_LEVELS.slice(0, RANKS[level] + 1)) {
      const lane = this.#lanes[RANKS[candidate]];
      if (lane?.first === undefined) continue;
      const item = this.#take(lane);
      if (item !== undefined) this.#onDropped(item, candidate);
      return true;
    }
    return false;
  }

  #take(lane: Lane<Item>): Item | undefined {
    const { first } = lane;
    if (first === undefined) return undefined;
    lane.shift();
    this.#bytes -= first.bytes;
    this.#length -= 1;
    return first.item;
  }
}
