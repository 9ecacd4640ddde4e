import { type HistogramFamily, type MetricFamily, samplesOf, type ValueFamily } from '../../lib/prometheus';
import { nativeHistogram } from '../../lib/prometheus/native-histogram';

/** The series that Prometheus has of an exposition, by `seriesKey`. */
export type SeriesValues = ReadonlyMap<string, number>;

/** What Prometheus is to have, and what it may have beside that, as the format has it. */
export interface ExpectedSeries {
  readonly must: SeriesValues;
  readonly may: SeriesValues;
}

type Entry = readonly [key: string, value: number];
type Labels = Readonly<Record<string, string>>;

/** A series by its name and labels, however a format writes the bounds of its buckets: `1`, `1.0`, `1e+06`. */
export function seriesKey(name: string, labels: Labels): string {
  const le = labels.le === undefined ? undefined : Number(labels.le.replace('Inf', 'Infinity'));
  const canonical = le === undefined || Number.isNaN(le) ? {} : { le: String(le) };
  const all = Object.entries({ ...labels, ...canonical }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, all]);
}

/** Of the text format: each line. */
export function seriesInText(families: readonly MetricFamily[]): ExpectedSeries {
  return { must: new Map(families.flatMap(lines)), may: new Map() };
}

/**
 * Of OpenMetrics: each line but the sums and counts that it forbids, and `_created` lines, which a family that cannot be
 * of its type there has not.
 */
export function seriesInOpenMetrics(families: readonly MetricFamily[]): ExpectedSeries {
  const forbidden = new Set(families.flatMap(forbiddenInOpenMetrics));
  const all = families.flatMap(lines);
  return {
    must: new Map(all.filter(([key]) => !forbidden.has(key))),
    may: new Map([...all.filter(([key]) => forbidden.has(key)), ...families.flatMap(created)]),
  };
}

/** Of protobuf: each line, native histograms, and a sum where there is none: it has to be some number, and is NaN. */
export function seriesInProtobuf(families: readonly MetricFamily[]): ExpectedSeries {
  const histograms = families.filter((family) => family.type === 'histogram');
  const all = [families.flatMap(lines), histograms.flatMap(natives), histograms.flatMap(sumsThatAreNot)];
  return { must: new Map(all.flat()), may: new Map() };
}

/** What is wrong with what Prometheus has, a line each. */
export function differences(stored: SeriesValues, { must, may }: ExpectedSeries): readonly string[] {
  const missing = [...must].filter(([key, value]) => !isSame(stored.get(key), value));
  const extra = [...stored].filter(([key, value]) => !must.has(key) && !isSame(may.get(key), value));
  return [
    ...missing.map(([key, value]) => `${key} is to be ${value}, and is ${stored.get(key)} in Prometheus`),
    ...extra.map(([key, value]) => `${key} is ${value} in Prometheus, and should not be there`),
  ];
}

/** NaN is NaN, and 0 is 0 whatever its sign. */
function isSame(one: number | undefined, other: number | undefined): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}

function lines(family: MetricFamily): readonly Entry[] {
  return samplesOf(family).map(({ name, labels, value }) => [seriesKey(name, labels), value]);
}

/** "Histogram" of OpenMetrics: neither sum nor count beside a negative bound, or where the sum is negative or NaN. */
function forbiddenInOpenMetrics(family: MetricFamily): readonly string[] {
  if (family.type !== 'histogram') return [];
  return [...family.series]
    .filter(({ histogram: { sum, bounds } }) => !(sum !== undefined && sum >= 0) || (bounds[0] ?? 0) < 0)
    .flatMap(({ labels }) =>
      ['_sum', '_count'].map((suffix) => seriesKey(family.name + suffix, Object.fromEntries(labels.pairs))),
    );
}

function created(family: MetricFamily): readonly Entry[] {
  const name = `${family.name.replace(family.type === 'counter' ? /_total$/ : /$/, '')}_created`;
  return seriesOf(family).flatMap(({ labels, createdMs }) =>
    createdMs === undefined
      ? []
      : [[seriesKey(name, Object.fromEntries(labels.pairs)), createdMs / 1_000] as const],
  );
}

function seriesOf(family: ValueFamily | HistogramFamily) {
  return family.type === 'histogram' ? [...family.series] : [...family.series];
}

/** Prometheus reads the histograms of a family either all as native ones or none. */
function natives({ name, series }: HistogramFamily): readonly Entry[] {
  const all = [...series];
  if (all.some(({ exponential }) => !exponential || !nativeHistogram(exponential))) return [];
  return all.map(({ labels, histogram }) => [
    seriesKey(name, Object.fromEntries(labels.pairs)),
    histogram.count,
  ]);
}

function sumsThatAreNot({ name, series }: HistogramFamily): readonly Entry[] {
  return [...series]
    .filter(({ histogram }) => histogram.sum === undefined)
    .map(({ labels }) => [seriesKey(`${name}_sum`, Object.fromEntries(labels.pairs)), Number.NaN]);
}
