import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

/** How long the event loop is held before others may run: with a step of some milliseconds it stays below 25 ms. */
const SLICE_MS = 5;

/** What is done with the steps on the way, and whether there is a way on. */
export interface SliceOptions<Step> {
  readonly take?: (step: Step) => void;
  /** Called when others have run; what it throws ends the work. */
  readonly goOn: () => void;
}

/** Goes through the steps to the result, and lets the rest of the process run in between. */
export async function inSlices<Step, Result>(
  steps: Iterator<Step, Result>,
  { take, goOn }: SliceOptions<Step>,
): Promise<Result> {
  let untilMs = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    take?.(step.value);
    if (performance.now() < untilMs) continue;
    await setImmediate();
    goOn();
    untilMs = performance.now() + SLICE_MS;
  }
}

/** Goes through the steps to the result at once. */
export function atOnce<Step, Result>(steps: Iterator<Step, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
