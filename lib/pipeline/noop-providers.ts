import {
  createNoopMeter,
  type MeterProvider,
  ProxyTracerProvider,
  type TracerProvider,
} from '@opentelemetry/api';
import { createNoopLogger, type LoggerProvider } from '@opentelemetry/api-logs';

/** A meter provider whose instruments do nothing. */
export function createNoopMeterProvider(): MeterProvider {
  const meter = createNoopMeter();
  return { getMeter: () => meter };
}

/** A tracer provider whose spans record nothing and pass on the context they are given. */
export function createNoopTracerProvider(): TracerProvider {
  return new ProxyTracerProvider().getDelegate();
}

/** A logger provider whose loggers do nothing. */
export function createNoopLoggerProvider(): LoggerProvider {
  const logger = createNoopLogger();
  return { getLogger: () => logger };
}
