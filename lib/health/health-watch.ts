import { type HealthChange, HealthChanges } from './health-changes';
import type { HealthRegistry } from './health-registry';

/** How a watch looks. */
export interface HealthWatchOptions {
  readonly registry: HealthRegistry;
  /** From the end of one look to the next. */
  readonly intervalMs: number;
  /** The bound on one look, whatever hangs. */
  readonly timeoutMs: number;
  readonly onChange: (change: HealthChange) => void;
}

/** When the first look is: the start of the process has better things to do. */
const FIRST_LOOK_MS = 1_000;

/**
 * Runs every check at an interval, so that what is reported between requests is true, and tells of changes that last. The
 * timer keeps no process alive.
 */
export class HealthWatch {
  readonly #options: HealthWatchOptions;
  readonly #changes = new HealthChanges();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: HealthWatchOptions) {
    this.#options = options;
  }

  /** Looks for the first time soon, and then at the interval. */
  start(): void {
    this.#lookIn(Math.min(FIRST_LOOK_MS, this.#options.intervalMs));
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Runs every check once and tells what has changed. */
  async look(): Promise<void> {
    const { registry, timeoutMs, onChange } = this.#options;
    const { checks } = await registry.report({ withinMs: timeoutMs });
    if (this.#isStopped) return;
    for (const change of this.#changes.take(checks)) onChange(change);
  }

  #lookIn(delayMs: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      void this.look().finally(() => this.#lookIn(this.#options.intervalMs));
    }, delayMs);
    this.#timer.unref();
  }
}
