import { isDeepStrictEqual } from 'node:util';
import type { Exposition } from '../../lib/prometheus';
import { ADDED_LABELS, type LabelDifference, OWN_LABELS, type Series } from './known-differences';

/** What is wrong with the Collector's rendering of our metrics, one line each; nothing when all is as listed. */
export function compareSeries(ours: Exposition, collectors: Exposition): readonly string[] {
  const used = new Set<object>();
  const own = new Set(seriesIn(ours).map((series) => textOf(without(series, OWN_LABELS, used))));
  const rendered = new Set(seriesIn(collectors).map((series) => textOf(without(series, ADDED_LABELS, used))));
  return [
    ...[...own].filter((series) => !rendered.has(series)).map((series) => `only on /metrics: ${series}`),
    ...[...rendered].filter((series) => !own.has(series)).map((series) => `only in the Collector: ${series}`),
    ...compareFamilies(ours, collectors),
    ...[...ADDED_LABELS, ...OWN_LABELS]
      .filter((difference) => !used.has(difference))
      .map(({ label }) => `listed as a difference, but there is none any more: the label ${label}`),
  ];
}

/** Differences between the values of series that both have, of the families whose names begin with `prefix`. */
export function compareValues(ours: Exposition, collectors: Exposition, prefix: string): readonly string[] {
  const rendered = valuesIn(collectors, prefix, ADDED_LABELS);
  return [...valuesIn(ours, prefix, [])]
    .filter(([series, value]) => value !== rendered.get(series))
    .map(([series, value]) => `${series} is ${value} on /metrics, ${rendered.get(series)} in the Collector`);
}

/** Types and help texts of the families that both have. */
function compareFamilies(ours: Exposition, collectors: Exposition): readonly string[] {
  const rendered = new Map(collectors.families.map((family) => [family.name, family]));
  return ours.families.flatMap(({ name, type, help }) => {
    const other = rendered.get(name);
    if (!other || isDeepStrictEqual([type, help], [other.type, other.help])) return [];
    return [`${name} is ${type} "${help}" on /metrics, ${other.type} "${other.help}" in the Collector`];
  });
}

function seriesIn({ families }: Exposition): readonly Series[] {
  return families.flatMap(({ samples }) => samples.map(({ name, labels }) => ({ name, labels })));
}

function valuesIn(exposition: Exposition, prefix: string, differences: readonly LabelDifference[]) {
  const samples = exposition.families
    .filter(({ name }) => name.startsWith(prefix))
    .flatMap((family) => family.samples);
  return new Map(
    samples.map(({ name, labels, value }) => [textOf(without({ name, labels }, differences)), value]),
  );
}

function without(
  { name, labels }: Series,
  differences: readonly LabelDifference[],
  used = new Set<object>(),
): Series {
  const dropped = differences.filter(({ label, applies }) => label in labels && applies({ name, labels }));
  for (const difference of dropped) used.add(difference);
  const names = new Set(dropped.map(({ label }) => label));
  return { name, labels: Object.fromEntries(Object.entries(labels).filter(([label]) => !names.has(label))) };
}

function textOf({ name, labels }: Series): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${sorted.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}
