import type { HealthCheck, HealthFinding } from '../check';
import { LoopHeartbeat } from '../loop-heartbeat';
import { gradeUpwards, numberOr, optionsOf } from './thresholds';

/** When the event loop is slow. */
export interface EventLoopOptions {
  /** The longest delay since the check ran before from which on it is degraded, in milliseconds. Default: 200. */
  readonly degradedMs?: number | undefined;
  /** From which on it is unhealthy. Default: 1,000. */
  readonly unhealthyMs?: number | undefined;
}

const INTERVAL_MS = 50;
const DEGRADED_MS = 200;
const UNHEALTHY_MS = 1_000;

/**
 * How late timers are, by one that is due every 50 ms: what callbacks, synchronous work and garbage collection keep others
 * waiting for. The longest delay since the check ran before counts. Measured from the moment the check is made, and, when
 * it is registered again, from its next run on.
 */
export function eventLoop(given: EventLoopOptions = {}): HealthCheck {
  const options: EventLoopOptions = optionsOf(given);
  const bounds = {
    degraded: numberOr(options.degradedMs, DEGRADED_MS),
    unhealthy: numberOr(options.unhealthyMs, UNHEALTHY_MS),
  };
  let longestMs = 0;
  const heartbeat = new LoopHeartbeat({
    intervalMs: INTERVAL_MS,
    onDelay: (delayMs) => {
      longestMs = Math.max(longestMs, delayMs);
    },
  });
  const check = (): HealthFinding => {
    heartbeat.lookNow();
    const delayMs = longestMs;
    longestMs = 0;
    return {
      status: gradeUpwards(delayMs, bounds),
      message: `the event loop was up to ${Math.round(delayMs)} ms late`,
      details: { longestDelaySeconds: delayMs / 1_000 },
    };
  };
  return Object.assign(check, { stop: () => heartbeat.stop() });
}
