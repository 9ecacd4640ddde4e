import type { InstrumentationScope } from '@opentelemetry/core';
import type { MetricProducer, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { Callbacks } from './callbacks';
import { produce } from './produce';
import type { ReadOptions } from './row-source';
import type { Stream } from './stream';
import type { CollectionTimes } from './stream-definition';

/** What callbacks and producers have brought in beside the streams' own data. */
interface Brought {
  /** What failed. */
  readonly errors: readonly unknown[];
  /** What additional producers have produced. */
  readonly produced: readonly ScopeMetrics[];
}

/** What those who wait for a round of collection are given. */
export interface RoundOutcome extends CollectionTimes, Brought {}

/** What rounds of collection are made with. */
export interface CollectionOptions {
  readonly callbacks: Callbacks;
  readonly producers: readonly MetricProducer[];
  readonly streams: () => readonly Stream[];
  readonly now: () => number;
  /** How long callbacks and producers may take, in milliseconds, unless a reader says less. */
  readonly timeoutMs: number;
}

/** How long a round is held open at most where the one who reads does not say it. */
const DEFAULT_READ_TIMEOUT_MS = 10_000;

/** Timers that are set to more fire at once. */
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

interface Waiting {
  readonly timeoutMs: number;
  readonly take: (outcome: RoundOutcome) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Runs the rounds of collection of a provider, one after the other. In a round all callbacks are called once; then, in
 * one go, those who wait for it take their data. Who comes before a round has begun shares it; who comes while it runs
 * waits for the next, so that what was recorded before the call is never missing.
 */
export class Collections {
  readonly #options: CollectionOptions;
  #waiting: Waiting[] = [];
  /** What has to end before the next round may begin. */
  #held: Promise<void>[] = [];
  #isRunning = false;
  #round = 0;

  constructor(options: CollectionOptions) {
    this.#options = options;
  }

  /**
   * Waits for a round and takes data in it.
   *
   * @param take called when the observations are complete and before anything else happens
   */
  collect<Taken>(timeoutMs: number | undefined, take: (outcome: RoundOutcome) => Taken): Promise<Taken> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        fail: reject,
        timeoutMs: this.#timeout(timeoutMs),
        take: (outcome) => {
          try {
            resolve(take(outcome));
          } catch (error) {
            reject(error);
          }
        },
      });
      if (!this.#isRunning) this.#start();
    });
  }

  /**
   * Waits for a round and holds it open until `read` has ended: no series is given up in the meantime, and no other round
   * begins. A reading that takes longer than its time-out, which is not that of callbacks, goes on by itself, and is told
   * so by its `reading`.
   */
  hold<Read>(
    { timeoutMillis, readTimeoutMillis = DEFAULT_READ_TIMEOUT_MS }: ReadOptions,
    read: (outcome: RoundOutcome, reading: Reading) => Promise<Read>,
  ): Promise<Read> {
    const held = this.collect(timeoutMillis, (outcome) => {
      const reading = new Reading(Math.min(readTimeoutMillis, LONGEST_TIMEOUT_MS));
      const ended = read(outcome, reading).finally(() => reading.close());
      this.#held.push(reading.closed);
      return { ended };
    });
    return held.then(({ ended }) => ended);
  }

  #timeout(timeoutMs: number | undefined): number {
    const isGiven = timeoutMs !== undefined && timeoutMs > 0;
    return isGiven ? Math.min(timeoutMs, this.#options.timeoutMs) : this.#options.timeoutMs;
  }

  #start(): void {
    this.#isRunning = true;
    // Not at once: calls of the same moment share the round.
    queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const outcome = this.#settle(await this.#observe(waiting));
      for (const { take } of waiting) take(outcome);
      await Promise.all(this.#held);
    } catch (error) {
      for (const { fail } of waiting) fail(error);
    }
    this.#held = [];
    this.#isRunning = false;
    if (this.#waiting.length > 0) this.#start();
  }

  async #observe(waiting: readonly Waiting[]): Promise<Brought> {
    this.#round += 1;
    const deadlineMs = Math.min(...waiting.map(({ timeoutMs }) => timeoutMs));
    const { callbacks, producers } = this.#options;
    const [failures, results] = await Promise.all([
      callbacks.run(this.#round, deadlineMs),
      Promise.all(producers.map((producer) => produce(producer, deadlineMs))),
    ]);
    return {
      errors: [...failures, ...results.flatMap(({ errors }) => errors)],
      produced: results.flatMap(({ scopes }) => scopes),
    };
  }

  /** Not awaited: a series that began after this and before the readers take their data would begin after its end. */
  #settle(brought: Brought): RoundOutcome {
    const times: CollectionTimes = { round: this.#round, nowMs: this.#options.now() };
    for (const stream of this.#options.streams()) stream.settle(times);
    return { ...times, ...brought };
  }
}

/** A round that is held open for somebody who reads. */
export class Reading {
  readonly closed: Promise<void>;
  #isOpen = true;
  #resolve: () => void = () => {};
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.closed = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(() => this.close(), timeoutMs);
    this.#timer.unref();
  }

  /** Whether rows still mean what they meant at first. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Lets the next round begin. */
  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#resolve();
  }
}

/** Puts metrics of the same scope together. */
export function mergeByScope<Metric>(
  scopes: readonly { readonly scope: InstrumentationScope; readonly metrics: readonly Metric[] }[],
): { scope: InstrumentationScope; metrics: Metric[] }[] {
  const merged = new Map<string, { scope: InstrumentationScope; metrics: Metric[] }>();
  for (const { scope, metrics } of scopes) {
    const key = scopeKey(scope);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { scope, metrics: [...metrics] });
    else known.metrics.push(...metrics);
  }
  return [...merged.values()];
}

/** What distinguishes scopes. */
export function scopeKey({ name, version, schemaUrl }: InstrumentationScope): string {
  return JSON.stringify([name, version ?? '', schemaUrl ?? '']);
}
