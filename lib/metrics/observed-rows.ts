import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { KeyFacts } from './attribute-pairs';
import type { MetricRows } from './metric-rows';
import type { SeriesTable } from './series-table';

/** What was observed in a round, by row. */
export interface Observed {
  readonly values: Float64Array;
  /** In which round a row was observed last. */
  readonly rounds: Float64Array;
  readonly round: number;
}

/** The rows of an observed stream: those that were observed in the round. */
export class ObservedRows implements MetricRows<number> {
  readonly scope: InstrumentationScope;
  readonly metric: MetricData;
  readonly rows: number;
  readonly #series: SeriesTable;
  readonly #observed: Observed;

  constructor(scope: InstrumentationScope, metric: MetricData, series: SeriesTable, observed: Observed) {
    this.scope = scope;
    this.metric = metric;
    this.rows = series.rows;
    this.#series = series;
    this.#observed = observed;
  }

  get keys(): readonly KeyFacts[] {
    return this.#series.keys;
  }

  has(row: number): boolean {
    const { rounds, round } = this.#observed;
    return this.#series.isLive(row) && rounds[row] === round;
  }

  attributes(row: number): Attributes {
    return this.#series.attributes(row);
  }

  startMs(row: number): number {
    return this.#series.startsMs[row] as number;
  }

  value(row: number): number {
    return this.#observed.values[row] as number;
  }

  /** Callbacks run outside of spans. */
  exemplars(): undefined {
    return undefined;
  }

  pairs(row: number, into: number[]): number {
    return this.#series.pairs(row, into);
  }

  pairKey(pair: number): KeyFacts {
    return this.#series.pairKey(pair);
  }

  pairValue(pair: number): AttributeValue {
    return this.#series.pairValue(pair);
  }

  keptByPair<Kept>(owner: object): (Kept | undefined)[] {
    return this.#series.keptByPair(owner);
  }
}
