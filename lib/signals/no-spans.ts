import {
  type Context,
  context as contextApi,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';

/** The API's own tracer that records nothing: what it gives where no provider is registered. */
export const NOOP_TRACER = new ProxyTracerProvider().getDelegate().getTracer('');

/** A span that records nothing and is in no trace. */
export const NO_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/**
 * In the place of a span that could not be started: it records nothing, and what is below it is below its parent. Never
 * throws, whatever the options are.
 */
export function unrecordedSpan(options: SpanOptions | undefined, context: Context): Span {
  try {
    return NOOP_TRACER.startSpan('', options, context);
  } catch {
    return NO_SPAN;
  }
}

/**
 * Whether spans of a tracer can record anything. Where they can't, recorders need not read what only spans show. The
 * API's proxies count as if they could: what they stand for may still come.
 */
export function recordsSpans(tracer: Tracer): boolean {
  return tracer.constructor !== NOOP_TRACER.constructor;
}

/**
 * The context of a span below another. It is the parent's own where the span is in no trace: nobody could tell the two
 * apart, and a new context has to be made, bound and asked for its span again and again.
 */
export function contextOf(parent: Context, span: Span): Context {
  if (!span.isRecording() && !isSpanContextValid(span.spanContext())) return parent;
  return trace.setSpan(parent, span);
}

/** Runs `work` in a context. The root's is not made active: see {@link contextOf}. */
export function runIn<T>(context: Context, work: () => T): T {
  return context === ROOT_CONTEXT ? work() : contextApi.with(context, work);
}
