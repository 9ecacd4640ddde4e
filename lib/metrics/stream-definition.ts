import type { InstrumentationScope } from '@opentelemetry/core';
import type { AggregationTemporality, IMetricReader } from '@opentelemetry/sdk-metrics';
import type { Aggregation } from './aggregation';
import type { InstrumentDescriptor } from './descriptor';

/** One metric that goes out: an instrument after a View. */
export interface StreamDefinition {
  readonly scope: InstrumentationScope;
  readonly descriptor: InstrumentDescriptor;
  readonly aggregation: Exclude<Aggregation, { kind: 'drop' }>;
  /** The readers that collect it. */
  readonly readers: readonly StreamReader[];
  /** Series that it may have, beside the overflow series. */
  readonly limit: number;
}

/** A reader and how it wants to be given changes. */
export interface StreamReader {
  readonly reader: IMetricReader;
  readonly temporality: AggregationTemporality;
}

/** The time of the round of collection in which something happens. */
export interface CollectionTimes {
  /** The number of this round; later rounds have higher ones. */
  readonly round: number;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** Before the first round of collection. */
export const NO_ROUND = 0;
