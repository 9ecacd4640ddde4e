import type { HealthCheck, HealthFinding } from './check';
import { LoopHeartbeat } from './loop-heartbeat';

/** For how long after its end a block is told. Orchestrators ask every 10 s where nothing else is set (Kubernetes does). */
const TOLD_FOR_MS = 10_000;

/** A block is measured from the beat before it, so it is taken for one beat longer at most. */
const BEATS_PER_LIMIT = 50;
const LONGEST_INTERVAL_MS = 100;

/** What a block of the event loop is. */
export interface BlockedLoopOptions {
  /** The bound, in milliseconds: a longer block is reported. */
  readonly limitMs: number;
  readonly nowMs?: (() => number) | undefined;
}

/**
 * Whether the event loop was blocked for longer than a bound, to a fiftieth of it at most. While it is, nobody is answered; the first answer after it
 * tells, and so do those of the next 10 s.
 */
export function blockedLoopCheck({ limitMs, nowMs }: BlockedLoopOptions): HealthCheck {
  let block: { readonly lastedMs: number; readonly endedMs: number } | undefined;
  const intervalMs = Math.min(limitMs / BEATS_PER_LIMIT, LONGEST_INTERVAL_MS);
  const heartbeat = new LoopHeartbeat({
    intervalMs,
    nowMs,
    onDelay: (lateMs, endedMs) => {
      // It may have begun right after the beat before.
      const lastedMs = lateMs + intervalMs;
      if (lastedMs > limitMs) block = { lastedMs, endedMs };
    },
  });
  const check = (): HealthFinding => {
    const now = heartbeat.lookNow();
    if (block === undefined || now - block.endedMs > TOLD_FOR_MS) return { status: 'healthy' };
    const lasted = (block.lastedMs / 1_000).toFixed(1);
    const ago = ((now - block.endedMs) / 1_000).toFixed(1);
    return {
      status: 'unhealthy',
      message: `the event loop was blocked for ${lasted} s, until ${ago} s ago; ${limitMs / 1_000} s are allowed`,
      details: { blockedSeconds: block.lastedMs / 1_000, limitSeconds: limitMs / 1_000 },
    };
  };
  return Object.assign(check, { defaults: { kind: 'liveness' as const }, stop: () => heartbeat.stop() });
}
