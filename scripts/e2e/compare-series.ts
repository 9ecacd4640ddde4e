import { isDeepStrictEqual } from 'node:util';
import type { Exposition } from '../../lib/prometheus';
import {
  comparedLabels,
  type KnownDifference,
  LABEL_RULES,
  type LabelRule,
  type Series,
  type Side,
} from './collector-differences';

type Used = Set<LabelRule | KnownDifference>;

/** What is wrong with the Collector's rendering of our metrics, one line each; nothing when all is as listed. */
export function compareSeries(ours: Exposition, collectors: Exposition): readonly string[] {
  const used: Used = new Set();
  const own = new Set(seriesIn(ours).map((series) => textOf('ours', series, used)));
  const rendered = new Set(seriesIn(collectors).map((series) => textOf('collector', series, used)));
  return [
    ...[...own].filter((series) => !rendered.has(series)).map((series) => `only on /metrics: ${series}`),
    ...[...rendered].filter((series) => !own.has(series)).map((series) => `only in the Collector: ${series}`),
    ...compareFamilies(ours, collectors),
    ...LABEL_RULES.filter((rule) => rule.inLab && !used.has(rule)).map(
      ({ reason }) => `listed as a difference, but there is none any more: ${reason}`,
    ),
  ];
}

type Sample = Exposition['families'][number]['samples'][number];

/** Differences between the values of series that we show, as far as they are of interest. */
export function compareValues(
  ours: Exposition,
  collectors: Exposition,
  isOfInterest: (sample: Sample) => boolean,
): readonly string[] {
  const rendered = valuesIn('collector', collectors, isOfInterest);
  return [...valuesIn('ours', ours, isOfInterest)]
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

function valuesIn(
  side: Side,
  { families }: Exposition,
  isOfInterest: (sample: Sample) => boolean,
): ReadonlyMap<string, number> {
  const samples = families.flatMap((family) => family.samples).filter(isOfInterest);
  return new Map(samples.map((sample) => [textOf(side, sample, new Set()), sample.value]));
}

function textOf(side: Side, series: Series, used: Used): string {
  return `${series.name}${comparedLabels(side, series, used)}`;
}
