import type { ExposedFamily } from './exposition';
import { type MetricFamily, type Sample, samplesOf } from './family';
import { prometheusLabelName } from './names';

/**
 * The value of a counter's or gauge's sample, or of a histogram's `…_count`, `…_sum` or `…_bucket`: added up over the
 * series that have all the given labels (and may have more). Undefined when no series does.
 *
 * @param families as a reader collected them or as `parseExposition` read them.
 * @param labels by their Prometheus name or their OTel key; a label that a series lacks counts as empty, as in PromQL.
 */
export function findSample(
  families: readonly (MetricFamily | ExposedFamily)[],
  name: string,
  labels: Readonly<Record<string, string | number | boolean>> = {},
): number | undefined {
  const wanted = Object.entries(labels).map(
    ([key, value]) => [key, prometheusLabelName(key), String(value)] as const,
  );
  const matches = (sample: Sample): boolean =>
    sample.name === name &&
    wanted.every(([key, label, value]) => (sample.labels[key] ?? sample.labels[label] ?? '') === value);
  let sum: number | undefined;
  for (const family of families) {
    if (!name.startsWith(family.name)) continue;
    const samples = 'samples' in family ? family.samples : samplesOf(family);
    for (const sample of samples) if (matches(sample)) sum = (sum ?? 0) + sample.value;
  }
  return sum;
}
