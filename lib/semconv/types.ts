/** The OTel instruments; `observable` of the definition says which of the two forms. */
export type InstrumentKind = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

/** One attribute of a metric. */
export interface MetricAttribute {
  /** The OTel attribute key; translated, it is the default label. */
  readonly key: string;
  /** The key under `GP_METRICS_LABELS=short`; the translated key where there is none. */
  readonly short?: string;
  /** Whether every measurement has it, most have it, or only those of users who asked for it. */
  readonly requirement: 'required' | 'recommended' | 'opt_in';
  /** Every value that occurs, where they are known beforehand. */
  readonly values?: readonly string[];
}

/** What an instrument of the registry is made from. */
export interface MetricDefinition {
  readonly name: string;
  readonly kind: InstrumentKind;
  /** Whether it is read when metrics are collected, rather than recorded when something happens. */
  readonly observable: boolean;
  /** UCUM; empty for info metrics and states. */
  readonly unit: string;
  readonly description: string;
  /** The name after the OTel to Prometheus translation. */
  readonly prometheusName: string;
  /** Upper bounds of a histogram's buckets, ascending, in the metric's unit. */
  readonly buckets?: readonly number[];
  readonly attributes: readonly MetricAttribute[];
}

/** What a span of the registry looks like. */
export interface SpanDefinition {
  /** Which span it is, independent of its name. */
  readonly type: string;
  /** The span's name, with what varies in braces. */
  readonly namePattern: string;
  readonly kind: 'internal' | 'client' | 'server' | 'producer' | 'consumer';
  readonly attributes: readonly string[];
}

/** What an event (a log record with an event name) of the registry looks like. */
export interface EventDefinition {
  readonly name: string;
  readonly severity: 'info' | 'warn' | 'error';
  readonly attributes: readonly string[];
}
