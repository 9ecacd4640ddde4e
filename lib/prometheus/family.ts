import type { ExponentialHistogram } from '@opentelemetry/sdk-metrics';
import type { Exemplar } from '../metrics';
import type { CumulativeHistogram } from './buckets';
import type { LabelSet } from './labels';

/**
 * The types of metric family that OpenTelemetry data becomes. A format that does not know `info` (only OpenMetrics
 * does) shows it as the gauge that it is, always 1.
 */
export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'info';

interface FamilyHead {
  /** The name of HELP and TYPE in text 0.0.4: a counter's `_total` and an info's `_info` included. */
  readonly name: string;
  /** Empty where no instrument of the family has a description. */
  readonly help: string;
  /** The unit as the name has it (`seconds`, `bytes_per_second`); empty where there is none or the name has it not last. */
  readonly unit: string;
}

interface SeriesHead {
  readonly labels: LabelSet;
  /** When the series began to count, in milliseconds since the epoch; of counters and histograms where it is known. */
  readonly createdMs?: number | undefined;
}

/** One number under one set of labels. */
export interface ValueSeries extends SeriesHead {
  readonly value: number;
  /** Of a counter: the newest. */
  readonly exemplar?: Exemplar | undefined;
}

/** One histogram under one set of labels. */
export interface HistogramSeries extends SeriesHead {
  /** What formats with fixed buckets show. */
  readonly histogram: CumulativeHistogram;
  /** What formats with native histograms show beside it; absent where the data has explicit boundaries. */
  readonly exponential?: ExponentialHistogram | undefined;
  /** In no order; `exemplarsByBucket` picks those of the fixed buckets. */
  readonly exemplars: readonly Exemplar[];
}

/**
 * The series of a family, in their order: an array, or what reads them one by one from the storage. They can be gone
 * through again.
 */
export interface SeriesList<Series> extends Iterable<Series> {
  readonly length: number;
}

export interface ValueFamily extends FamilyHead {
  readonly type: 'counter' | 'gauge' | 'info';
  readonly series: SeriesList<ValueSeries>;
}

export interface HistogramFamily extends FamilyHead {
  readonly type: 'histogram';
  readonly series: SeriesList<HistogramSeries>;
}

/** A metric family before a format is chosen: one name, one type, no two series with the same labels. */
export type MetricFamily = ValueFamily | HistogramFamily;

/** One line of an exposition. */
export interface Sample {
  /** The line's name: a histogram's are `…_bucket`, `…_count` and `…_sum`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A number as every Prometheus format writes it: JavaScript's shortest form, but `+Inf`, `-Inf` and `NaN`. A count
 * beyond 2^53 is the double that it is kept as, and written as nothing more exact.
 */
export function formatNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : 'NaN';
}

/** The lines of a family, one by one. For looking at single values; a renderer goes over the series itself. */
export function samplesOf(family: MetricFamily): readonly Sample[] {
  if (family.type !== 'histogram') {
    return Array.from(family.series, ({ labels, value }) => ({
      name: family.name,
      labels: record(labels),
      value,
    }));
  }
  return [...family.series].flatMap((series) => histogramSamples(family.name, series));
}

function histogramSamples(name: string, { labels, histogram }: HistogramSeries): readonly Sample[] {
  const own = record(labels);
  const buckets = [...histogram.bounds, Number.POSITIVE_INFINITY].map((bound, index) => ({
    name: `${name}_bucket`,
    labels: { ...own, le: formatNumber(bound) },
    value: histogram.counts[index] ?? histogram.count,
  }));
  const { sum } = histogram;
  return [
    ...buckets,
    ...(sum === undefined ? [] : [{ name: `${name}_sum`, labels: own, value: sum }]),
    { name: `${name}_count`, labels: own, value: histogram.count },
  ];
}

function record(labels: LabelSet): Record<string, string> {
  return Object.fromEntries(labels.pairs);
}
