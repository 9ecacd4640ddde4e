import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { type IdGenerator, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Settings } from '../config';
import type { Redactor } from '../redaction';
import { guardSpanProcessor } from './guarded-processors';
import { RedactingSpanProcessor } from './redacting-processors';
import type { SpanRing } from './ring-processors';
import { createSampler } from './sampler';

/** What a tracer provider is made of. */
export interface TracingOptions {
  readonly settings: Settings;
  readonly redactor: Redactor;
  readonly resource: Resource;
  readonly meterProvider: MeterProvider;
  /** The user's own, called after redaction. */
  readonly processors: readonly SpanProcessor[];
  /** What exports, if spans are exported. */
  readonly ring: SpanRing | undefined;
  /** OTel's random ids by default. */
  readonly idGenerator: IdGenerator | undefined;
}

/** Makes the tracer provider: redaction first, then the user's processors, then the export. */
export function createTracerProvider(options: TracingOptions): TracerProvider {
  const { settings, redactor, resource, meterProvider, processors, ring, idGenerator } = options;
  return new TracerProvider({
    resource,
    meterProvider,
    sampler: createSampler(settings),
    spanProcessors: [
      new RedactingSpanProcessor(redactor),
      ...processors.map(guardSpanProcessor),
      ...(ring ? [ring] : []),
    ],
    ...(idGenerator ? { idGenerator } : {}),
  });
}
