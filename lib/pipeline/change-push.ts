import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type DeliveryTracker, QUEUE_FULL, UNDELIVERED_AT_SHUTDOWN } from './delivery';
import { type ExportFailure, mayBeTooLarge } from './export-failure';
import { KeptPushes, type Piece } from './kept-pushes';
import { PieceSize } from './piece-size';

/** What a {@link ChangePush} needs. */
export interface ChangePushOptions {
  readonly tracker: DeliveryTracker;
  /** How long all pieces of one push may take together, in ms. */
  readonly watchdogMs: number;
  /** Data points that wait for another push at most. */
  readonly capacity: number;
  /** Sends one request, within so many ms; resolves to why it failed, or to nothing, and never rejects. */
  readonly attempt: (metrics: ResourceMetrics, withinMs: number) => Promise<ExportFailure | undefined>;
}

/** Of the time of a push, the share in which pieces are begun: each has the rest at least to be answered. */
const BEGINNING_SHARE = 0.5;

/**
 * Pushes changes: what is kept and what is new goes in pieces of bounded data points, the oldest first and one at a time.
 * A backend that refuses a request over its size gets smaller ones, down to one data point. What there is no time for
 * waits for the next push. The tracker counts pushes: one is delivered when all of it was taken, and is dropped, once,
 * when any of it was given up.
 */
export class ChangePush {
  readonly #options: ChangePushOptions;
  readonly #kept: KeptPushes;
  readonly #size = new PieceSize();
  #underWay: Promise<boolean> | undefined;
  #beginUntilMs = Number.POSITIVE_INFINITY;
  #takenSinceRefusal = false;
  #closed = false;

  constructor(options: ChangePushOptions) {
    this.#options = options;
    this.#kept = new KeptPushes(options.capacity);
  }

  /** Keeps a push without sending. */
  keep(metrics: ResourceMetrics): void {
    this.#kept.add(metrics);
    if (this.#closed) this.#dropped(this.#kept.clear(), UNDELIVERED_AT_SHUTDOWN);
    else this.#dropped(this.#kept.trim(), QUEUE_FULL);
  }

  /** Sends what is kept and then this; resolves to whether all of it was taken. It never rejects. */
  push(metrics: ResourceMetrics): Promise<boolean> {
    if (this.#closed) {
      this.keep(metrics);
      return Promise.resolve(false);
    }
    this.#kept.add(metrics);
    this.#underWay ??= this.#sendAll().then((complete) => {
      this.#underWay = undefined;
      return complete;
    });
    return this.#underWay;
  }

  /** From so many ms on only the first piece of a push is begun; 0 ends a push under way after its piece. */
  beginWithin(ms: number): void {
    this.#beginUntilMs = performance.now() + ms;
  }

  /** Waits for a push under way, and gives up and counts what waits after it. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#underWay;
    this.#dropped(this.#kept.clear(), UNDELIVERED_AT_SHUTDOWN);
  }

  async #sendAll(): Promise<boolean> {
    const startedMs = performance.now();
    this.#takenSinceRefusal = false;
    const { attempt, watchdogMs } = this.#options;
    let complete = true;
    let tooLarge: ExportFailure | undefined;
    for (let piece = this.#take(); piece; piece = this.#next(startedMs)) {
      const failure = await attempt(piece.metrics, watchdogMs - (performance.now() - startedMs));
      tooLarge = failure && piece.points > 1 && mayBeTooLarge(failure) ? failure : undefined;
      if (tooLarge) {
        this.#kept.putBack(piece);
        this.#size.refused(piece.points);
        continue;
      }
      complete &&= failure === undefined;
      if (!this.#settle(piece, failure)) break;
    }
    // Told only where a smaller piece was not tried: what it is mended by is no failure.
    if (tooLarge) this.#options.tracker.failed({ ...tooLarge, retryable: true });
    this.#dropped(this.#kept.trim(), QUEUE_FULL);
    return complete && this.#kept.points === 0;
  }

  #take(): Piece | undefined {
    return this.#kept.take(this.#size.points);
  }

  /** The next piece, if there is one and time to begin it. */
  #next(startedMs: number): Piece | undefined {
    const untilMs = Math.min(startedMs + BEGINNING_SHARE * this.#options.watchdogMs, this.#beginUntilMs);
    return performance.now() < untilMs ? this.#take() : undefined;
  }

  /** Notes what became of a piece; returns whether there is a point in sending the next now. */
  #settle(piece: Piece, failure: ExportFailure | undefined): boolean {
    const { tracker } = this.#options;
    if (failure === undefined) {
      this.#size.taken();
      this.#takenSinceRefusal = true;
      tracker.succeeded(this.#kept.taken(piece));
      return true;
    }
    const refusedAlone = mayBeTooLarge(failure);
    if (failure.retryable && !refusedAlone) {
      tracker.failed(failure);
      this.#kept.putBack(piece);
      return false;
    }
    tracker.failed({ ...failure, retryable: false });
    this.#dropped(this.#kept.givenUp(piece), failure.type);
    if (!refusedAlone) return true;
    this.#size.reset();
    // With nothing taken in between, it is not the size of this point: the backend takes nothing now.
    const goesOn = this.#takenSinceRefusal;
    this.#takenSinceRefusal = false;
    return goesOn;
  }

  #dropped(pushes: number, reason: string): void {
    if (pushes > 0) this.#options.tracker.dropped(pushes, reason);
  }
}
