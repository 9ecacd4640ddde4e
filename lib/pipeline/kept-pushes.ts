import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';

/** Pushes of metrics that belong together, the oldest first. */
export type Pushes = readonly ResourceMetrics[];

/**
 * Pushes that a backend has not taken and that no later one makes up for, since they hold changes. They wait in their
 * order; when they hold more data points than they may, the oldest push goes first.
 */
export class KeptPushes {
  readonly #capacity: number;
  #pushes: Pushes = [];

  /** @param capacity data points that are kept at most */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Takes out everything that waits, and puts a new push behind it. */
  takeWith(metrics: ResourceMetrics): Pushes {
    const pushes = [...this.#pushes, metrics];
    this.#pushes = [];
    return pushes;
  }

  /** Keeps pushes that are older than all that wait. Returns how many were given up for want of room. */
  putBack(pushes: Pushes): number {
    const all = [...pushes, ...this.#pushes];
    let first = all.length;
    let points = 0;
    while (first > 0) {
      points += pointsOf(all[first - 1]);
      if (points > this.#capacity) break;
      first -= 1;
    }
    this.#pushes = all.slice(first);
    return first;
  }
}

/** Several pushes as one; the points of a series stay in their order. */
export function asOnePush(pushes: Pushes): ResourceMetrics {
  const [first] = pushes;
  if (first !== undefined && pushes.length === 1) return first;
  const newest = pushes[pushes.length - 1] as ResourceMetrics;
  return { resource: newest.resource, scopeMetrics: pushes.flatMap(({ scopeMetrics }) => scopeMetrics) };
}

function pointsOf(push: ResourceMetrics | undefined): number {
  let points = 0;
  for (const { metrics } of push?.scopeMetrics ?? []) {
    for (const { dataPoints } of metrics) points += dataPoints.length;
  }
  return points;
}
