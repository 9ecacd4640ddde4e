import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** What became of a trace; while it is `undecided`, its spans wait. */
export type TraceState = 'undecided' | Decision;

export type Decision = 'kept' | 'dropped';

/** A trace whose local root began in this process. */
export class WaitingTrace {
  readonly traceId: string;
  /** Whether it was chosen when it began: then its spans have the sampled flag. */
  readonly wasChosen: boolean;
  /** Whether it may be kept when it succeeds; a rule may say no. */
  readonly mayBeKept: boolean;
  readonly beganMs: number;
  state: TraceState = 'undecided';
  /** The span whose outcome is the trace's. */
  root: unknown;
  /** The spans that have ended, in that order, as the SDK made them: nothing is redacted yet. */
  spans: ReadableSpan[] = [];
  bytes = 0;
  /** Whether a span that decides for its trace wherever it stands has failed. */
  hasFailed = false;
  decidedMs = 0;
  /** Whether it was decided before its root has ended, and that is still to come. */
  awaitsRoot = false;
  older: WaitingTrace | undefined;
  newer: WaitingTrace | undefined;

  constructor(traceId: string, wasChosen: boolean, mayBeKept: boolean, beganMs: number) {
    this.traceId = traceId;
    this.wasChosen = wasChosen;
    this.mayBeKept = mayBeKept;
    this.beganMs = beganMs;
  }
}

/** Traces in the order in which they began; taking one out costs the same wherever it stands. */
export class TraceList {
  #oldest: WaitingTrace | undefined;
  #newest: WaitingTrace | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get oldest(): WaitingTrace | undefined {
    return this.#oldest;
  }

  push(trace: WaitingTrace): void {
    trace.older = this.#newest;
    if (this.#newest) this.#newest.newer = trace;
    else this.#oldest = trace;
    this.#newest = trace;
    this.#length += 1;
  }

  remove(trace: WaitingTrace): void {
    if (trace.older) trace.older.newer = trace.newer;
    else this.#oldest = trace.newer;
    if (trace.newer) trace.newer.older = trace.older;
    else this.#newest = trace.older;
    trace.older = undefined;
    trace.newer = undefined;
    this.#length -= 1;
  }
}
