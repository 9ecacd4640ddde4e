import * as fc from 'fast-check';
import type { PrometheusReader, PrometheusReaderOptions } from '../../lib/prometheus';
import { hostileScopes } from '../../spec/prometheus/hostile-metrics';
import { readerOver } from '../../spec/prometheus/support';

/** Fixed, so that what fails once fails again. */
const SEED = 5;

/** Readers over data that nobody would choose: names, keys, values and numbers of all kinds, the same in every run. */
export function hostileReaders(
  count: number,
  options: PrometheusReaderOptions = {},
): readonly PrometheusReader[] {
  return fc
    .sample(hostileScopes, { numRuns: count, seed: SEED })
    .map((scopes) => readerOver(scopes, options));
}
