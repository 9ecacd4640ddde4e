export type { BaggageEntries } from './baggage';
export type { Carrier } from './carriers';
export type { SpanResult } from './span-result';
export { NO_TARGET, type TracingTarget, tracerInUse } from './target';
export type {
  AnyFunction,
  FieldContext,
  MethodContext,
  Traced,
  TracedDecorator,
  TracedOptions,
} from './traced-types';
export { Tracing } from './tracing';
