import type { ExponentialHistogram } from '@opentelemetry/sdk-metrics';

/** One half of an exponential histogram: how many values are in each of a run of buckets. */
type Buckets = ExponentialHistogram['positive'];

/** What the SDK's own exponential histograms have at most; more would make a sum of two grow without bound. */
const MAX_BUCKETS = 160;

const EMPTY: Buckets = { offset: 0, bucketCounts: [] };

/**
 * Two exponential histograms of the same series as one, with the best resolution at which it is not much larger than
 * either. A sum that one of them lacks is lacking.
 */
export function addExponentials(a: ExponentialHistogram, b: ExponentialHistogram): ExponentialHistogram {
  const common = Math.min(a.scale, b.scale);
  const coarseA = withScale(a, common);
  const coarseB = withScale(b, common);
  const halvings = Math.max(
    halvingsToFit(coarseA.positive, coarseB.positive),
    halvingsToFit(coarseA.negative, coarseB.negative),
  );
  const one = withScale(coarseA, common - halvings);
  const other = withScale(coarseB, common - halvings);
  const sum = a.sum === undefined || b.sum === undefined ? {} : { sum: a.sum + b.sum };
  return {
    scale: common - halvings,
    zeroCount: a.zeroCount + b.zeroCount,
    count: a.count + b.count,
    positive: addBuckets(one.positive, other.positive),
    negative: addBuckets(one.negative, other.negative),
    ...sum,
  };
}

/** The same histogram with buckets as wide as those of `scale`, which is not above its own. */
export function withScale(histogram: ExponentialHistogram, scale: number): ExponentialHistogram {
  const halvings = histogram.scale - scale;
  if (halvings <= 0) return histogram;
  return {
    ...histogram,
    scale,
    positive: halved(histogram.positive, halvings),
    negative: halved(histogram.negative, halvings),
  };
}

/** Every 2^`halvings` neighbours as one bucket: bucket i becomes bucket i / 2^`halvings`, rounded down. */
function halved({ offset, bucketCounts }: Buckets, halvings: number): Buckets {
  const width = 2 ** halvings;
  const first = Math.floor(offset / width);
  const counts: number[] = [];
  bucketCounts.forEach((count, index) => {
    const at = Math.floor((offset + index) / width) - first;
    counts[at] = (counts[at] ?? 0) + count;
  });
  return { offset: first, bucketCounts: counts };
}

function addBuckets(a: Buckets, b: Buckets): Buckets {
  const used = [a, b].filter(({ bucketCounts }) => bucketCounts.length > 0);
  if (used.length === 0) return EMPTY;
  const { first, last } = range(used);
  const counts: number[] = new Array(last - first + 1).fill(0);
  for (const { offset, bucketCounts } of used) {
    bucketCounts.forEach((count, index) => {
      const at = offset + index - first;
      counts[at] = (counts[at] ?? 0) + count;
    });
  }
  return { offset: first, bucketCounts: counts };
}

function halvingsToFit(a: Buckets, b: Buckets): number {
  const used = [a, b].filter(({ bucketCounts }) => bucketCounts.length > 0);
  if (used.length === 0) return 0;
  const { first, last } = range(used);
  const most = Math.max(MAX_BUCKETS, a.bucketCounts.length, b.bucketCounts.length);
  let halvings = 0;
  while (Math.floor(last / 2 ** halvings) - Math.floor(first / 2 ** halvings) >= most) halvings += 1;
  return halvings;
}

function range(used: readonly Buckets[]): { readonly first: number; readonly last: number } {
  return {
    first: Math.min(...used.map(({ offset }) => offset)),
    last: Math.max(...used.map(({ offset, bucketCounts }) => offset + bucketCounts.length - 1)),
  };
}
