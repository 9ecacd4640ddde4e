import {
  type Context,
  diag,
  type Span,
  type SpanOptions,
  type TextMapPropagator,
  type Tracer,
} from '@opentelemetry/api';
import { recordsSpans, unrecordedSpan } from '../signals';
import { givenContext } from './given-context';

/** Where spans and headers go. */
export interface TracingTarget {
  /** Absent when nothing is traced. */
  readonly tracer: Tracer | undefined;
  readonly propagator: TextMapPropagator | undefined;
}

/** The target of what has not begun, or has ended. */
export const NO_TARGET: TracingTarget = { tracer: undefined, propagator: undefined };

/** The tracer, unless it is the one that records nothing. The API's proxies count: what they stand for may still come. */
export function tracerInUse(tracer: Tracer): Tracer | undefined {
  return recordsSpans(tracer) ? tracer : undefined;
}

const logger = diag.createComponentLogger({ namespace: 'cardlink/tracing' });

/**
 * Starts a span; one that cannot be started, for an option or a sampler that throws, is told and not made. What is null,
 * as JavaScript has what is left out, counts as left out.
 */
export function startSpan(
  tracer: Tracer,
  name: string,
  options: SpanOptions | null | undefined,
  context: Context | null | undefined,
): Span {
  const parent = givenContext(context);
  try {
    return tracer.startSpan(name, options ?? {}, parent);
  } catch {
    // What is thrown may hold a value; the name is in the code.
    logger.error(
      `the span '${String(name)}' could not be started: an option of it, a sampler or a processor threw`,
    );
    return unrecordedSpan(options ?? undefined, parent);
  }
}
