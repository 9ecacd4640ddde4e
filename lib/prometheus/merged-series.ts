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
export function mergedValues(parts: readonly ValuePart[]): Generator<undefined, readonly ValueSeries[]> {
  return merged(parts, copyOfValue, (before, series, { additive }) => addValue(before, series, additive));
}

/** The histograms of all parts, added up where they have the same labels. */
export function mergedHistograms(
  parts: readonly HistogramPart[],
): Generator<undefined, readonly HistogramSeries[]> {
  return merged(parts, copyOfHistogram, addHistogram);
}

function* merged<Series extends ValueSeries | HistogramSeries, Part extends SeriesPart<Series>>(
  parts: readonly Part[],
  copyOf: (series: Series) => Series,
  add: (before: Mutable<Series>, series: Series, part: Part) => void,
): Generator<undefined, readonly Series[]> {
  const byLabels = new Map<string, Mutable<Series>>();
  let seen = 0;
  for (const part of parts) {
    for (const series of part.series) {
      seen += 1;
      if (seen % SERIES_PER_STEP === 0) yield;
      const before = byLabels.get(series.labels.text);
      if (before === undefined) byLabels.set(series.labels.text, copyOf(series));
      else add(before, series, part);
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
