import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { AttributeIndex, UNKNOWN, UNREADABLE } from './attribute-index';
import type { KeyFacts } from './attribute-pairs';
import { type OwnAttributes, readAttributes } from './attribute-values';
import { grownFloat64, grownUint8 } from './growable';

/** A row holds something that the delta readers of the stream have not been given yet. */
export const RECORDED = 1;
/** A row was recorded since the time to live was last looked at. */
const SEEN = 2;
/** What a recording leaves on its row. */
export const RECORDED_AND_SEEN = RECORDED | SEEN;

/** The attributes of the series that sums what is beyond the limit (OTel metrics SDK, "Overflow attribute"). */
export const OVERFLOW_ATTRIBUTES: Attributes = Object.freeze({ 'otel.metric.overflow': true });

const NO_ATTRIBUTES: Attributes = Object.freeze({});
const NO_ROW = -1;

/** What a table of series is made with. */
export interface SeriesTableOptions {
  /** How many attribute sets may have a series at a time; later ones share the overflow series. */
  readonly limit: number;
  /** The keys that make up a set (default: all). */
  readonly allowedKeys?: ReadonlySet<string> | undefined;
  /** Changes the attributes of a new series, in place. */
  readonly clean?: ((attributes: OwnAttributes) => void) | undefined;
  /** How long a series may go unseen, in milliseconds (default: without end). */
  readonly ttlMs?: number | undefined;
  /** When a series made now begins, in epoch milliseconds. */
  readonly startMs: () => number;
  /** Makes room for as many rows in what is kept beside the table. */
  readonly grow: (capacity: number) => void;
  /** Forgets what is kept beside the table for a row that is given up. */
  readonly forget: (row: number) => void;
  readonly rejectAttribute: (key: string) => void;
  /** Called when the first measurement overflows. */
  readonly overflowed: () => void;
}

/**
 * The series of a stream: which attribute set has which row, since when, and how many there may be. The limit holds for
 * good: a set that came too late goes into the overflow series as long as the others live.
 */
export class SeriesTable {
  readonly #options: SeriesTableOptions;
  readonly #index: AttributeIndex;
  /** Sets that became other sets when they were cleaned, and the rows that these have. */
  #aliases: AttributeIndex | undefined;
  #aliasRows: number[] = [];
  /** By row: when the series began, in epoch milliseconds. */
  startsMs = new Float64Array(0);
  /** By row: {@link RECORDED} and whether the series was seen. */
  marks = new Uint8Array(0);
  #lastSeenMs: Float64Array | undefined;
  #overflowRow = NO_ROW;
  /** The series without attributes, which most metrics without labels have alone. */
  #rowWithout = NO_ROW;
  #overflowed = 0;
  /** Changes when a row is given up: what keeps row numbers has to look them up again. */
  epoch = 0;

  constructor(options: SeriesTableOptions) {
    this.#options = options;
    this.#index = new AttributeIndex(options.allowedKeys);
    if (options.ttlMs !== undefined) this.#lastSeenMs = new Float64Array(0);
  }

  /** Rows are numbers below this. */
  get rows(): number {
    return this.#index.rows;
  }

  get capacity(): number {
    return this.#index.capacity;
  }

  /** How many series there are, the overflow series among them. */
  get size(): number {
    return this.#index.size;
  }

  get limit(): number {
    return this.#options.limit;
  }

  /** How many measurements went into the overflow series. */
  get overflowed(): number {
    return this.#overflowed;
  }

  /** The keys that the series have. */
  get keys(): readonly KeyFacts[] {
    return this.#index.keys;
  }

  /** Puts the pairs of a row's series into `into`, and says how many there are; -1 for the overflow series. */
  pairs(row: number, into: number[]): number {
    return this.#index.pairs(row, into);
  }

  pairKey(pair: number): KeyFacts {
    return this.#index.pairKey(pair);
  }

  pairValue(pair: number): AttributeValue {
    return this.#index.pairValue(pair);
  }

  /** A place for what `owner` keeps of each pair, as long as the numbers of pairs mean the same. */
  keptByPair<Kept>(owner: object): (Kept | undefined)[] {
    return this.#index.keptByPair(owner);
  }

  /** Which rows have a series now, by row; nothing where all have, and new ones can only come behind them. */
  liveRows(): Uint8Array | undefined {
    return this.#index.liveRows();
  }

  isLive(row: number): boolean {
    return this.#index.isLive(row);
  }

  isOverflow(row: number): boolean {
    return row === this.#overflowRow;
  }

  /** The attributes of a row's series, in a new object. */
  attributes(row: number): Attributes {
    return row === this.#overflowRow ? { ...OVERFLOW_ATTRIBUTES } : this.#index.attributes(row);
  }

  /** The row of these attributes; made if there is none and room for one. It never throws. */
  row(attributes: Attributes | undefined): number {
    if (typeof attributes !== 'object') return this.#rowOfNone(attributes);
    let row = UNREADABLE;
    try {
      row = this.#index.find(attributes);
    } catch {
      // A getter or a proxy threw: the careful way finds out which attribute it was.
    }
    return row >= 0 ? row : this.#admit(attributes, row === UNKNOWN);
  }

  #rowOfNone(attributes: unknown): number {
    if (attributes !== undefined) this.#options.rejectAttribute('');
    if (this.#rowWithout === NO_ROW) {
      const row = this.row(NO_ATTRIBUTES);
      if (this.isOverflow(row)) return row;
      this.#rowWithout = row;
    }
    return this.#rowWithout;
  }

  /** Gives a series up. */
  remove(row: number): void {
    this.#options.forget(row);
    this.marks[row] = 0;
    this.#index.remove(row);
    if (row === this.#overflowRow) this.#overflowRow = NO_ROW;
    if (row === this.#rowWithout) this.#rowWithout = NO_ROW;
    this.#aliases = undefined;
    this.#aliasRows = [];
    this.epoch += 1;
  }

  /** Gives up the series that went unseen for longer than the time to live; `isNeeded` keeps one nevertheless. */
  expire(nowMs: number, isNeeded: (row: number) => boolean): void {
    const lastSeenMs = this.#lastSeenMs;
    const { ttlMs } = this.#options;
    if (lastSeenMs === undefined || ttlMs === undefined) return;
    for (let row = 0; row < this.rows; row += 1) {
      if (!this.isLive(row)) continue;
      const mark = this.marks[row] as number;
      if (mark & SEEN) {
        lastSeenMs[row] = nowMs;
        this.marks[row] = mark & ~SEEN;
      } else if (nowMs - (lastSeenMs[row] as number) > ttlMs && !isNeeded(row)) {
        this.remove(row);
      }
    }
  }

  get #isFull(): boolean {
    return this.size - (this.#overflowRow === NO_ROW ? 0 : 1) >= this.#options.limit;
  }

  /** @param isPlain the attributes have only values that the API allows, and no row of ours has them as they are */
  #admit(attributes: Attributes, isPlain: boolean): number {
    const aliased = this.#findAlias(attributes, isPlain);
    if (aliased !== undefined) return aliased;
    if (isPlain && this.#isFull) return this.#overflow();
    const given = readAttributes(attributes, this.#options.rejectAttribute);
    if (isOverflow(given)) return this.#overflowRow === NO_ROW ? this.#addOverflow() : this.#overflowRow;
    const cleaned = this.#cleaned(given);
    const known = this.#index.findOwn(cleaned);
    if (known >= 0) {
      this.#remember(given, cleaned, known);
      return known;
    }
    if (this.#isFull) return this.#overflow();
    const row = this.#added(this.#index.insert(cleaned));
    this.#remember(given, cleaned, row);
    return row;
  }

  #cleaned(given: OwnAttributes): OwnAttributes {
    const { clean } = this.#options;
    if (clean === undefined) return given;
    const cleaned = { ...given };
    clean(cleaned);
    return readAttributes(cleaned, this.#options.rejectAttribute);
  }

  #findAlias(attributes: Attributes, isPlain: boolean): number | undefined {
    if (!isPlain || this.#aliases === undefined) return undefined;
    const alias = this.#aliases.find(attributes);
    return alias >= 0 ? this.#aliasRows[alias] : undefined;
  }

  /** Remembers what was cleaned away, so that it need not be cleaned again; no more of these than there may be series. */
  #remember(given: OwnAttributes, cleaned: OwnAttributes, row: number): void {
    if (given === cleaned || this.#index.findOwn(given) === row) return;
    this.#aliases ??= new AttributeIndex(this.#options.allowedKeys);
    if (this.#aliases.size >= this.#options.limit) return;
    if (this.#aliases.findOwn(given) < 0) this.#aliasRows[this.#aliases.insert(given)] = row;
  }

  #overflow(): number {
    this.#overflowed += 1;
    if (this.#overflowed === 1) this.#options.overflowed();
    return this.#overflowRow === NO_ROW ? this.#addOverflow() : this.#overflowRow;
  }

  #addOverflow(): number {
    this.#overflowRow = this.#added(this.#index.insertHidden());
    return this.#overflowRow;
  }

  /** Sets up what is kept by row for a row that is new. */
  #added(row: number): number {
    if (this.capacity > this.marks.length) this.#grow();
    const startMs = this.#options.startMs();
    this.startsMs[row] = startMs;
    if (this.#lastSeenMs !== undefined) this.#lastSeenMs[row] = startMs;
    return row;
  }

  #grow(): void {
    const { capacity } = this;
    this.startsMs = grownFloat64(this.startsMs, capacity);
    this.marks = grownUint8(this.marks, capacity);
    if (this.#lastSeenMs !== undefined) this.#lastSeenMs = grownFloat64(this.#lastSeenMs, capacity);
    this.#options.grow(capacity);
  }
}

/** Whether a caller gives the attributes of the overflow series itself. */
function isOverflow(attributes: OwnAttributes): boolean {
  return attributes['otel.metric.overflow'] === true && Object.keys(attributes).length === 1;
}
