import type { FamilyType, HistogramFamily, MetricFamily, ValueFamily } from './family';

/** A family as OpenMetrics names it: a counter without its `_total`, an info without its `_info`. */
export type OpenMetricsFamily =
  | { readonly type: 'counter' | 'gauge' | 'info'; readonly name: string; readonly family: ValueFamily }
  | { readonly type: 'histogram'; readonly name: string; readonly family: HistogramFamily }
  /** Its lines are what they would have been, but each of their names is a family of its own, of type unknown. */
  | { readonly type: 'unknown'; readonly family: MetricFamily };

/** What the lines of a type are called beyond their family's name; the empty one is the family's name itself. */
export const OPENMETRICS_SUFFIXES: Readonly<Record<FamilyType, readonly string[]>> = {
  gauge: [''],
  histogram: ['', '_bucket', '_count', '_sum', '_created'],
  counter: ['', '_total', '_created'],
  info: ['', '_info'],
};

/** Whose names stand firm where two clash: a gauge has no other, and a histogram loses most by being unknown. */
const PRECEDENCE: readonly FamilyType[] = ['gauge', 'histogram', 'counter', 'info'];

/** What the name of a type has to end with, and its family's name in OpenMetrics has not. */
const ENDINGS: Readonly<Record<FamilyType, string>> = {
  gauge: '',
  histogram: '',
  counter: '_total',
  info: '_info',
};

/**
 * The families under the names and types that OpenMetrics has for them, in the order in which they came. Where OpenMetrics
 * cannot have a family as what it is (its name would clash with another's, as a gauge `a_created` with a counter `a`; a
 * counter does not end in `_total`, or is no number from 0 on), it is of type unknown: its series are the same to
 * Prometheus, and nothing is lost but the type.
 */
export function openMetricsFamilies(families: Iterable<MetricFamily>): readonly OpenMetricsFamily[] {
  const inOrder = [...families];
  const taken = new Set<string>();
  const known = new Map<MetricFamily, OpenMetricsFamily>();
  // What can only be unknown has no other names to give way to.
  for (const family of inOrder) {
    if (!canBeKnown(family)) known.set(family, unknown(family, taken));
  }
  for (const type of PRECEDENCE) {
    for (const family of inOrder) {
      if (family.type === type && !known.has(family)) known.set(family, classify(family, taken));
    }
  }
  return inOrder.flatMap((family) => known.get(family) ?? []);
}

/** The family's name in OpenMetrics, or undefined where the name has not the ending of its type. */
export function openMetricsName({ type, name }: Pick<MetricFamily, 'type' | 'name'>): string | undefined {
  const ending = ENDINGS[type];
  return name.endsWith(ending) && name !== ending ? name.slice(0, name.length - ending.length) : undefined;
}

function canBeKnown(family: MetricFamily): boolean {
  return openMetricsName(family) !== undefined && hasOnlyValidValues(family);
}

function unknown(family: MetricFamily, taken: Set<string>): OpenMetricsFamily {
  for (const own of sampleNames(family)) taken.add(own);
  return { type: 'unknown', family };
}

function classify(family: MetricFamily, taken: Set<string>): OpenMetricsFamily {
  const name = openMetricsName(family);
  const names = OPENMETRICS_SUFFIXES[family.type].map((suffix) => `${name}${suffix}`);
  if (name === undefined || names.some((one) => taken.has(one))) return unknown(family, taken);
  for (const own of names) taken.add(own);
  return family.type === 'histogram'
    ? { type: family.type, name, family }
    : { type: family.type, name, family };
}

/** "Counter" of OpenMetrics: a total starts from 0 and is not NaN. No SDK's counter is otherwise; a producer's may be. */
function hasOnlyValidValues(family: MetricFamily): boolean {
  if (family.type !== 'counter') return true;
  for (const { value } of family.series) {
    if (!(value >= 0)) return false;
  }
  return true;
}

function sampleNames({ type, name }: MetricFamily): readonly string[] {
  return type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name];
}
