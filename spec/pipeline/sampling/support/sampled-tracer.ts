import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SamplingRule } from '../../../../lib/config';
import { RuleSampler } from '../../../../lib/pipeline/sampling/rule-sampler';
import { TailSampling, type TailSamplingOptions } from '../../../../lib/pipeline/sampling/tail-sampling';
import { randomOf } from './load';

/** Keeps the spans that reach it. */
export class Kept implements SpanProcessor {
  readonly spans: ReadableSpan[] = [];
  started = 0;

  get names(): string[] {
    return this.spans.map(({ name }) => name);
  }

  onStart(): void {
    this.started += 1;
  }

  onEnd(span: ReadableSpan): void {
    this.spans.push(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** An adaptive sampler in a tracer provider of the SDK, with a clock that the spec turns. */
export class SampledTracer {
  readonly kept = new Kept();
  readonly sampling: TailSampling;
  readonly tracer: Tracer;
  nowMs = 0;

  constructor(options: Partial<TailSamplingOptions> & { readonly rules?: readonly SamplingRule[] } = {}) {
    const { rules = [], ...rest } = options;
    this.sampling = new TailSampling({
      spansPerSecond: 100,
      peakRate: 1,
      limits: { spans: 1_000, bytes: 1_000_000, waitMs: 60_000 },
      next: this.kept,
      now: () => this.nowMs,
      random: randomOf(1),
      ...rest,
    });
    const sampler = rules.length > 0 ? new RuleSampler(rules, this.sampling, randomOf(2)) : this.sampling;
    const provider = new TracerProvider({ sampler, spanProcessors: [this.sampling] });
    this.tracer = provider.getTracer('spec');
  }

  /** Begins a root and returns it with its context. */
  root(name = 'ota.session'): { readonly span: Span; readonly context: Context } {
    const span = this.tracer.startSpan(name, { root: true });
    return { span, context: trace.setSpan(ROOT_CONTEXT, span) };
  }

  /** A whole trace: a root with children that have ended before it. */
  session({
    children = 5,
    fails = false,
  }: {
    readonly children?: number;
    readonly fails?: boolean;
  } = {}): Span {
    const { span, context } = this.root();
    for (let child = 0; child < children; child += 1) this.tracer.startSpan('apdu.SELECT', {}, context).end();
    if (fails) fail(span);
    span.end();
    return span;
  }

  /** Uses the budget up, so that successful traces are neither chosen nor kept. */
  exhaust(): void {
    for (let count = 0; count < 500; count += 1) this.session();
    this.nowMs += 500;
    this.kept.spans.length = 0;
  }
}

/** Gives a span the status of an error. */
export function fail(span: Span): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'timeout' });
}
