import { performance } from 'node:perf_hooks';

/** How a heartbeat is taken. */
export interface HeartbeatOptions {
  /** From one beat to the next. */
  readonly intervalMs: number;
  /** Told of each beat that came late, by how much. */
  readonly onDelay: (delayMs: number, nowMs: number) => void;
  /** A clock in milliseconds that never goes back. Default: the process's own. */
  readonly nowMs?: (() => number) | undefined;
}

/** A timer of which the delay tells how long the event loop could do nothing else. It keeps no process alive. */
export class LoopHeartbeat {
  readonly #options: HeartbeatOptions;
  readonly #nowMs: () => number;
  #dueMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#beatAgain();
  }

  /**
   * Takes into account a beat that is due and has not come: after a block others may be served before timers are. One that
   * was stopped goes on from now.
   */
  lookNow(): number {
    const nowMs = this.#nowMs();
    if (this.#timer === undefined) this.#beatAgain();
    else if (nowMs > this.#dueMs) this.#beat(nowMs);
    return nowMs;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #beat(nowMs: number): void {
    this.#options.onDelay(Math.max(0, nowMs - this.#dueMs), nowMs);
    this.#beatAgain();
  }

  #beatAgain(): void {
    clearTimeout(this.#timer);
    this.#dueMs = this.#nowMs() + this.#options.intervalMs;
    this.#timer = setTimeout(() => this.#beat(this.#nowMs()), this.#options.intervalMs);
    this.#timer.unref();
  }
}
