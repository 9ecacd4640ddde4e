import type { Meter, MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { type IdGenerator, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Settings } from '../config';
import type { Redactor } from '../redaction';
import { guardSpanProcessor } from './guarded-processors';
import { RedactingSpanProcessor } from './redacting-processors';
import type { SpanRing } from './ring-processors';
import { createSampler } from './sampler';
import type { TailSampling } from './sampling/tail-sampling';

/** What a tracer provider is made of. */
export interface TracingOptions {
  readonly settings: Settings;
  readonly redactor: Redactor;
  readonly resource: Resource;
  readonly meterProvider: MeterProvider;
  /** Where the adaptive sampler reports itself; none when there are no metrics. */
  readonly meter: Meter | undefined;
  /** The user's own, called after redaction. */
  readonly processors: readonly SpanProcessor[];
  /** What exports, if spans are exported. */
  readonly ring: SpanRing | undefined;
  /** OTel's random ids by default. */
  readonly idGenerator: IdGenerator | undefined;
}

/** A tracer provider, and what has to be done before its export is drained for the last time. */
export interface Tracing {
  readonly provider: TracerProvider;
  /** Decides on the traces that still wait, where the sampler lets them wait. */
  settle(): void;
}

/**
 * Makes the tracer provider: redaction first, then the user's processors, then the export. With the adaptive sampler all
 * of them come after its decision, and see the spans that are kept.
 */
export function createTracing(options: TracingOptions): Tracing {
  const { settings, redactor, resource, meterProvider, processors, ring, idGenerator } = options;
  const spanProcessors = [
    new RedactingSpanProcessor(redactor),
    ...processors.map(guardSpanProcessor),
    ...(ring ? [ring] : []),
  ];
  const isAdaptive = settings.values.tracing.sampler === 'adaptive';
  const adaptive = isAdaptive ? createTailSampling(options, spanProcessors) : undefined;
  const provider = new TracerProvider({
    resource,
    meterProvider,
    sampler: createSampler(settings, adaptive),
    spanProcessors: adaptive ? [adaptive] : spanProcessors,
    ...(idGenerator ? { idGenerator } : {}),
  });
  return { provider, settle: () => adaptive?.settle() };
}

function createTailSampling(
  { settings, meter }: TracingOptions,
  processors: readonly SpanProcessor[],
): TailSampling {
  const { chainOf, TailSampling: Sampling } =
    require('./sampling/tail-sampling') as typeof import('./sampling/tail-sampling');
  const { spansPerSecond, peakRate, waitingSpans, waitingBytes, decisionTimeout } = settings.values.tracing;
  return new Sampling({
    spansPerSecond,
    peakRate,
    limits: { spans: waitingSpans, bytes: waitingBytes, waitMs: decisionTimeout },
    next: chainOf(processors),
    ...(meter && { meter }),
  });
}
