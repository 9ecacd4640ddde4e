import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { estimateSpanBytes } from '../item-size';
import { type Decision, TraceList, WaitingTrace } from './waiting-trace';

/** How much may wait for a decision; all of it holds at all times. */
export interface WaitingLimits {
  /** Ended spans that wait and traces that have begun, together. */
  readonly spans: number;
  /** Bytes of the spans that wait, as estimated. */
  readonly bytes: number;
  /** How long a trace may wait for the end of its root, in ms. */
  readonly waitMs: number;
}

/** Why a trace is decided before its outcome is known. */
export type EarlyReason = 'full' | 'overdue' | 'shutdown';

/** For so long a decision is remembered, for spans that end after their root. */
const REMEMBERED_MS = 10_000;

/** So many decisions are remembered at most, and so many more of traces whose root is still open. */
const MOST_REMEMBERED = 8_192;

/** Storage for decisions that have left is given back in steps of so many. */
const FORGOTTEN_SLOTS = 1_024;

/**
 * The traces that wait for a decision, and for a while those that have one. When more waits than may, the oldest
 * undecided trace is handed out to be decided early.
 */
export class TraceStore {
  readonly #limits: WaitingLimits;
  readonly #decideEarly: (trace: WaitingTrace, reason: EarlyReason) => void;
  readonly #traces = new Map<string, WaitingTrace>();
  readonly #undecided = new TraceList();
  /** Those that were decided before their root has ended, which may be long after: how it ends counts all the same. */
  readonly #decidedEarly = new TraceList();
  #decided: (WaitingTrace | undefined)[] = [];
  #firstDecided = 0;
  #spans = 0;
  #bytes = 0;

  constructor(limits: WaitingLimits, decideEarly: (trace: WaitingTrace, reason: EarlyReason) => void) {
    this.#limits = limits;
    this.#decideEarly = decideEarly;
  }

  /** Ended spans that wait. */
  get spans(): number {
    return this.#spans;
  }

  /** Bytes of the spans that wait, as estimated. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Traces that have begun and have no decision. */
  get undecided(): number {
    return this.#undecided.length;
  }

  /** Traces that are known: those that wait and those whose decision is remembered. */
  get known(): number {
    return this.#traces.size;
  }

  find(traceId: string): WaitingTrace | undefined {
    return this.#traces.get(traceId);
  }

  begin(traceId: string, wasChosen: boolean, mayBeKept: boolean, nowMs: number): void {
    const trace = new WaitingTrace(traceId, wasChosen, mayBeKept, nowMs);
    const before = this.#traces.get(traceId);
    if (before?.state === 'undecided') this.#decideEarly(before, 'overdue');
    this.#traces.set(traceId, trace);
    this.#undecided.push(trace);
    this.#makeRoom();
  }

  /** A span of an undecided trace has ended. */
  add(trace: WaitingTrace, span: ReadableSpan): void {
    const bytes = estimateSpanBytes(span);
    trace.spans.push(span);
    trace.bytes += bytes;
    this.#spans += 1;
    this.#bytes += bytes;
    this.#makeRoom();
  }

  /** Notes the decision on a trace whose root has ended, and gives out the spans that waited. */
  decide(trace: WaitingTrace, state: Decision, nowMs: number): readonly ReadableSpan[] {
    const spans = this.#settle(trace, state);
    this.#remember(trace, nowMs);
    return spans;
  }

  /** As `decide`, while the root is still open: the decision is remembered until that ends. */
  decideOpen(trace: WaitingTrace, state: Decision): readonly ReadableSpan[] {
    const spans = this.#settle(trace, state);
    trace.awaitsRoot = true;
    this.#decidedEarly.push(trace);
    const { oldest } = this.#decidedEarly;
    if (oldest && this.#decidedEarly.length > MOST_REMEMBERED) {
      this.#decidedEarly.remove(oldest);
      this.#drop(oldest);
    }
    return spans;
  }

  /** The root of a trace has ended that was decided before. */
  endOpen(trace: WaitingTrace, nowMs: number): void {
    // A root of another trace with the same id changes nothing.
    if (!trace.awaitsRoot) return;
    trace.awaitsRoot = false;
    this.#decidedEarly.remove(trace);
    this.#remember(trace, nowMs);
  }

  /** Hands out what has waited for too long. Returns when the next one will have, in ms from now; nothing when none waits. */
  decideOverdue(nowMs: number): number | undefined {
    for (;;) {
      const { oldest } = this.#undecided;
      if (!oldest) return undefined;
      const leftMs = oldest.beganMs + this.#limits.waitMs - nowMs;
      if (leftMs > 0) return leftMs;
      this.#decideEarly(oldest, 'overdue');
    }
  }

  /** Hands out everything that waits. */
  decideAll(): void {
    for (let { oldest } = this.#undecided; oldest; oldest = this.#undecided.oldest) {
      this.#decideEarly(oldest, 'shutdown');
    }
  }

  #makeRoom(): void {
    const { spans, bytes } = this.#limits;
    while (this.#spans + this.#undecided.length > spans || this.#bytes > bytes) {
      const { oldest } = this.#undecided;
      if (!oldest) return;
      this.#decideEarly(oldest, 'full');
    }
  }

  #settle(trace: WaitingTrace, state: Decision): readonly ReadableSpan[] {
    const { spans } = trace;
    this.#undecided.remove(trace);
    this.#spans -= spans.length;
    this.#bytes -= trace.bytes;
    trace.state = state;
    trace.spans = NONE;
    trace.root = undefined;
    return spans;
  }

  #remember(trace: WaitingTrace, nowMs: number): void {
    trace.decidedMs = nowMs;
    this.#decided.push(trace);
    this.#forget(nowMs);
  }

  #drop(trace: WaitingTrace): void {
    if (this.#traces.get(trace.traceId) === trace) this.#traces.delete(trace.traceId);
  }

  #forget(nowMs: number): void {
    for (; this.#firstDecided < this.#decided.length; this.#firstDecided += 1) {
      const oldest = this.#decided[this.#firstDecided];
      const isFull = this.#decided.length - this.#firstDecided > MOST_REMEMBERED;
      if (oldest && !isFull && nowMs - oldest.decidedMs < REMEMBERED_MS) break;
      if (oldest) this.#drop(oldest);
      this.#decided[this.#firstDecided] = undefined;
    }
    if (this.#firstDecided < FORGOTTEN_SLOTS) return;
    this.#decided = this.#decided.slice(this.#firstDecided);
    this.#firstDecided = 0;
  }
}

const NONE: ReadableSpan[] = [];
