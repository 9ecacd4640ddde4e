import type { Clock } from '../signals';

/** A clock that stands still until it is told to go on. */
export class TestClock implements Clock {
  #elapsedMs = 0;
  readonly #startEpochMs: number;

  /** Default: 2026-01-01T00:00:00Z. */
  constructor(startEpochMs = Date.UTC(2026, 0, 1)) {
    this.#startEpochMs = startEpochMs;
  }

  epochMs(): number {
    return this.#startEpochMs + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  /** Lets `milliseconds` pass. */
  advance(milliseconds: number): void {
    this.#elapsedMs += milliseconds;
  }
}
