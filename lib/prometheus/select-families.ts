import type { MetricFamily } from './family';
import { OPENMETRICS_SUFFIXES, openMetricsName } from './openmetrics-families';

/**
 * The families that one of the names stands for: that of a family as any format has it (`a_total` or `a`), or that of
 * one of its lines (`a_count`). Always whole families; all of them where there is no name.
 */
export function selectFamilies(
  families: readonly MetricFamily[],
  names: readonly string[],
): readonly MetricFamily[] {
  if (names.length === 0) return families;
  const wanted = new Set(names);
  return families.filter((family) => {
    const base = openMetricsName(family) ?? family.name;
    const suffixes = OPENMETRICS_SUFFIXES[family.type];
    return suffixes.some((suffix) => wanted.has(base + suffix));
  });
}
