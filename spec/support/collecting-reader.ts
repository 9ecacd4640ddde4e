import type { Attributes } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import {
  type AggregationSelector,
  AggregationTemporality,
  type CollectionResult,
  InstrumentType,
  type MetricData,
  type MetricProducer,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import type { Exemplar, ExemplarCarrier } from '../../lib/metrics';

/** How a reader wants to be given changes: as the exporters' settings of the same names say it. */
export type Temporality = 'cumulative' | 'delta' | 'lowmemory';

export interface CollectingReaderOptions {
  readonly temporality?: Temporality;
  readonly aggregationSelector?: AggregationSelector;
  readonly limit?: number;
  readonly metricProducers?: MetricProducer[];
}

/** A data point with its times in epoch milliseconds. */
export interface Point<Value = number> {
  readonly attributes: Attributes;
  readonly value: Value;
  readonly startMs: number;
  readonly endMs: number;
  readonly exemplars: readonly Exemplar[];
}

/** A reader that collects when it is told to. */
export class CollectingReader extends MetricReader {
  constructor({
    temporality = 'cumulative',
    aggregationSelector,
    limit,
    metricProducers,
  }: CollectingReaderOptions = {}) {
    super({
      aggregationTemporalitySelector: (type) => TEMPORALITIES[temporality](type),
      ...(aggregationSelector && { aggregationSelector }),
      ...(limit !== undefined && { cardinalitySelector: () => limit }),
      ...(metricProducers && { metricProducers }),
    });
  }

  protected async onForceFlush(): Promise<void> {
    await this.collect();
  }

  protected async onShutdown(): Promise<void> {
    await this.collect();
  }

  /** Collects; all metrics of all meters. */
  async metrics(): Promise<MetricData[]> {
    return metricsOf(await this.collect());
  }

  /** Collects; the points of the metrics of this name. */
  async points<Value = number>(name: string): Promise<Point<Value>[]> {
    return pointsOf<Value>(await this.collect(), name);
  }

  /** Collects; the values of the metrics of this name, by their attributes as JSON with sorted keys. */
  async values<Value = number>(name: string): Promise<Record<string, Value>> {
    return valuesOf<Value>(await this.collect(), name);
  }
}

/** All metrics in what was collected. */
export function metricsOf({ resourceMetrics }: CollectionResult): MetricData[] {
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
}

/** The points of the metrics of this name. */
export function pointsOf<Value = number>(result: CollectionResult, name: string): Point<Value>[] {
  const named = metricsOf(result).filter(({ descriptor }) => descriptor.name === name);
  return named.flatMap(({ dataPoints }) => (dataPoints as ExemplarCarrier<Value>[]).map(toPoint));
}

/** The values of the metrics of this name, by their attributes as JSON with sorted keys. */
export function valuesOf<Value = number>(result: CollectionResult, name: string): Record<string, Value> {
  const points = pointsOf<Value>(result, name);
  return Object.fromEntries(points.map(({ attributes, value }) => [attributesKey(attributes), value]));
}

/** Attributes as JSON with sorted keys. */
export function attributesKey(attributes: Attributes): string {
  return JSON.stringify(Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function toPoint<Value>({
  attributes,
  value,
  startTime,
  endTime,
  exemplars,
}: ExemplarCarrier<Value>): Point<Value> {
  return {
    attributes,
    value,
    startMs: hrTimeToMilliseconds(startTime),
    endMs: hrTimeToMilliseconds(endTime),
    exemplars: exemplars ?? [],
  };
}

const { CUMULATIVE, DELTA } = AggregationTemporality;
const TOTALS = new Set([InstrumentType.UP_DOWN_COUNTER, InstrumentType.OBSERVABLE_UP_DOWN_COUNTER]);

const TEMPORALITIES: Record<Temporality, (type: InstrumentType) => AggregationTemporality> = {
  cumulative: () => CUMULATIVE,
  delta: (type) => (TOTALS.has(type) ? CUMULATIVE : DELTA),
  lowmemory: (type) => (TOTALS.has(type) || type === InstrumentType.OBSERVABLE_COUNTER ? CUMULATIVE : DELTA),
};
