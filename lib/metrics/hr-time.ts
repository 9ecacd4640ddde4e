import type { HrTime } from '@opentelemetry/api';

/**
 * A time as OpenTelemetry never mistakes it: a plain number that lies before the process's start it takes for a reading
 * of `performance.now()`.
 *
 * @param epochMs milliseconds since the epoch
 */
export function toHrTime(epochMs: number): HrTime {
  return [Math.trunc(epochMs / 1_000), Math.round((epochMs % 1_000) * 1_000_000)];
}
