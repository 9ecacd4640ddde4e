import type { ExponentialHistogram, Histogram } from '@opentelemetry/sdk-metrics';

/** A histogram as Prometheus's classic one counts: cumulatively, `+Inf` being `count`. */
export interface CumulativeHistogram {
  /** Finite upper bounds, ascending, each inclusive. */
  readonly bounds: readonly number[];
  /** How many values are at most the bound of the same index. */
  readonly counts: readonly number[];
  readonly count: number;
  /** Undefined where the instrument may record negative values, so that a sum would not only grow. */
  readonly sum: number | undefined;
}

/** A histogram with explicit boundaries. Bounds that are not finite and ascending, which no SDK makes, are left out. */
export function fromExplicit({ buckets, count, sum }: Histogram): CumulativeHistogram {
  const collector = new BucketCollector();
  const { boundaries, counts } = buckets;
  for (let index = 0; index < boundaries.length; index += 1) {
    collector.count(counts[index] ?? 0);
    collector.bound(boundaries[index] ?? Number.NaN);
  }
  // The very array that came in, when it is fine, lets a renderer keep the bounds' text.
  const bounds = collector.bounds.length === boundaries.length ? boundaries : collector.bounds;
  return { bounds, counts: collector.counts, count, sum };
}

/**
 * An exponential histogram in fixed buckets, as the specification allows where a format has no native histograms: a
 * bound at each end of each of its buckets. A bucket of positive values includes its upper bound as Prometheus's does;
 * one of negative values does not, so that a value of exactly a bound counts one bucket late there.
 *
 * When the SDK halves the resolution, every second bound stays: 2^(i/2^scale) is the same number at the lower scale.
 */
export function fromExponential(histogram: ExponentialHistogram): CumulativeHistogram {
  const { scale, zeroCount, positive, negative, count, sum } = histogram;
  const collector = new BucketCollector();
  const magnitude = (index: number): number => 2 ** (index * 2 ** -scale);
  if (hasValues(negative.bucketCounts)) {
    const last = negative.bucketCounts.length - 1;
    collector.bound(-magnitude(negative.offset + last + 1));
    for (let index = last; index >= 0; index -= 1) {
      collector.count(negative.bucketCounts[index] ?? 0);
      collector.bound(-magnitude(negative.offset + index));
    }
  }
  collector.count(zeroCount);
  if (collector.total > 0) collector.bound(0);
  if (hasValues(positive.bucketCounts)) {
    collector.bound(magnitude(positive.offset));
    positive.bucketCounts.forEach((bucketCount, index) => {
      collector.count(bucketCount);
      collector.bound(magnitude(positive.offset + index + 1));
    });
  }
  return { bounds: collector.bounds, counts: collector.counts, count, sum };
}

/**
 * Two histograms of the same series as one. A cumulative count is exact at every bound that both have, so where bounds
 * differ the common ones remain. A sum that one of them lacks is lacking.
 */
export function addHistograms(a: CumulativeHistogram, b: CumulativeHistogram): CumulativeHistogram {
  const countsOfB = new Map(b.bounds.map((bound, index) => [bound, b.counts[index] ?? 0]));
  const bounds: number[] = [];
  const counts: number[] = [];
  a.bounds.forEach((bound, index) => {
    const countOfB = countsOfB.get(bound);
    if (countOfB === undefined) return;
    bounds.push(bound);
    counts.push((a.counts[index] ?? 0) + countOfB);
  });
  const sum = a.sum === undefined || b.sum === undefined ? undefined : a.sum + b.sum;
  return { bounds, counts, count: a.count + b.count, sum };
}

function hasValues(counts: readonly number[]): boolean {
  return counts.some((count) => count > 0);
}

class BucketCollector {
  readonly bounds: number[] = [];
  readonly counts: number[] = [];
  total = 0;

  count(values: number): void {
    this.total += values;
  }

  /** Ends a bucket. Beyond what a double can tell apart (or hold), buckets fall together into the last one. */
  bound(upper: number): void {
    if (!Number.isFinite(upper)) return;
    const last = this.bounds.length - 1;
    if (last >= 0 && upper <= (this.bounds[last] ?? Number.NaN)) {
      this.counts[last] = this.total;
      return;
    }
    this.bounds.push(upper);
    this.counts.push(this.total);
  }
}
