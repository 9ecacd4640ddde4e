import type { InstrumentationScope } from '@opentelemetry/core';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { SeriesRows } from './series-rows';
import type { SeriesTable } from './series-table';

/** What was observed in a round, by row. */
export interface Observed {
  readonly values: Float64Array;
  /** In which round a row was observed last. */
  readonly rounds: Float64Array;
  readonly round: number;
}

/** The rows of an observed stream: those that were observed in the round. */
export class ObservedRows extends SeriesRows<number> {
  readonly #observed: Observed;

  constructor(scope: InstrumentationScope, metric: MetricData, series: SeriesTable, observed: Observed) {
    super(scope, metric, series);
    this.#observed = observed;
  }

  override has(row: number): boolean {
    const { rounds, round } = this.#observed;
    return this.series.isLive(row) && rounds[row] === round;
  }

  override value(row: number): number {
    return this.#observed.values[row] as number;
  }

  /** Callbacks run outside of spans. */
  override exemplars(): undefined {
    return undefined;
  }
}
