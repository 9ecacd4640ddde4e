import { type HealthCheck, type HealthCheckOptions, HealthRegistry } from '../../../lib/health';

/** The time in the registries of these specs. */
export const NOW = new Date('2026-01-02T03:04:05.678Z');

/** A registry whose time stands still. */
export function registry(clean?: (text: string) => string): HealthRegistry {
  return new HealthRegistry({ timeoutMs: 5_000, now: () => NOW, ...(clean && { clean }) });
}

/** What one run of a check comes to. */
export async function resultOf(
  check: HealthCheck,
  options?: HealthCheckOptions,
  clean?: (text: string) => string,
) {
  const health = registry(clean);
  health.register('it', check, options);
  const result = await health.run('it');
  if (result === undefined) throw new Error('there is no such check');
  return result;
}
