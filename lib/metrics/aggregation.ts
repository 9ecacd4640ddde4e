import type { AggregationOption } from '@opentelemetry/sdk-metrics';
import type { InstrumentDescriptor } from './descriptor';
import { possibleMaxSize } from './exponential/exponential-histogram';
import { AggregationType, InstrumentType } from './sdk-values';

/** What a stream adds its measurements up to. */
export type Aggregation =
  | { readonly kind: 'drop' }
  | { readonly kind: 'sum'; readonly isMonotonic: boolean }
  | { readonly kind: 'last-value' }
  | {
      readonly kind: 'histogram';
      readonly boundaries: readonly number[];
      readonly recordMinMax: boolean;
      readonly recordSum: boolean;
    }
  | {
      readonly kind: 'exponential-histogram';
      readonly maxSize: number;
      readonly recordMinMax: boolean;
      readonly recordSum: boolean;
    };

/** The boundaries that the specification gives histograms without advice ("Explicit Bucket Histogram Aggregation"). */
export const DEFAULT_BOUNDARIES: readonly number[] = [
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000,
];

/** Buckets of each sign that an exponential histogram has at most ("Base2 Exponential Bucket Histogram Aggregation"). */
const DEFAULT_MAX_SIZE = 160;

const MONOTONIC = new Set<InstrumentType>([
  InstrumentType.COUNTER,
  InstrumentType.OBSERVABLE_COUNTER,
  InstrumentType.HISTOGRAM,
]);

/** Instruments whose values may be negative: a sum of them in a histogram would mean nothing. */
const SIGNED = new Set<InstrumentType>([
  InstrumentType.GAUGE,
  InstrumentType.OBSERVABLE_GAUGE,
  InstrumentType.UP_DOWN_COUNTER,
  InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
]);

const DEFAULT_TYPES: Readonly<Record<InstrumentType, AggregationType>> = {
  [InstrumentType.COUNTER]: AggregationType.SUM,
  [InstrumentType.UP_DOWN_COUNTER]: AggregationType.SUM,
  [InstrumentType.OBSERVABLE_COUNTER]: AggregationType.SUM,
  [InstrumentType.OBSERVABLE_UP_DOWN_COUNTER]: AggregationType.SUM,
  [InstrumentType.GAUGE]: AggregationType.LAST_VALUE,
  [InstrumentType.OBSERVABLE_GAUGE]: AggregationType.LAST_VALUE,
  [InstrumentType.HISTOGRAM]: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
};

/**
 * The aggregation of an instrument as a reader or a View chooses it.
 *
 * @throws {Error} when boundaries are no numbers, or the type is none that the SDK knows
 */
export function resolveAggregation(option: AggregationOption, instrument: InstrumentDescriptor): Aggregation {
  switch (option.type) {
    case AggregationType.DEFAULT:
      return resolveDefault(instrument);
    case AggregationType.DROP:
      return { kind: 'drop' };
    case AggregationType.SUM:
      return { kind: 'sum', isMonotonic: MONOTONIC.has(instrument.type) };
    case AggregationType.LAST_VALUE:
      return { kind: 'last-value' };
    case AggregationType.EXPLICIT_BUCKET_HISTOGRAM:
      return {
        kind: 'histogram',
        boundaries: toBoundaries(option.options?.boundaries ?? DEFAULT_BOUNDARIES),
        recordMinMax: option.options?.recordMinMax ?? true,
        recordSum: !SIGNED.has(instrument.type),
      };
    case AggregationType.EXPONENTIAL_HISTOGRAM:
      return {
        kind: 'exponential-histogram',
        maxSize: possibleMaxSize(option.options?.maxSize ?? DEFAULT_MAX_SIZE),
        recordMinMax: option.options?.recordMinMax ?? true,
        recordSum: !SIGNED.has(instrument.type),
      };
    default:
      throw new Error(`unknown aggregation type ${String((option as { type: unknown }).type)}`);
  }
}

/** Whether two streams with these aggregations add up to the same. */
export function isSameAggregation(one: Aggregation, other: Aggregation): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function resolveDefault(instrument: InstrumentDescriptor): Aggregation {
  const type = DEFAULT_TYPES[instrument.type];
  const boundaries = instrument.advice.explicitBucketBoundaries;
  if (type === AggregationType.EXPLICIT_BUCKET_HISTOGRAM && boundaries !== undefined) {
    return resolveAggregation({ type, options: { boundaries: [...boundaries] } }, instrument);
  }
  return resolveAggregation({ type } as AggregationOption, instrument);
}

/** Ascending, without repetitions and infinities: there is always a bucket below the first and one above the last. */
function toBoundaries(boundaries: readonly number[]): readonly number[] {
  if (boundaries.some((boundary) => typeof boundary !== 'number' || Number.isNaN(boundary))) {
    throw new Error(`bucket boundaries must be numbers, not [${boundaries.map(String).join(', ')}]`);
  }
  const ascending = boundaries.filter(Number.isFinite).sort((one, other) => one - other);
  return ascending.filter((boundary, index) => boundary !== ascending[index - 1]);
}
