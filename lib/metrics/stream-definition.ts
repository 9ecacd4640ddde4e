import type { ValueType } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { AggregationTemporality, IMetricReader, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { Aggregation } from './aggregation';

/** What identifies an instrument and describes what it measures. */
export interface InstrumentDescriptor {
  readonly name: string;
  readonly type: InstrumentType;
  readonly description: string;
  readonly unit: string;
  readonly valueType: ValueType;
  readonly advice: InstrumentAdvice;
}

/** What the author of an instrument advises where no View decides. */
export interface InstrumentAdvice {
  readonly explicitBucketBoundaries?: readonly number[];
  /** The attribute keys that are kept (OTel metrics SDK, "Instrument advisory parameter: Attributes"). */
  readonly attributes?: readonly string[];
}

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
