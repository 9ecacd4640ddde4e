import type { OverflowingMetric } from './metrics';
import type { Signals } from './signals';

/**
 * Has an event recorded for each metric that reaches its limit. Under a low limit some do so while the recorders are
 * being made, as their known label sets start at 0: these wait until there is one to record the event.
 */
export class OverflowEvents {
  #recorder: Signals['telemetry'] | undefined;
  /** One entry a metric at most. */
  #early: OverflowingMetric[] = [];

  /** A metric has reached its limit. */
  add(metric: OverflowingMetric): void {
    if (this.#recorder === undefined) this.#early.push(metric);
    else this.#recorder.overflowed(metric.name, metric.limit);
  }

  /** Says who records the events from now on, those that wait first. */
  recordBy(recorder: Signals['telemetry']): void {
    this.#recorder = recorder;
    const early = this.#early;
    this.#early = [];
    for (const metric of early) this.add(metric);
  }
}
