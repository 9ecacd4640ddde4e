import type { DataPoint, MetricData } from '@opentelemetry/sdk-metrics';
import type { InstrumentDescriptor } from './descriptor';
import type { Exemplar } from './exemplar-data';
import type { ExemplarSampler } from './exemplar-sampling';
import type { PointValue } from './metric-rows';
import { AggregationTemporality } from './sdk-values';
import { SeriesRows } from './series-rows';
import { RECORDED, type SeriesTable } from './series-table';
import { NO_ROUND, type StreamDefinition } from './stream-definition';

/** How a stream's rows become data. */
export interface CellReader<C, Value extends PointValue> {
  create(): C;
  value(cells: C, row: number): Value;
  data(
    descriptor: InstrumentDescriptor,
    temporality: AggregationTemporality,
    points: DataPoint<Value>[],
  ): MetricData;
}

/** The stream that rows belong to. */
interface RowsOwner {
  readonly definition: StreamDefinition;
  readonly descriptor: InstrumentDescriptor;
  readonly series: SeriesTable;
  readonly sampler: ExemplarSampler | undefined;
}

/** Where the totals of rows are. */
export interface Totals<C> {
  readonly cells: C;
  /** Which rows they have been folded for; nothing where recordings go into the cells themselves. */
  readonly marks?: Uint8Array;
}

/**
 * The rows of a recorded stream. A series that began after the last fold has no totals yet, and is not there; nor is one
 * that began after these were made, which may have a row that was free: what was known of all keys need not hold for it.
 */
export class RecordedRows<C, Value extends PointValue> extends SeriesRows<Value> {
  readonly #sampler: ExemplarSampler | undefined;
  readonly #read: CellReader<C, Value>;
  readonly #cells: C;
  readonly #marks: Uint8Array | undefined;
  readonly #live: Uint8Array | undefined;

  constructor(
    { definition, descriptor, series, sampler }: RowsOwner,
    read: CellReader<C, Value>,
    { cells, marks }: Totals<C>,
  ) {
    super(definition.scope, read.data(descriptor, AggregationTemporality.CUMULATIVE, []), series);
    this.#sampler = sampler;
    this.#read = read;
    this.#cells = cells;
    this.#marks = marks;
    this.#live = series.liveRows();
  }

  override has(row: number): boolean {
    if (this.#live?.[row] === 0 || !this.series.isLive(row)) return false;
    return this.#marks === undefined || this.#marks[row] === RECORDED;
  }

  override value(row: number): Value {
    return this.#read.value(this.#cells, row);
  }

  override exemplars(row: number): readonly Exemplar[] | undefined {
    return this.#sampler?.exemplars(row, NO_ROUND);
  }
}
