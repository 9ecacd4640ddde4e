import type { ExponentialHistogram } from '@opentelemetry/sdk-metrics';
import { withScale } from './exponential';

/** A run of buckets: how far it begins after the end of the one before (the first: at which index), and how many. */
export interface BucketSpan {
  readonly offset: number;
  readonly length: number;
}

/** The buckets of one sign as Prometheus lays them out: only where values are. */
export interface SparseBuckets {
  readonly spans: readonly BucketSpan[];
  /** The counts of all spans' buckets, one after the other. */
  readonly counts: readonly number[];
}

/** A histogram as Prometheus's native one ("Exponential Histograms" of the specification). */
export interface NativeHistogram {
  /** From -4 to 8: 2^schema buckets between a number and its double. */
  readonly schema: number;
  /** Values up to this magnitude are in the zero bucket. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: SparseBuckets;
  readonly negative: SparseBuckets;
}

const MIN_SCHEMA = -4;
const MAX_SCHEMA = 8;
/** What the specification has where OpenTelemetry gives none; its JavaScript data has no field for one. */
const DEFAULT_ZERO_THRESHOLD = 1e-128;
/** Empty buckets up to this many cost less than a span of their own. */
const MAX_GAP = 2;

/**
 * The native histogram; undefined where there can be none: its buckets are wider than Prometheus has any (a scale below
 * -4), it lacks a sum, or its counts are not those of its buckets, for which Prometheus would refuse it.
 */
export function nativeHistogram(exponential: ExponentialHistogram): NativeHistogram | undefined {
  if (!isNativeHistogram(exponential)) return undefined;
  const schema = Math.min(exponential.scale, MAX_SCHEMA);
  const { positive, negative } = withScale(exponential, schema);
  return {
    schema,
    zeroThreshold: DEFAULT_ZERO_THRESHOLD,
    zeroCount: exponential.zeroCount,
    positive: sparse(positive),
    negative: sparse(negative),
  };
}

/** Whether there is a native histogram of it. */
export function isNativeHistogram(exponential: ExponentialHistogram): boolean {
  const { scale, sum, count, zeroCount, positive, negative } = exponential;
  if (scale < MIN_SCHEMA || sum === undefined) return false;
  return zeroCount + total(positive.bucketCounts) + total(negative.bucketCounts) === count;
}

/** Each count as its difference to the one before, the first to 0. */
export function deltas(counts: readonly number[]): readonly number[] {
  return counts.map((count, index) => count - (counts[index - 1] ?? 0));
}

/** Prometheus numbers a bucket by its upper bound, OpenTelemetry by its lower one: they are one apart. */
function sparse({ offset, bucketCounts }: ExponentialHistogram['positive']): SparseBuckets {
  const spans: { offset: number; length: number }[] = [];
  const counts: number[] = [];
  let end = 0;
  bucketCounts.forEach((count, position) => {
    if (count === 0) return;
    const index = offset + position + 1;
    const last = spans.at(-1);
    if (last === undefined || index - end > MAX_GAP) {
      spans.push({ offset: index - end, length: 1 });
    } else {
      for (let gap = end; gap < index; gap += 1) counts.push(0);
      last.length += index - end + 1;
    }
    counts.push(count);
    end = index + 1;
  });
  return { spans, counts };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
