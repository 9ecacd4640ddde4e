import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { KeyFacts } from './attribute-pairs';
import type { Exemplar } from './exemplar-data';
import type { MetricRows, PointValue } from './metric-rows';
import type { SeriesTable } from './series-table';

/** What the rows of every stream have from its table of series. */
export abstract class SeriesRows<Value extends PointValue> implements MetricRows<Value> {
  readonly scope: InstrumentationScope;
  readonly metric: MetricData;
  readonly rows: number;
  protected readonly series: SeriesTable;

  constructor(scope: InstrumentationScope, metric: MetricData, series: SeriesTable) {
    this.scope = scope;
    this.metric = metric;
    this.rows = series.rows;
    this.series = series;
  }

  abstract has(row: number): boolean;

  abstract value(row: number): Value;

  abstract exemplars(row: number): readonly Exemplar[] | undefined;

  get keys(): readonly KeyFacts[] {
    return this.series.keys;
  }

  attributes(row: number): Attributes {
    return this.series.attributes(row);
  }

  startMs(row: number): number {
    return this.series.startsMs[row] as number;
  }

  pairs(row: number, into: number[]): number {
    return this.series.pairs(row, into);
  }

  pairKey(pair: number): KeyFacts {
    return this.series.pairKey(pair);
  }

  pairValue(pair: number): AttributeValue {
    return this.series.pairValue(pair);
  }

  keptByPair<Kept>(owner: object): (Kept | undefined)[] {
    return this.series.keptByPair(owner);
  }
}
