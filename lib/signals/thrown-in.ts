import { isSpanContextValid, type Span, type SpanContext } from '@opentelemetry/api';

/**
 * In which span an error was thrown. By the time that nobody has caught it, the span is over and no longer active, and the
 * record of the error would be in no trace. Weak: it keeps no error and no span alive.
 */
const spans = new WeakMap<object, SpanContext>();

/** Notes in which span something was thrown; the first that is told, the innermost, counts. */
export function noteThrown(thrown: object | undefined, span: Span): void {
  if (thrown === undefined || spans.has(thrown)) return;
  const context = span.spanContext();
  if (isSpanContextValid(context)) spans.set(thrown, context);
}

/** The span in which something was thrown, where one of ours was around it. */
export function spanOfThrown(thrown: unknown): SpanContext | undefined {
  return typeof thrown === 'object' && thrown !== null ? spans.get(thrown) : undefined;
}
