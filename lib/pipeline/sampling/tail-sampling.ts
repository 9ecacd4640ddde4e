import {
  type Context,
  context as contextApi,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import {
  type ReadableSpan,
  SamplingDecision,
  type SamplingResult,
  type Span,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { SPAN_TEST_CASE } from '../../semconv';
import type { RootSampler } from './rule-sampler';
import { createSamplingMetrics, type SamplingMetrics, type SamplingMetricsOptions } from './sampling-metrics';
import { SpanBudget } from './span-budget';
import { TraceChoice } from './trace-choice';
import { type EarlyReason, TraceStore, type WaitingLimits } from './trace-store';
import type { WaitingTrace } from './waiting-trace';

/** How a {@link TailSampling} works. */
export interface TailSamplingOptions {
  /** Spans of successful traces to keep a second, above 0. */
  readonly spansPerSecond: number;
  /** The largest share of successful traces that is kept, 0 to 1. */
  readonly peakRate: number;
  readonly limits: WaitingLimits;
  /** What gets the spans that are kept: redaction, the user's processors, the export. */
  readonly next: SpanProcessor;
  /** Where it reports itself; a meter that may be missing. */
  readonly meter?: SamplingMetricsOptions['meter'];
  /** Monotonic milliseconds. Default: the system's. */
  readonly now?: () => number;
  /** 0 up to 1. Default: the system's. */
  readonly random?: () => number;
}

const SAMPLED: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const RECORDED: SamplingResult = { decision: SamplingDecision.RECORD };
const DROPPED: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/** How the names of spans begin that fail their trace wherever they stand in it: a test's is a suite's child. */
const DECIDING_NAME = SPAN_TEST_CASE.namePattern.slice(0, SPAN_TEST_CASE.namePattern.indexOf('{'));

/**
 * The adaptive sampler: decides by the outcome of a trace's local root, in this process, and aims at a number of spans
 * a second. The spans of a trace wait for that outcome as the SDK made them; those of a trace that is dropped are let go
 * of and cost nothing more, those of one that is kept go on to redaction and export, in the order in which they ended.
 *
 * It is a sampler and a span processor that belong together: one decides what is recorded, the other what is kept.
 */
export class TailSampling implements RootSampler, SpanProcessor {
  readonly #next: SpanProcessor;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #budget: SpanBudget;
  readonly #choice: TraceChoice;
  readonly #failedChoice: TraceChoice;
  readonly #store: TraceStore;
  readonly #metrics: SamplingMetrics;
  readonly #waitMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: TailSamplingOptions) {
    const { now = () => performance.now(), random = Math.random, limits } = options;
    this.#next = options.next;
    this.#now = now;
    this.#random = random;
    this.#waitMs = limits.waitMs;
    this.#budget = new SpanBudget({ ...options, now });
    this.#choice = new TraceChoice(random);
    this.#failedChoice = new TraceChoice(random);
    this.#store = new TraceStore(limits, (waiting, reason) => this.#decideEarly(waiting, reason));
    this.#metrics = createSamplingMetrics({
      meter: options.meter,
      capacity: limits.spans,
      waiting: () => this.#store.spans,
      share: () => this.#budget.share,
    });
  }

  /** What waits now: for specs and for whoever wonders. */
  get waiting(): {
    readonly spans: number;
    readonly bytes: number;
    readonly traces: number;
    readonly known: number;
  } {
    const { spans, bytes, undecided, known } = this.#store;
    return { spans, bytes, traces: undecided, known };
  }

  shouldSample(context: Context, traceId: string, name: string, ..._rest: unknown[]): SamplingResult {
    const parent = trace.getSpanContext(context);
    // The SDK gives a span the trace id of its parent, unless that one is not valid.
    if (parent?.traceId !== traceId) return this.sampleRoot(traceId, 1);
    if ((parent.traceFlags & TraceFlags.SAMPLED) !== 0) return SAMPLED;
    const known = this.#store.find(traceId);
    if (known === undefined) return DROPPED;
    // A suite may have been decided long before its tests: one that fails is kept all the same.
    return known.state === 'dropped' && !name.startsWith(DECIDING_NAME) ? DROPPED : RECORDED;
  }

  /** A local root begins, of which at most this share is to be kept when it succeeds; with 0 it is not even recorded. */
  sampleRoot(traceId: string, share: number): SamplingResult {
    if (share <= 0 || this.#isClosed) return DROPPED;
    const mayBeKept = share >= 1 || this.#random() < share;
    const isChosen = mayBeKept && this.#choice.begin(this.#budget.share);
    this.#store.begin(traceId, isChosen, mayBeKept, this.#now());
    this.#timer ??= this.#startTimer(this.#waitMs);
    return isChosen ? SAMPLED : RECORDED;
  }

  onStart(span: Span, context: Context): void {
    const { parentSpanContext } = span;
    if (parentSpanContext === undefined) {
      const waiting = this.#store.find(span.spanContext().traceId);
      if (waiting) waiting.root ??= span;
    }
    this.#next.onStart(span, context);
  }

  onEnding(span: Span): void {
    this.#next.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    const waiting = this.#store.find(span.spanContext().traceId);
    if (waiting === undefined) this.#endUnknown(span);
    else if (waiting.state !== 'undecided') this.#endDecided(waiting, span);
    else if (waiting.root === span) this.#endRoot(waiting, span);
    else {
      if (isFailedTest(span)) waiting.hasFailed = true;
      this.#store.add(waiting, span);
    }
  }

  /** Decides on everything that waits, for a shutdown: what comes later is not waited for. */
  settle(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#store.decideAll();
  }

  /** Nothing is to be decided here: whatever has ended at its root has its decision. */
  forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.settle();
    this.#metrics.shutdown();
    await this.#next.shutdown();
  }

  toString(): string {
    return 'TailSampling';
  }

  #endRoot(waiting: WaitingTrace, root: ReadableSpan): void {
    const isFailed = waiting.hasFailed || hasFailed(root);
    const spans = waiting.spans.length + 1;
    const isKept = isFailed ? this.#keepsFailed(spans) : waiting.mayBeKept && this.#keeps(waiting, spans);
    const ended = this.#store.decide(waiting, isKept ? 'kept' : 'dropped', this.#now());
    if (isFailed) this.#countFailed(isKept, spans);
    else this.#metrics.decided(isKept ? 'kept' : 'dropped', spans);
    if (!isKept) return;
    for (const span of ended) this.#forward(span);
    this.#forward(root);
  }

  #decideEarly(waiting: WaitingTrace, reason: EarlyReason): void {
    const spans = waiting.spans.length;
    const isKept = waiting.hasFailed
      ? this.#keepsFailed(spans)
      : waiting.mayBeKept && this.#keeps(waiting, spans);
    const ended = this.#store.decideOpen(waiting, isKept ? 'kept' : 'dropped');
    this.#metrics.decided(
      isKept ? 'kept_early' : 'dropped_early',
      spans,
      isKept ? undefined : reason === 'full' ? 'queue_full' : 'undecided',
    );
    if (isKept) for (const span of ended) this.#forward(span);
  }

  #keeps({ wasChosen }: WaitingTrace, spans: number): boolean {
    this.#budget.offer(spans);
    const isKept = this.#choice.end(this.#budget.share, spans, wasChosen, this.#budget.hasRoom(spans));
    if (isKept) this.#budget.keep(spans);
    return isKept;
  }

  #keepsFailed(spans: number): boolean {
    this.#budget.offerFailed(spans);
    const isKept = this.#failedChoice.begin(this.#budget.failedShare) && this.#budget.hasRoomForFailed(spans);
    if (isKept) this.#budget.keepFailed(spans);
    return isKept;
  }

  /** A span that ends after its trace was decided follows the decision, unless it is what fails the trace. */
  #endDecided(waiting: WaitingTrace, span: ReadableSpan): void {
    const isRoot = span.parentSpanContext === undefined;
    if (isRoot) this.#store.endOpen(waiting, this.#now());
    if (isRoot && hasFailed(span)) {
      if (this.#failsLate(span, waiting.state === 'kept')) waiting.state = 'kept';
    } else if (waiting.state === 'kept') {
      this.#metrics.late(1);
      this.#budget.keep(1);
      this.#forward(span);
    } else if (isFailedTest(span) && this.#keepsFailed(1)) {
      this.#metrics.late(1);
      waiting.state = 'kept';
      this.#forward(span);
    } else this.#metrics.late(1);
  }

  /** A root fails after its trace was decided without it: it is kept as failed ones are, be it alone. */
  #failsLate(root: ReadableSpan, isKeptAlready: boolean): boolean {
    // Nothing of a trace is kept without its root.
    const isKept = this.#keepsFailed(1) || isKeptAlready;
    this.#countFailed(isKept, 1);
    if (isKept) this.#forward(root);
    return isKept;
  }

  #countFailed(isKept: boolean, spans: number): void {
    if (isKept) this.#metrics.decided('kept_failed', spans);
    else this.#metrics.decided('dropped_failed', spans, 'over_budget');
  }

  /** Of a trace that another process began, or that was forgotten: the flag says whether it is kept. */
  #endUnknown(span: ReadableSpan): void {
    const { parentSpanContext } = span;
    const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
    if (parentSpanContext === undefined && hasFailed(span)) {
      this.#failsLate(span, isSampled);
      return;
    }
    if (parentSpanContext?.isRemote) this.#metrics.decided('kept_remote', 1);
    else this.#metrics.late(1);
    if (isSampled) this.#next.onEnd(span);
  }

  /** A span that is kept says so by its flag, which exporters and the processors of others go by. */
  #forward(span: ReadableSpan): void {
    const spanContext = span.spanContext();
    spanContext.traceFlags |= TraceFlags.SAMPLED;
    this.#next.onEnd(span);
  }

  #startTimer(delayMs: number): NodeJS.Timeout {
    // The timer is of all traces: it must not hold on to the context of the one that started it.
    const timer = contextApi.with(ROOT_CONTEXT, () => setTimeout(() => this.#giveUpOverdue(), delayMs));
    return timer.unref();
  }

  #giveUpOverdue(): void {
    this.#timer = undefined;
    const leftMs = this.#store.decideOverdue(this.#now());
    if (leftMs !== undefined) this.#timer = this.#startTimer(leftMs);
  }
}

function hasFailed({ status }: ReadableSpan): boolean {
  return status.code === SpanStatusCode.ERROR;
}

function isFailedTest(span: ReadableSpan): boolean {
  return hasFailed(span) && span.name.startsWith(DECIDING_NAME);
}

/** Hands spans to several processors, one after the other, as the SDK does. */
export function chainOf(processors: readonly SpanProcessor[]): SpanProcessor {
  const ending = processors.filter((processor) => processor.onEnding !== undefined);
  const all = (work: (processor: SpanProcessor) => Promise<void>) => async (): Promise<void> => {
    await Promise.all(processors.map(work));
  };
  return {
    onStart: (span, context) => {
      for (const processor of processors) processor.onStart(span, context);
    },
    onEnding: (span) => {
      for (const processor of ending) processor.onEnding?.(span);
    },
    onEnd: (span) => {
      for (const processor of processors) processor.onEnd(span);
    },
    forceFlush: all((processor) => processor.forceFlush()),
    shutdown: all((processor) => processor.shutdown()),
  };
}
