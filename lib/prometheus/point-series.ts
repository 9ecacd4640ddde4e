import type { HrTime } from '@opentelemetry/api';
import {
  type DataPoint,
  DataPointType,
  type ExponentialHistogram,
  type GaugeMetricData,
  type Histogram,
  type MetricData,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';
import { type CumulativeHistogram, fromExplicit, fromExponential } from './buckets';
import { exemplarsOf, newestExemplar } from './exemplars';
import type { HistogramSeries, ValueSeries } from './family';
import type { LabelSet } from './labels';

type HistogramData = Exclude<MetricData, SumMetricData | GaugeMetricData>;

/** The labels that a point's attributes become. */
export type LabelsOf = (point: DataPoint<unknown>) => LabelSet;

/** Whether a metric's points are single numbers. */
export function isValueMetric(metric: MetricData): metric is SumMetricData | GaugeMetricData {
  return metric.dataPointType === DataPointType.SUM || metric.dataPointType === DataPointType.GAUGE;
}

/**
 * The points of sums and gauges. A gauge has only labels and a value: it did not begin to count at any time, and no
 * format shows its exemplars.
 */
export function* valueSeries(
  { dataPoints }: SumMetricData | GaugeMetricData,
  isCounter: boolean,
  labelsOf: LabelsOf,
): Iterable<ValueSeries> {
  for (const point of dataPoints) {
    const labels = labelsOf(point);
    const value = numberOf(point.value);
    yield isCounter
      ? {
          labels,
          value,
          createdMs: createdMs(point.startTime),
          exemplar: newestExemplar(exemplarsOf(point)),
        }
      : { labels, value };
  }
}

/** The points of histograms, with explicit boundaries or exponential ones. */
export function* histogramSeries(metric: HistogramData, labelsOf: LabelsOf): Iterable<HistogramSeries> {
  for (const point of metric.dataPoints) {
    checkCount(point.value.count);
    yield {
      labels: labelsOf(point),
      ...histogramOf(metric.dataPointType, point.value),
      exemplars: exemplarsOf(point),
      createdMs: createdMs(point.startTime),
    };
  }
}

/** What is no number, which no SDK gives but a producer of the host's may, is NaN. */
function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** @throws TypeError where a histogram of a producer of the host's has no count */
function checkCount(count: unknown): void {
  if (typeof count !== 'number') throw new TypeError(`a count is no number but of type ${typeof count}`);
}

/** A histogram's value as every format has it, and as only some do. */
export function histogramOf(
  type: HistogramData['dataPointType'],
  value: Histogram | ExponentialHistogram,
): { readonly histogram: CumulativeHistogram; readonly exponential: ExponentialHistogram | undefined } {
  if (type === DataPointType.HISTOGRAM)
    return { histogram: fromExplicit(value as Histogram), exponential: undefined };
  const exponential = value as ExponentialHistogram;
  return { histogram: fromExponential(exponential), exponential };
}

/** When a series began; a producer that does not know it leaves it at 0, as in OTLP. */
export function createdMs([seconds, nanos]: HrTime): number | undefined {
  const epochMs = seconds * 1_000 + nanos / 1_000_000;
  return epochMs > 0 && Number.isFinite(epochMs) ? epochMs : undefined;
}
