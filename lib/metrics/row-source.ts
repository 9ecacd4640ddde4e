import type { Resource } from '@opentelemetry/resources';
import type {
  CollectionResult,
  MetricCollectOptions,
  MetricData,
  MetricProducer,
  ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import type { MetricRows } from './metric-rows';

/** A metric of the storage, to be read one way or the other. */
export interface ReadableMetric {
  /** To be read row by row; nothing where that is not possible. */
  readonly rows: MetricRows | undefined;
  /** The same as data points. */
  data(): MetricData | undefined;
}

/** The metrics of one instrumentation scope. */
export interface ReadableScope {
  readonly scope: ScopeMetrics['scope'];
  readonly metrics: readonly ReadableMetric[];
}

/** All that a round of collection has brought in, to be read while the round is held open. */
export interface ReadableMetrics {
  readonly resource: Resource;
  /** The metrics of meters and those of additional producers, each scope once. */
  readonly scopes: readonly ReadableScope[];
  readonly errors: readonly unknown[];
  /** Whether rows still mean what they meant at first: false when the reading took longer than its time-out. */
  isOpen(): boolean;
}

/** Under which a producer lets its reader read rows, whichever copy of the package made it. */
export const READ_ROWS = Symbol.for('@cardlink/observability/metrics.read');

/** How long a collection may take that is read row by row. */
export interface ReadOptions extends MetricCollectOptions {
  /** How long the round may be held open for the reading, in milliseconds. By default 10,000. */
  readonly readTimeoutMillis?: number | undefined;
}

/** A producer whose metrics can be read row by row. */
export interface RowSource extends MetricProducer {
  /** Collects, and holds the round open until `read` has ended. */
  [READ_ROWS]<Read>(
    options: ReadOptions | undefined,
    read: (metrics: ReadableMetrics) => Promise<Read>,
  ): Promise<Read>;
}

/** Whether a producer's metrics can be read row by row. */
export function isRowSource(producer: MetricProducer): producer is RowSource {
  return READ_ROWS in producer;
}

/** What was collected as data points, to be read like what can be read row by row. */
export function asReadable({ resourceMetrics, errors }: CollectionResult): ReadableMetrics {
  const { resource, scopeMetrics } = resourceMetrics;
  return { resource, scopes: scopeMetrics.map(readableScope), errors, isOpen: () => true };
}

/** The metrics of a scope as data points, which may be read at any time. */
export function readableScope({ scope, metrics }: ScopeMetrics): ReadableScope {
  return { scope, metrics: metrics.map((metric) => ({ rows: undefined, data: () => metric })) };
}
