import {
  type Context,
  context as contextApi,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { Logger, LoggerProvider } from '@opentelemetry/api-logs';
import { toHrTime } from '../metrics';
import type { Clock } from '../signals';

/** The stock providers take their times from the process; these put a test's clock in where no time is given. */
export function clockedTracerProvider(provider: TracerProvider, clock: Clock): TracerProvider {
  return {
    getTracer: (name, version, options) => clockedTracer(provider.getTracer(name, version, options), clock),
  };
}

export function clockedLoggerProvider(provider: LoggerProvider, clock: Clock): LoggerProvider {
  return {
    getLogger: (name, version, options) => clockedLogger(provider.getLogger(name, version, options), clock),
  };
}

const now = (clock: Clock) => toHrTime(clock.epochMs());

type SpanWork = (span: Span) => unknown;

function clockedTracer(tracer: Tracer, clock: Clock): Tracer {
  const startSpan = (name: string, options: SpanOptions = {}, context?: Context): Span => {
    const span = tracer.startSpan(name, { startTime: now(clock), ...options }, context);
    return withClock(span, clock);
  };
  function startActiveSpan(name: string, ...rest: readonly unknown[]): unknown {
    const work = rest.at(-1) as SpanWork;
    const [options, parent] = rest.slice(0, -1) as [SpanOptions?, Context?];
    const context = parent ?? contextApi.active();
    const span = startSpan(name, options, context);
    return contextApi.with(trace.setSpan(context, span), work, undefined, span);
  }
  return { startSpan, startActiveSpan: startActiveSpan as Tracer['startActiveSpan'] };
}

function withClock(span: Span, clock: Clock): Span {
  const end = span.end.bind(span);
  const addEvent = span.addEvent.bind(span);
  const recordException = span.recordException.bind(span);
  span.end = (endTime = now(clock)) => end(endTime);
  span.recordException = (exception, time = now(clock)) => recordException(exception, time);
  span.addEvent = (name, attributesOrTime, time) =>
    // With two arguments the second may be the time already.
    isTime(attributesOrTime)
      ? addEvent(name, attributesOrTime)
      : addEvent(name, attributesOrTime ?? {}, time ?? now(clock));
  return span;
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' || value instanceof Date || Array.isArray(value);
}

function clockedLogger(logger: Logger, clock: Clock): Logger {
  return {
    emit: (record) => logger.emit({ timestamp: now(clock), observedTimestamp: now(clock), ...record }),
    enabled: (options) => logger.enabled(options),
  };
}
