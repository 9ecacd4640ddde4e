import type * as sdk from '@opentelemetry/sdk-metrics';

// The stock SDK's enums by value, so that binding a series loads no SDK; spec/metrics/sdk-values.spec.ts holds them
// against the originals. Their types are the stock ones: what has these values is what its readers and exporters take.

/** The types of instruments. */
export const InstrumentType = {
  COUNTER: 'COUNTER' as sdk.InstrumentType.COUNTER,
  GAUGE: 'GAUGE' as sdk.InstrumentType.GAUGE,
  HISTOGRAM: 'HISTOGRAM' as sdk.InstrumentType.HISTOGRAM,
  UP_DOWN_COUNTER: 'UP_DOWN_COUNTER' as sdk.InstrumentType.UP_DOWN_COUNTER,
  OBSERVABLE_COUNTER: 'OBSERVABLE_COUNTER' as sdk.InstrumentType.OBSERVABLE_COUNTER,
  OBSERVABLE_GAUGE: 'OBSERVABLE_GAUGE' as sdk.InstrumentType.OBSERVABLE_GAUGE,
  OBSERVABLE_UP_DOWN_COUNTER: 'OBSERVABLE_UP_DOWN_COUNTER' as sdk.InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
} as const;
export type InstrumentType = sdk.InstrumentType;

/** What the points of a metric are. */
export const DataPointType = {
  HISTOGRAM: 0 as sdk.DataPointType.HISTOGRAM,
  EXPONENTIAL_HISTOGRAM: 1 as sdk.DataPointType.EXPONENTIAL_HISTOGRAM,
  GAUGE: 2 as sdk.DataPointType.GAUGE,
  SUM: 3 as sdk.DataPointType.SUM,
} as const;

/** Whether points are changes or totals. */
export const AggregationTemporality = {
  DELTA: 0 as sdk.AggregationTemporality.DELTA,
  CUMULATIVE: 1 as sdk.AggregationTemporality.CUMULATIVE,
} as const;
export type AggregationTemporality = sdk.AggregationTemporality;

/** What a View or a reader asks measurements to be made into. */
export const AggregationType = {
  DEFAULT: 0 as sdk.AggregationType.DEFAULT,
  DROP: 1 as sdk.AggregationType.DROP,
  SUM: 2 as sdk.AggregationType.SUM,
  LAST_VALUE: 3 as sdk.AggregationType.LAST_VALUE,
  EXPLICIT_BUCKET_HISTOGRAM: 4 as sdk.AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
  EXPONENTIAL_HISTOGRAM: 5 as sdk.AggregationType.EXPONENTIAL_HISTOGRAM,
} as const;
export type AggregationType = sdk.AggregationType;
