import type { Attributes, Context } from '@opentelemetry/api';
import type { ExponentialCells, HistogramCells, LastValueCells, SumCells } from './cells';
import type { ExemplarSampler } from './exemplar-sampling';
import { RECORDED_AND_SEEN, type SeriesTable } from './series-table';

/** Reduces a measurement's attributes to those that a View keeps. */
export type AttributeFilter = (attributes: Attributes, context: Context | undefined) => Attributes;

/** What the writers of recorded streams write to. */
export interface WriterTarget<C> {
  readonly series: SeriesTable;
  readonly cells: C;
  readonly sampler: ExemplarSampler | undefined;
}

/** Writes measurements into a stream. Their values were checked by the instrument. */
export abstract class Writer<C = unknown> {
  protected readonly series: SeriesTable;
  protected readonly cells: C;
  protected readonly sampler: ExemplarSampler | undefined;
  readonly #filter: AttributeFilter | undefined;

  constructor({ series, cells, sampler }: WriterTarget<C>, filter?: AttributeFilter) {
    this.series = series;
    this.cells = cells;
    this.sampler = sampler;
    this.#filter = filter;
  }

  /** Changes when row numbers have to be looked up again. */
  get epoch(): number {
    return this.series.epoch;
  }

  /** Whether a row is that of the overflow series. */
  isOverflow(row: number): boolean {
    return this.series.isOverflow(row);
  }

  /** The row of these attributes, for {@link recordRow}; it holds until {@link epoch} changes. */
  row(attributes: Attributes | undefined, context: Context | undefined): number {
    return this.series.row(this.#filter === undefined ? attributes : this.#filter(attributes ?? {}, context));
  }

  record(value: number, attributes: Attributes | undefined, context: Context | undefined): void {
    this.recordRow(this.row(attributes, context), value, attributes, context);
  }

  /** @param attributes as the caller gave them: what a View leaves out of them goes with exemplars */
  abstract recordRow(
    row: number,
    value: number,
    attributes: Attributes | undefined,
    context: Context | undefined,
  ): void;
}

/** Adds to sums. */
export class SumWriter extends Writer<SumCells> {
  recordRow(row: number, value: number, attributes?: Attributes, context?: Context): void {
    const { values } = this.cells;
    values[row] = (values[row] as number) + value;
    this.series.marks[row] = RECORDED_AND_SEEN;
    if (this.sampler !== undefined) this.sampler.offer(row, value, 0, attributes, context);
  }
}

/** Keeps last values. */
export class LastValueWriter extends Writer<LastValueCells> {
  recordRow(row: number, value: number, attributes?: Attributes, context?: Context): void {
    this.cells.values[row] = value;
    this.series.marks[row] = RECORDED_AND_SEEN;
    if (this.sampler !== undefined) this.sampler.offer(row, value, 0, attributes, context);
  }
}

/** Counts values in fixed buckets. NaN is in none of them. */
export class HistogramWriter extends Writer<HistogramCells> {
  recordRow(row: number, value: number, attributes?: Attributes, context?: Context): void {
    this.series.marks[row] = RECORDED_AND_SEEN;
    if (Number.isNaN(value)) return;
    const bucket = this.cells.record(row, value);
    if (this.sampler !== undefined) this.sampler.offer(row, value, bucket, attributes, context);
  }
}

/** Counts values in exponential buckets. NaN and infinities are in none of them. */
export class ExponentialWriter extends Writer<ExponentialCells> {
  recordRow(row: number, value: number, attributes?: Attributes, context?: Context): void {
    this.series.marks[row] = RECORDED_AND_SEEN;
    this.cells.histogram(row).record(value);
    if (this.sampler !== undefined) this.sampler.offer(row, value, 0, attributes, context);
  }
}
