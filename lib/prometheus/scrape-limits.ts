import { defaultOf } from '../config';
import type { RouteLimits } from '../http';
import { LONGEST_TIMEOUT_MS } from '../metrics';

/** Share of a scrape's time that callbacks and producers may use up; what is left is for rendering. */
const COLLECTING_SHARE = 0.8;

/**
 * What a metrics route does at once and for how long; where it is not said as the settings `metrics.maxRequests` and
 * `metrics.timeout` have it by default.
 *
 * @throws RangeError that names the option when it is none a route can keep to
 */
export function scrapeLimits({
  maxRequests = defaultOf('metrics.maxRequests'),
  timeoutMs = defaultOf('metrics.timeout'),
}: {
  readonly maxRequests?: number | undefined;
  readonly timeoutMs?: number | undefined;
}): RouteLimits {
  if (!(maxRequests >= 1)) {
    throw new RangeError(`maxRequests must be a number of scrapes, at least 1, not ${maxRequests}`);
  }
  return { maxRequests, timeoutMs: checkedMs('timeoutMs', timeoutMs) };
}

/**
 * How long callbacks and producers may take in a scrape. Where it is not said, less than the scrape itself: one that hangs
 * is then missing from the answer, and is not what the whole answer is missing for.
 *
 * @throws RangeError when it is no time that a timer can keep to
 */
export function collectTimeout(collectTimeoutMs: number | undefined, timeoutMs: number): number {
  if (collectTimeoutMs === undefined) return Math.max(1, Math.floor(timeoutMs * COLLECTING_SHARE));
  return checkedMs('collectTimeoutMs', collectTimeoutMs);
}

function checkedMs(option: string, ms: number): number {
  if (ms >= 1 && ms <= LONGEST_TIMEOUT_MS) return ms;
  throw new RangeError(`${option} must be milliseconds, 1 to ${LONGEST_TIMEOUT_MS}, not ${ms}`);
}
