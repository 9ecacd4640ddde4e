import { type Attributes, ValueType } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  DataPointType,
  type ExponentialHistogram,
  type Histogram,
  type MetricData,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import type { ExemplarCarrier } from '../../lib/metrics';
import {
  PrometheusReader,
  type PrometheusReaderOptions,
  type RenderedExposition,
} from '../../lib/prometheus';
import type { Scope } from '../../lib/prometheus/scope-labels';
import { type Diagnostics, recordDiagnostics as record } from '../support/diagnostics';

export type { Diagnostics };

/** The messages that are written to `diag` from now on, without their namespace. */
export function recordDiagnostics(): Diagnostics {
  return record(false);
}

interface Described {
  readonly name: string;
  readonly unit?: string;
  readonly description?: string;
  readonly temporality?: AggregationTemporality;
}

/** What a point may have beside attributes and value. */
type Beside = Partial<Pick<ExemplarCarrier, 'exemplars' | 'startTime'>>;

type Points<T> = readonly (readonly [attributes: Attributes, value: T, beside?: Beside])[];

const TIME: [number, number] = [1_700_000_000, 0];

function base({ name, unit = '', description = '', temporality }: Described) {
  return {
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
    aggregationTemporality: temporality ?? AggregationTemporality.CUMULATIVE,
  };
}

function points<T>(pairs: Points<T>) {
  return pairs.map(([attributes, value, beside]) => ({
    startTime: TIME,
    endTime: TIME,
    attributes,
    value,
    ...beside,
  }));
}

export function counter(described: Described, values: Points<number>): MetricData {
  return {
    ...base(described),
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: points(values),
  };
}

export function upDownCounter(described: Described, values: Points<number>): MetricData {
  return {
    ...base(described),
    dataPointType: DataPointType.SUM,
    isMonotonic: false,
    dataPoints: points(values),
  };
}

export function gauge(described: Described, values: Points<number>): MetricData {
  return { ...base(described), dataPointType: DataPointType.GAUGE, dataPoints: points(values) };
}

export function histogram(described: Described, values: Points<Histogram>): MetricData {
  return { ...base(described), dataPointType: DataPointType.HISTOGRAM, dataPoints: points(values) };
}

export function exponential(described: Described, values: Points<ExponentialHistogram>): MetricData {
  return {
    ...base(described),
    dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
    dataPoints: points(values),
  };
}

export function inScope(scope: Scope | string, ...metrics: MetricData[]): ScopeMetrics {
  return { scope: (typeof scope === 'string' ? { name: scope } : scope) as ScopeMetrics['scope'], metrics };
}

export function collected(
  scopeMetrics: ScopeMetrics[],
  { resource = resourceFromAttributes({}), errors = [] }: { resource?: Resource; errors?: unknown[] } = {},
): CollectionResult {
  return { resourceMetrics: { resource, scopeMetrics }, errors };
}

/** A reader that does not listen. */
export function restingReader(options: PrometheusReaderOptions = {}): PrometheusReader {
  return new PrometheusReader({ preventServerStart: true, ...options });
}

/** A reader over hand-made data, without target_info and scope labels unless they are asked for. */
export function readerOver(
  scopeMetrics: ScopeMetrics[] | (() => CollectionResult | Promise<CollectionResult>),
  options: PrometheusReaderOptions = { scopeLabels: false, targetInfo: false },
): PrometheusReader {
  const reader = restingReader(options);
  const collect = typeof scopeMetrics === 'function' ? scopeMetrics : () => collected(scopeMetrics);
  reader.setMetricProducer({ collect: async () => collect() });
  return reader;
}

/** An exposition as the text that it is. */
export function expositionText({ chunks }: RenderedExposition): string {
  return Buffer.concat(chunks).toString();
}

/** The exposition of hand-made data, line by line, without HELP and TYPE. */
export async function sampleLines(reader: PrometheusReader): Promise<readonly string[]> {
  return (await reader.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** A histogram of three values, one a bucket. */
export const three: Histogram = {
  buckets: { boundaries: [1, 2], counts: [1, 1, 1] },
  count: 3,
  sum: 6,
  min: 1,
  max: 3,
};
