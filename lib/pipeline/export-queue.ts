import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, suppressTracing } from '@opentelemetry/core';
import { type DeliveryTracker, QUEUE_FULL, UNDELIVERED_AT_SHUTDOWN } from './delivery';
import { classifyExportError, EXPORT_TIMED_OUT, type ExportFailure } from './export-failure';
import type { QueueMetrics } from './queue-metrics';
import { BoundedRing, type RingBatch, type RingLimits } from './ring';

/** What spans and log records are handed to; the stock OTLP, console and in-memory exporters are such. */
export interface BatchExporter<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** How an {@link ExportQueue} works. */
export interface ExportQueueOptions<T> extends RingLimits {
  /** Makes the exporter; called once, when first needed, off the application's own call stack. */
  readonly createExporter: () => BatchExporter<T>;
  readonly sizeOf: (item: T) => number;
  readonly tracker: DeliveryTracker;
  readonly metrics: QueueMetrics;
  /** How long an exporter may take before it is given up as one that never calls back. */
  readonly watchdogMs: number;
  /** The most items in one export. Default 512, as OTel's own batch processors. */
  readonly batchSize?: number;
  /** How long an item waits for others to share its export. Default 1000 ms. */
  readonly delayMs?: number;
  /** The first and the longest pause after exports that failed; it doubles in between. Default 1 s and 5 s. */
  readonly backoffMs?: { readonly first: number; readonly longest: number };
}

/** What became of a flush. */
export interface DrainResult {
  /** How many of the items that waited when it was asked for still wait. */
  readonly undelivered: number;
}

/** The bounds of a drain, in ms from now. */
export interface DrainLimits {
  /** When to answer, whatever has happened. */
  readonly timeoutMs: number;
  /** After this no further export is begun, so that those under way can end in time. Default: `timeoutMs`. */
  readonly lastStartMs?: number;
}

/** The reason of `error.type` for what comes to a closed queue; OTel's own value. */
const ALREADY_SHUTDOWN = 'already_shutdown';

const DEFAULT_BATCH_SIZE = 512;
const DEFAULT_DELAY_MS = 1_000;
const DEFAULT_BACKOFF_MS = { first: 1_000, longest: 5_000 };

/** Pauses vary by this much either way, so that the servers of a fleet do not come back in step. */
const BACKOFF_JITTER = 0.2;

/**
 * A bounded queue in front of an exporter, for spans and log records alike.
 *
 * Items are exported one batch at a time, when a batch is full or its delay is over. A batch that failed for a reason
 * that may pass goes back to the head and is tried again after a growing pause; the oldest items go when room is short.
 * So a burst within one tick loses nothing up to the capacity (exports begin after the tick), and what exceeds it costs
 * the oldest; an outage costs what exceeds it, and export resumes by itself. One batch in flight comes on top.
 *
 * Nothing here throws into the caller, blocks it, or keeps the process alive, but for a drain while it lasts.
 */
export class ExportQueue<T> {
  readonly #options: ExportQueueOptions<T>;
  readonly #ring: BoundedRing<T>;
  readonly #batchSize: number;
  readonly #delayMs: number;
  readonly #backoffMs: { readonly first: number; readonly longest: number };
  #exporter: BatchExporter<T> | undefined;
  #inFlight: Promise<boolean> | undefined;
  #inFlightCount = 0;
  #cancelScheduled: (() => void) | undefined;
  #scheduled: 'no' | 'delayed' | 'soon' = 'no';
  #failuresInRow = 0;
  #drains = 0;
  #shutdown: Promise<DrainResult> | undefined;
  #released = false;

  constructor(options: ExportQueueOptions<T>) {
    this.#options = options;
    this.#ring = new BoundedRing(options);
    this.#batchSize = Math.min(options.batchSize ?? DEFAULT_BATCH_SIZE, this.#ring.capacity);
    this.#delayMs = options.delayMs ?? DEFAULT_DELAY_MS;
    this.#backoffMs = options.backoffMs ?? DEFAULT_BACKOFF_MS;
    options.metrics.observeQueue({ capacity: this.#ring.capacity, size: () => this.#ring.length });
  }

  /** How many items wait, without a batch in flight. */
  get length(): number {
    return this.#ring.length;
  }

  /** Queues an item. After the last export of a shutdown it is only counted. */
  add(item: T): void {
    if (this.#released) {
      this.#drop(1, ALREADY_SHUTDOWN);
      return;
    }
    this.#drop(this.#ring.push(item, this.#options.sizeOf(item)), QUEUE_FULL);
    this.#schedule();
  }

  /** Loads and makes the exporter now, so that the first export need not. Failing is left to the first export. */
  warmUp(): void {
    if (this.#released) return;
    try {
      this.#exporter ??= this.#options.createExporter();
    } catch {
      // The first export meets the same error, and is where it is told and counted.
    }
  }

  /**
   * Exports everything that waits now, joining an export under way, and ends when it is delivered or given up, at the
   * first failure that leaves data waiting, or when the time is over. It never rejects.
   */
  async drain(limits: DrainLimits): Promise<DrainResult> {
    const end = this.#ring.end;
    const startedMs = performance.now();
    const lastStartMs = limits.lastStartMs ?? limits.timeoutMs;
    const deadline = startTimeout(limits.timeoutMs);
    this.#drains += 1;
    this.#unschedule();
    try {
      while (this.#inFlight || this.#waitingBefore(end) > 0) {
        if (!this.#inFlight && performance.now() - startedMs >= lastStartMs) break;
        const delivered = await Promise.race([this.#inFlight ?? this.#exportBatch(), deadline.expired]);
        if (delivered !== true) break;
      }
    } finally {
      deadline.cancel();
      this.#drains -= 1;
      this.#schedule();
    }
    return { undelivered: this.#waitingBefore(end) + (this.#inFlight ? this.#inFlightCount : 0) };
  }

  /**
   * Drains, with what comes meanwhile, gives up and counts what could not be delivered, and closes the exporter. Items that
   * come later are counted and dropped. A second call answers as the first did. It never rejects.
   */
  shutdown(limits: DrainLimits): Promise<DrainResult> {
    this.#shutdown ??= this.#close(limits);
    return this.#shutdown;
  }

  async #close(limits: DrainLimits): Promise<DrainResult> {
    const startedMs = performance.now();
    const result = await this.#drainAll(limits);
    this.#released = true;
    this.#drop(this.#ring.clear(), UNDELIVERED_AT_SHUTDOWN);
    if (this.#inFlight) this.#drop(this.#inFlightCount, UNDELIVERED_AT_SHUTDOWN);
    this.#options.metrics.shutdown();
    // With nothing in flight an exporter closes at once; otherwise it waits for what was given up here.
    const closing = this.#closeExporter();
    const rest = startTimeout(Math.max(0, limits.timeoutMs - (performance.now() - startedMs)));
    await Promise.race([closing, rest.expired]);
    rest.cancel();
    return result;
  }

  /** Drains until nothing waits: what is closed meanwhile (sockets, a database) still ends spans. */
  async #drainAll(limits: DrainLimits): Promise<DrainResult> {
    const startedMs = performance.now();
    let result = await this.drain(limits);
    while (result.undelivered === 0 && this.#ring.length > 0) {
      const tookMs = performance.now() - startedMs;
      const lastStartMs = (limits.lastStartMs ?? limits.timeoutMs) - tookMs;
      if (lastStartMs <= 0) break;
      result = await this.drain({ timeoutMs: limits.timeoutMs - tookMs, lastStartMs });
    }
    return result;
  }

  async #closeExporter(): Promise<void> {
    try {
      await this.#exporter?.shutdown();
    } catch (error) {
      this.#options.tracker.failed(classifyExportError(error));
    }
  }

  /** How many of the items before a place in the sequence still wait. */
  #waitingBefore(end: number): number {
    return Math.max(0, end - this.#ring.start);
  }

  #drop(count: number, reason: string): void {
    if (count === 0) return;
    this.#options.metrics.processed(count, reason);
    this.#options.tracker.dropped(count, reason);
  }

  /** Sees to it that an export is coming when something waits and nobody else will begin one. */
  #schedule(): void {
    if (this.#inFlight || this.#drains > 0 || this.#shutdown || this.#ring.length === 0) return;
    const failing = this.#failuresInRow > 0;
    const full = this.#ring.length >= this.#batchSize;
    if (this.#scheduled === 'soon' || (this.#scheduled === 'delayed' && (failing || !full))) return;
    this.#unschedule();
    if (full && !failing) {
      const immediate = setImmediate(() => this.#exportScheduled()).unref();
      this.#scheduled = 'soon';
      this.#cancelScheduled = () => clearImmediate(immediate);
      return;
    }
    const timer = setTimeout(
      () => this.#exportScheduled(),
      failing ? this.#pauseMs() : this.#delayMs,
    ).unref();
    this.#scheduled = 'delayed';
    this.#cancelScheduled = () => clearTimeout(timer);
  }

  #unschedule(): void {
    this.#cancelScheduled?.();
    this.#cancelScheduled = undefined;
    this.#scheduled = 'no';
  }

  #exportScheduled(): void {
    this.#unschedule();
    if (!this.#inFlight && this.#ring.length > 0) void this.#exportBatch();
  }

  #pauseMs(): number {
    const { first, longest } = this.#backoffMs;
    const pauseMs = Math.min(longest, first * 2 ** Math.min(this.#failuresInRow - 1, 30));
    return pauseMs * (1 + BACKOFF_JITTER * (2 * Math.random() - 1));
  }

  /** Exports one batch; resolves to whether the backend took it. Only one runs at a time. */
  #exportBatch(): Promise<boolean> {
    const batch = this.#ring.take(this.#batchSize);
    this.#inFlightCount = batch.items.length;
    this.#inFlight = this.#attempt([...batch.items]).then((failure) => {
      this.#inFlight = undefined;
      this.#inFlightCount = 0;
      const delivered = this.#settle(batch, failure);
      this.#schedule();
      return delivered;
    });
    return this.#inFlight;
  }

  #settle(batch: RingBatch<T>, failure: ExportFailure | undefined): boolean {
    const { metrics, tracker } = this.#options;
    if (this.#released) return failure === undefined;
    if (!failure) {
      this.#failuresInRow = 0;
      metrics.processed(batch.items.length);
      tracker.succeeded(batch.items.length);
      return true;
    }
    tracker.failed(failure);
    if (failure.retryable) {
      this.#failuresInRow += 1;
      this.#drop(this.#ring.putBack(batch), QUEUE_FULL);
      return false;
    }
    this.#failuresInRow = 0;
    this.#drop(batch.items.length, failure.type);
    return true;
  }

  /** Hands a batch to the exporter; resolves to why it failed, or to nothing. It never rejects and always resolves. */
  #attempt(items: T[]): Promise<ExportFailure | undefined> {
    return new Promise((resolve) => {
      const watchdog = setTimeout(() => resolve(EXPORT_TIMED_OUT), this.#options.watchdogMs).unref();
      // A promise keeps its first outcome, so an exporter that calls back twice, or after the watchdog, harms nothing.
      const settle = (failure: ExportFailure | undefined): void => {
        clearTimeout(watchdog);
        resolve(failure);
      };
      const done = (result: ExportResult): void =>
        settle(result.code === ExportResultCode.SUCCESS ? undefined : classifyExportError(result.error));
      try {
        this.#exporter ??= this.#options.createExporter();
        const exporter = this.#exporter;
        // Whoever's context the timer was made in has nothing to do with this, and the request is not to be traced.
        context.with(suppressTracing(ROOT_CONTEXT), () => exporter.export(items, done));
      } catch (error) {
        settle(classifyExportError(error));
      }
    });
  }
}

/** A time-out that keeps the process alive until it is over or cancelled, for what somebody awaits. */
function startTimeout(timeoutMs: number): { readonly expired: Promise<'expired'>; cancel(): void } {
  let cancel = (): void => {};
  const expired = new Promise<'expired'>((resolve) => {
    const timer = setTimeout(() => resolve('expired'), timeoutMs);
    cancel = () => clearTimeout(timer);
  });
  return { expired, cancel: () => cancel() };
}
