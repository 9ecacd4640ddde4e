/** The clocks may part by so much (the wall clock is set, the machine slept) before they are put together again. */
const LARGEST_DRIFT_MS = 2;

/** What the time is: the wall clock's, in milliseconds since the epoch, and one that is finer and only counts on. */
export interface Clocks {
  epochMs(): number;
  monotonicMs(): number;
}

const systemClocks: Clocks = { epochMs: () => Date.now(), monotonicMs: () => performance.now() };

/**
 * Timestamps in RFC 3339, UTC, with microseconds. The wall clock tells milliseconds alone: what is finer comes from the
 * monotonic clock, put to the wall clock anew whenever they part.
 */
export class Timestamps {
  readonly #clocks: Clocks;
  #offsetMs = Number.NaN;
  #second = Number.NaN;
  #prefix = '';

  constructor(clocks: Clocks = systemClocks) {
    this.#clocks = clocks;
  }

  /** Microseconds since the epoch, whole. */
  nowMicros(): number {
    const epochMs = this.#clocks.epochMs();
    const monotonicMs = this.#clocks.monotonicMs();
    const drift = Math.abs(epochMs - (this.#offsetMs + monotonicMs));
    if (!(drift <= LARGEST_DRIFT_MS)) this.#offsetMs = epochMs - monotonicMs;
    return Math.floor((this.#offsetMs + monotonicMs) * 1_000);
  }

  /** `2026-11-29T20:57:42.123456Z`. The text up to the second is kept: most records share it with the one before. */
  format(micros: number): string {
    const second = Math.floor(micros / 1_000_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#prefix = new Date(second * 1_000).toISOString().slice(0, -'000Z'.length);
    }
    return `${this.#prefix}${String(micros - second * 1_000_000).padStart(6, '0')}Z`;
  }
}
