import { defaultOf } from '../config';
import type { RouteLimits } from '../http';

/** Node's timers take at most 2³¹ − 1 ms; anything longer would fire at once. */
const LONGEST_MS = 2_147_483_647;

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
  if (!(timeoutMs >= 1 && timeoutMs <= LONGEST_MS)) {
    throw new RangeError(`timeoutMs must be milliseconds, 1 to ${LONGEST_MS}, not ${timeoutMs}`);
  }
  return { maxRequests, timeoutMs };
}

/**
 * How long callbacks and producers may take in a scrape that has `timeoutMs`. Less than the scrape itself: one that hangs
 * is then missing from the answer, and is not what the whole answer is missing for.
 */
export function collectTimeoutWithin(timeoutMs: number): number {
  return Math.max(1, Math.floor(timeoutMs * COLLECTING_SHARE));
}
