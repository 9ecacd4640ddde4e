import { startStopwatch } from '../support/stopwatch';
import type { Loop } from './loop';

/** How long something is measured. */
export interface Duration {
  /** Until then the code is being compiled. */
  readonly warmUpMs: number;
  readonly slices: number;
  readonly sliceMs: number;
}

/**
 * Nanoseconds that a recording takes: the least of some slices, since what disturbs a slice only ever adds to it. What
 * the recordings themselves cause, such as collecting their garbage, is in every slice.
 */
export function measureRecordingNs(
  loop: Loop,
  recordings: number,
  duration: Duration,
): { readonly ns: number; readonly runs: number } {
  let runs = runFor(loop, duration.warmUpMs).runs;
  let leastNs = Number.POSITIVE_INFINITY;
  for (let slice = 0; slice < duration.slices; slice += 1) {
    const measured = runFor(loop, duration.sliceMs);
    runs += measured.runs;
    leastNs = Math.min(leastNs, (measured.tookMs * 1e6) / (measured.runs * recordings));
  }
  return { ns: leastNs, runs };
}

function runFor(loop: Loop, durationMs: number): { readonly runs: number; readonly tookMs: number } {
  const readStopwatch = startStopwatch();
  const endMs = performance.now() + durationMs;
  let runs = 0;
  while (performance.now() < endMs) {
    loop();
    runs += 1;
  }
  return { runs, tookMs: readStopwatch() };
}
