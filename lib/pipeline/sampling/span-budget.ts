import { SlidingSum } from './sliding-sum';

/** The time over which the target holds: what is kept in any such stretch stays near to what the target allows. */
export const WINDOW_SECONDS = 10;

/** In what steps the window moves: so much more than its length counts as within it, however short a burst is. */
const CELL_MS = 50;
const CELLS_PER_SECOND = 1_000 / CELL_MS;

/** How long a share stays as it is, so that who comes first within a moment has no better chance than who comes last. */
const CELLS_PER_SHARE = 5;
const CELLS = WINDOW_SECONDS * CELLS_PER_SECOND;

/** Successful traces never take more than this of what the target allows in a window, by at most the last trace. */
const WINDOW_CEILING = 1.15;

/** What the target allowed and was not kept is saved, and what was kept beyond it owed, for so many seconds. */
const SAVED_SECONDS = 6;

/** With so much of the savings there, the load has fallen, and the share follows that of the last moment. */
const NEARLY_FULL = 0.9;

/** The last moment: long enough to tell a load from chance. */
const MOMENT_SECONDS = 2;

/** How strongly the share answers to what the window has too much or too little, and how far at most. */
const CORRECTION_GAIN = 1;
const LARGEST_CUT = 0.8;
const LARGEST_RAISE = 0.5;

/** How strongly the share answers to the savings, so that over the minutes the target is met. */
const SAVINGS_GAIN = 0.5;

/** Failed traces come on top, up to so many times the target. */
const FAILED_FACTOR = 2;

/** How a {@link SpanBudget} works. */
export interface SpanBudgetOptions {
  /** Spans of successful traces to keep a second, above 0. */
  readonly spansPerSecond: number;
  /** The largest share of successful traces that is kept, 0 to 1. */
  readonly peakRate: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/**
 * How many spans may be kept, and which share of traces that comes to.
 *
 * The share is what the target allows over a window, by what was offered in it; it is corrected by what was kept in
 * it, and held for a moment at a time. Whatever the share was, no window keeps more than a ceiling. While less is
 * offered than the target allows, everything is kept, however unevenly it comes.
 */
export class SpanBudget {
  readonly #perSecond: number;
  readonly #perWindow: number;
  readonly #peakRate: number;
  readonly #now: () => number;
  readonly #offered = new SlidingSum(CELLS);
  readonly #kept = new SlidingSum(CELLS);
  readonly #failedOffered = new SlidingSum(CELLS);
  readonly #failedKept = new SlidingSum(CELLS);
  readonly #largestSavings: number;
  #savings: number;
  #filledMs: number;
  #cell: number;
  /** Since when the share is as it is, in steps of the share. */
  #sharedCells: number;
  #share: number;
  #failedShare = 1;

  constructor({ spansPerSecond, peakRate, now }: SpanBudgetOptions) {
    this.#perSecond = spansPerSecond;
    this.#perWindow = spansPerSecond * WINDOW_SECONDS;
    this.#peakRate = peakRate;
    this.#now = now;
    this.#largestSavings = spansPerSecond * SAVED_SECONDS;
    this.#savings = this.#largestSavings;
    this.#filledMs = now();
    this.#cell = Math.floor(this.#filledMs / CELL_MS);
    this.#sharedCells = Math.floor(this.#cell / CELLS_PER_SHARE);
    this.#share = peakRate;
  }

  /** The share of successful traces to keep now, 0 to 1. */
  get share(): number {
    this.#catchUp();
    return this.#share;
  }

  /** The share of failed traces to keep now; 1 unless there are more of them than the budget allows. */
  get failedShare(): number {
    this.#catchUp();
    return this.#failedShare;
  }

  /** A successful trace of so many spans could be kept. */
  offer(spans: number): void {
    this.#catchUp();
    this.#offered.add(spans);
  }

  /** Whether there is room for a successful trace of so many spans. */
  hasRoom(spans: number): boolean {
    this.#catchUp();
    if (!this.#isOverTarget) return true;
    const kept = this.#kept.total;
    return kept === 0 || kept + spans <= WINDOW_CEILING * this.#perWindow;
  }

  /** So many spans of successful traces are kept. */
  keep(spans: number): void {
    this.#kept.add(spans);
    this.#savings = Math.max(-this.#largestSavings, this.#savings - spans);
  }

  /** A failed trace of so many spans could be kept. */
  offerFailed(spans: number): void {
    this.#catchUp();
    this.#failedOffered.add(spans);
  }

  /** Whether there is room for a failed trace of so many spans. */
  hasRoomForFailed(spans: number): boolean {
    this.#catchUp();
    const kept = this.#failedKept.total;
    return kept === 0 || kept + spans <= FAILED_FACTOR * this.#perWindow;
  }

  /** So many spans of failed traces are kept. */
  keepFailed(spans: number): void {
    this.#failedKept.add(spans);
  }

  /** Whether more was offered in the window than the target allows, so that there is something to leave out. */
  get #isOverTarget(): boolean {
    return this.#offered.total > this.#perWindow;
  }

  #catchUp(): void {
    const now = this.#now();
    if (now > this.#filledMs) {
      const filled = this.#savings + ((now - this.#filledMs) / 1_000) * this.#perSecond;
      this.#savings = Math.min(filled, this.#largestSavings);
      this.#filledMs = now;
    }
    const cell = Math.floor(now / CELL_MS);
    if (cell > this.#cell) this.#beginCell(cell);
  }

  #beginCell(cell: number): void {
    const begun = cell - this.#cell;
    this.#cell = cell;
    for (const sum of [this.#offered, this.#kept, this.#failedOffered, this.#failedKept]) sum.advance(begun);
    const shared = Math.floor(cell / CELLS_PER_SHARE);
    if (shared === this.#sharedCells) return;
    this.#sharedCells = shared;
    this.#share = Math.min(this.#peakRate, this.#allowedShare());
    this.#failedShare = Math.min(1, (FAILED_FACTOR * this.#perWindow) / this.#failedOffered.total);
  }

  #allowedShare(): number {
    if (!this.#isOverTarget) return 1;
    const savings = this.#savings / this.#largestSavings;
    const lack = 1 - this.#kept.total / this.#perWindow;
    const correction = CORRECTION_GAIN * lack + SAVINGS_GAIN * (savings - 0.5);
    const allowed = this.#perSecond * (1 + Math.max(-LARGEST_CUT, Math.min(LARGEST_RAISE, correction)));
    const byWindow = (allowed * WINDOW_SECONDS) / this.#offered.total;
    const offered = this.#offered.before(MOMENT_SECONDS * CELLS_PER_SECOND);
    if (offered === 0) return byWindow;
    const byMoment = (allowed * MOMENT_SECONDS) / offered;
    return savings > NEARLY_FULL ? Math.max(byWindow, byMoment) : byWindow;
  }
}
