import { addHistograms } from './buckets';
import { newestExemplar } from './exemplars';
import { addExponentials } from './exponential';
import type { HistogramSeries, SeriesList, ValueSeries } from './family';

/** What one metric brings to its family. */
export interface SeriesPart<Series> {
  readonly series: Iterable<Series>;
  /** The same, where no two of them can have the same labels. */
  readonly distinct?: SeriesList<Series> | undefined;
}

export interface ValuePart extends SeriesPart<ValueSeries> {
  /** Whether values of the same labels are added up; otherwise the last one stays. */
  readonly additive: boolean;
}

export type HistogramPart = SeriesPart<HistogramSeries>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** After how many series others may run. */
const SERIES_PER_STEP = 500;

/**
 * The values of all parts with one series for each set of labels. What was added up began with the earliest of its
 * parts.
 */
export function* mergedValues(parts: readonly ValuePart[]): Generator<undefined, readonly ValueSeries[]> {
  const byLabels = new Map<string, Mutable<ValueSeries>>();
  let seen = 0;
  for (const { series, additive } of parts) {
    for (const one of series) {
      seen += 1;
      if (seen % SERIES_PER_STEP === 0) yield;
      const before = byLabels.get(one.labels.text);
      if (before === undefined) byLabels.set(one.labels.text, copyOfValue(one));
      else addValue(before, one, additive);
    }
  }
  return [...byLabels.values()];
}

/** The histograms of all parts, added up where they have the same labels. */
export function* mergedHistograms(
  parts: readonly HistogramPart[],
): Generator<undefined, readonly HistogramSeries[]> {
  const byLabels = new Map<string, Mutable<HistogramSeries>>();
  let seen = 0;
  for (const { series } of parts) {
    for (const one of series) {
      seen += 1;
      if (seen % SERIES_PER_STEP === 0) yield;
      const before = byLabels.get(one.labels.text);
      if (before === undefined) byLabels.set(one.labels.text, copyOfHistogram(one));
      else addHistogram(before, one);
    }
  }
  return [...byLabels.values()];
}

function addValue(before: Mutable<ValueSeries>, series: ValueSeries, additive: boolean): void {
  before.value = additive ? before.value + series.value : series.value;
  before.createdMs = earliest(before.createdMs, series.createdMs);
  before.exemplar = newestExemplar([before.exemplar, series.exemplar]);
}

function addHistogram(before: Mutable<HistogramSeries>, series: HistogramSeries): void {
  before.histogram = addHistograms(before.histogram, series.histogram);
  before.createdMs = earliest(before.createdMs, series.createdMs);
  before.exemplars = [...before.exemplars, ...series.exemplars];
  const { exponential } = before;
  const both = exponential !== undefined && series.exponential !== undefined;
  before.exponential = both ? addExponentials(exponential, series.exponential) : undefined;
}

/** Field by field: a series may be a view of the storage, whose fields a spread would not see. */
function copyOfValue({ labels, value, createdMs, exemplar }: ValueSeries): ValueSeries {
  return { labels, value, createdMs, exemplar };
}

function copyOfHistogram(series: HistogramSeries): HistogramSeries {
  const { labels, histogram, exponential, exemplars, createdMs } = series;
  return { labels, histogram, exponential, exemplars, createdMs };
}

/** Where one start is unknown it may be the earlier one, so that of both is unknown too. */
function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : Math.min(a, b);
}
