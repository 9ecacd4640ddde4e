import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { KeyFacts } from './attribute-pairs';
import type { Exemplar } from './exemplar-data';

/** What a data point says. */
export type PointValue = MetricData['dataPoints'][number]['value'];

/**
 * The series of a metric as they stand, to be read one by one: what a format that writes them out anyway needs, without
 * a data point for each. It holds while the round of collection is held open that it was given in.
 */
export interface MetricRows<Value extends PointValue = PointValue> {
  readonly scope: InstrumentationScope;
  /** The metric as it would be collected, without its data points. */
  readonly metric: MetricData;
  /** Rows are numbers below this. */
  readonly rows: number;
  /** Whether a row has a series that would be collected. */
  has(row: number): boolean;
  /** The attributes of a row's series, in a new object. */
  attributes(row: number): Attributes;
  /** When a row's series began, in epoch milliseconds. */
  startMs(row: number): number;
  /** What the value of a row's data point would be. */
  value(row: number): Value;
  exemplars(row: number): readonly Exemplar[] | undefined;
  /** The keys of all series, and what is known about their values. */
  readonly keys: readonly KeyFacts[];
  /**
   * Puts the numbers of the pairs of key and value that a row's series has into `into`, and says how many there are; -1
   * for the overflow series, whose attribute belongs to no pair.
   */
  pairs(row: number, into: number[]): number;
  /** The key of a pair; one of `keys`. */
  pairKey(pair: number): KeyFacts;
  pairValue(pair: number): AttributeValue;
  /**
   * A place for what `owner` keeps of each pair, by its number: series share their pairs, so that this is less than
   * something for each row. What is kept lasts as long as the numbers mean the same.
   */
  keptByPair<Kept>(owner: object): (Kept | undefined)[];
}
