import { AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { OracleException } from '../exception';
import type { StockAccumulation, StockBuckets } from '../stock-internals';
import { collect, create, program, record } from '../witness';

/** The highest scale at which the buckets of one sign of both fit; an empty side takes no room. */
function scaleOfSign(
  one: StockAccumulation,
  other: StockAccumulation,
  buckets: (accumulation: StockAccumulation) => StockBuckets,
): number {
  const scale = Math.min(one._mapping.scale, other._mapping.scale);
  const ranges = [one, other]
    .filter((accumulation) => buckets(accumulation).length > 0)
    .map((accumulation) => {
      const { indexStart, indexEnd } = buckets(accumulation);
      const shift = accumulation._mapping.scale - scale;
      return { low: indexStart >> shift, high: indexEnd >> shift };
    });
  if (ranges.length === 0) return scale;
  const high = Math.max(...ranges.map((range) => range.high));
  return scale - one._changeScale(high, Math.min(...ranges.map((range) => range.low)));
}

/** The stock merge, with the scale that the values need. */
function merge(previous: StockAccumulation, delta: StockAccumulation): StockAccumulation {
  const merged = delta.clone();
  const own = { configurable: true, get: () => merged._mapping.scale };
  Object.defineProperty(merged, 'scale', own);
  merged._minScale = (other) =>
    Math.min(
      scaleOfSign(merged, other, ({ positive }) => positive),
      scaleOfSign(merged, other, ({ negative }) => negative),
    );
  merged.merge(previous);
  Reflect.deleteProperty(merged, 'scale');
  Reflect.deleteProperty(merged, '_minScale');
  return merged;
}

const EXPONENTIAL = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;

/** What we do otherwise about exponential histograms. */
export const EXPONENTIAL_EXCEPTIONS: readonly OracleException[] = [
  {
    name: 'exponential-scale',
    reason:
      'An exponential histogram has the highest scale that its values fit in, whatever was recorded between two ' +
      'collections. In the stock SDK an interval of zeros brings it down to 0 for good, and an interval without ' +
      'positive (or negative) values makes it count the buckets from 0 on as used.',
    storage: (storage, track) => {
      if (track.aggregation !== 'exponential histogram') return;
      storage._deltaMetricStorage._aggregator.merge = merge;
      storage._temporalMetricStorage._aggregator.merge = merge;
    },
    witness: program(
      [create(InstrumentType.HISTOGRAM), record(3), record(4), collect(), record(0), collect()],
      { views: [{ instrumentName: 'a', aggregation: EXPONENTIAL }] },
    ),
  },
  {
    name: 'empty-exponential-extremes',
    reason:
      'An exponential histogram that holds no value (infinities are not counted) has no minimum and no maximum, as one ' +
      'with explicit buckets; the stock SDK gives it Infinity as minimum and -Infinity as maximum.',
    value: ({ track, value }) => {
      if (track.aggregation !== 'exponential histogram' || (value as { count: number }).count > 0)
        return value;
      return { ...(value as object), min: undefined, max: undefined };
    },
    witness: program([create(InstrumentType.HISTOGRAM), record(Number.POSITIVE_INFINITY), collect()], {
      views: [{ instrumentName: 'a', aggregation: EXPONENTIAL }],
    }),
  },
  {
    name: 'logarithm-beside-powers',
    reason:
      'A value just below or above a power of two is in the bucket that ends or begins there; the stock SDK trusts the ' +
      'logarithm, which rounds to the power itself, and is a bucket off.',
    isLeftOut: true,
    witness: program([create(InstrumentType.HISTOGRAM), record(2 ** 53 - 1), collect()], {
      views: [{ instrumentName: 'a', aggregation: EXPONENTIAL }],
    }),
  },
];

const MAX_SCALE = 20;
const EXPONENT_BIAS = 1023;

/** Whether the logarithm of a value is on the right side of the powers of two around it. */
export function hasExactLogarithm(value: number): boolean {
  const magnitude = Math.abs(value);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, magnitude);
  const isPowerOfTwo = (bits.getBigUint64(0) & 0xf_ffff_ffff_ffffn) === 0n;
  const exponent = (bits.getUint16(0) >> 4) - EXPONENT_BIAS;
  if (isPowerOfTwo || exponent <= -EXPONENT_BIAS || exponent > EXPONENT_BIAS) return true;
  const index = Math.floor(Math.log(magnitude) * Math.LOG2E * 2 ** MAX_SCALE);
  return Math.floor(index / 2 ** MAX_SCALE) === exponent;
}
