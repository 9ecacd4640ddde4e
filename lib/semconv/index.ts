/** The signals of CardLink: names, values and definitions, generated from semconv/registry. */
export * from './attributes';
export * from './error-types';
export * from './events';
export * from './metrics';
export * from './official-attributes';
export * from './spans';
export type {
  EventDefinition,
  InstrumentKind,
  MetricAttribute,
  MetricDefinition,
  SpanDefinition,
} from './types';
