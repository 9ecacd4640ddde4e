import type { MetricData, ResourceMetrics, ScopeMetrics } from '@opentelemetry/sdk-metrics';

/** What became of one push so far. */
interface PushState {
  readonly metrics: ResourceMetrics;
  /** Data points that were neither taken nor given up. */
  pending: number;
  lost: boolean;
}

/** Neighbouring data points of one metric in one push. */
interface Part {
  readonly push: PushState;
  readonly scope: ScopeMetrics;
  readonly metric: MetricData;
  readonly from: number;
  readonly to: number;
}

/** What is sent in one request; it has to be given back to the {@link KeptPushes} that it was taken from. */
export interface Piece {
  readonly points: number;
  readonly metrics: ResourceMetrics;
  readonly parts: readonly Part[];
}

/**
 * Pushes that no later one makes up for, since they hold changes: they wait in their order, data point by data point,
 * and leave in pieces. A piece may end within a push or a metric, and may hold several pushes.
 */
export class KeptPushes {
  readonly #capacity: number;
  #parts: Part[] = [];
  #points = 0;

  /** @param capacity data points that are kept at most, from {@link trim} on */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Data points that wait. */
  get points(): number {
    return this.#points;
  }

  /** Puts a new push behind all that wait. */
  add(metrics: ResourceMetrics): void {
    const push: PushState = { metrics, pending: 0, lost: false };
    for (const scope of metrics.scopeMetrics) {
      for (const metric of scope.metrics) {
        const to = metric.dataPoints.length;
        if (to === 0) continue;
        push.pending += to;
        this.#parts.push({ push, scope, metric, from: 0, to });
      }
    }
    this.#points += push.pending;
  }

  /** Takes out the oldest data points, `most` of them at most; nothing when none wait. */
  take(most: number): Piece | undefined {
    const parts: Part[] = [];
    let points = 0;
    let whole = 0;
    for (const part of this.#parts) {
      const length = Math.min(part.to - part.from, most - points);
      if (length === 0) break;
      parts.push({ ...part, to: part.from + length });
      points += length;
      if (part.from + length < part.to) {
        this.#parts[whole] = { ...part, from: part.from + length };
        break;
      }
      whole += 1;
    }
    const newest = parts[parts.length - 1];
    if (newest === undefined) return undefined;
    this.#parts.splice(0, whole);
    this.#points -= points;
    return {
      points,
      parts,
      metrics: { resource: newest.push.metrics.resource, scopeMetrics: joined(parts) },
    };
  }

  /** Puts a piece before all that wait. */
  putBack({ parts, points }: Piece): void {
    const last = parts[parts.length - 1];
    const [next] = this.#parts;
    // What was cut apart is one again, so that a later piece has the metric once; unless what lay between was given up.
    if (last && next && last.push === next.push && last.metric === next.metric && last.to === next.from) {
      this.#parts.splice(0, 1, ...parts.slice(0, -1), { ...next, from: last.from });
    } else {
      this.#parts.unshift(...parts);
    }
    this.#points += points;
  }

  /** Notes that the backend took a piece. Returns how many pushes are through with it, all of them taken. */
  taken({ parts }: Piece): number {
    let through = 0;
    for (const { push, from, to } of parts) {
      push.pending -= to - from;
      if (push.pending === 0 && !push.lost) through += 1;
    }
    return through;
  }

  /** Notes that a piece is given up. Returns how many pushes are lost in part or whole that were not before. */
  givenUp({ parts }: Piece): number {
    let lost = 0;
    for (const { push, from, to } of parts) {
      push.pending -= to - from;
      if (!push.lost) lost += 1;
      push.lost = true;
    }
    return lost;
  }

  /** Gives up the oldest data points beyond the capacity. Returns the same as {@link givenUp}. */
  trim(): number {
    return this.#giveUpOldest(this.#points - this.#capacity);
  }

  /** Gives up all that wait. Returns the same as {@link givenUp}. */
  clear(): number {
    return this.#giveUpOldest(this.#points);
  }

  #giveUpOldest(points: number): number {
    const piece = points > 0 ? this.take(points) : undefined;
    return piece ? this.givenUp(piece) : 0;
  }
}

/** The parts under the scopes and metrics that they were cut from, in their order. */
function joined(parts: readonly Part[]): ScopeMetrics[] {
  const scopes: ScopeMetrics[] = [];
  let source: ScopeMetrics | undefined;
  let metrics: MetricData[] = [];
  for (const part of parts) {
    if (part.scope !== source) {
      source = part.scope;
      metrics = [];
      scopes.push({ scope: source.scope, metrics });
    }
    metrics.push(cut(part));
  }
  return scopes;
}

function cut({ metric, from, to }: Part): MetricData {
  if (to - from === metric.dataPoints.length) return metric;
  // The kind of metric and that of its points stay together, which the type of a spread union does not say.
  return { ...metric, dataPoints: metric.dataPoints.slice(from, to) } as MetricData;
}
