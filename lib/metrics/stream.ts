import type { DataPoint, IMetricReader, MetricData } from '@opentelemetry/sdk-metrics';
import type { Cells } from './cells';
import type { InstrumentDescriptor } from './descriptor';
import type { ExemplarSampler } from './exemplar-sampling';
import { grownUint8 } from './growable';
import type { MetricRows, PointValue } from './metric-rows';
import { PointMaker, pointsOf } from './points';
import { type CellReader, RecordedRows } from './recorded-rows';
import { AggregationTemporality } from './sdk-values';
import { RECORDED, type SeriesTable } from './series-table';
import { type CollectionTimes, NO_ROUND, type StreamDefinition } from './stream-definition';

/** How much of a stream there is. */
export interface StreamSize {
  /** Live series, the overflow series among them. */
  readonly series: number;
  /** Measurements that went into the overflow series. */
  readonly overflowed: number;
}

/** A metric that can be collected. */
export interface Stream {
  readonly definition: StreamDefinition;
  /** As in the definition, with the longest description that was given for it. */
  descriptor: InstrumentDescriptor;
  readonly size: StreamSize;
  /** Ends a round of observations; called once in it, before the readers are given their data. */
  settle(times: CollectionTimes): void;
  /** What a reader is to be given now; nothing when there is no point. */
  collect(reader: IMetricReader, times: CollectionTimes): MetricData | undefined;
  /** The same, to be read row by row; nothing for a reader that is given changes. */
  read(reader: IMetricReader, times: CollectionTimes): MetricRows | undefined;
}

/**
 * What has been folded for a reader that wants changes, or for all that want totals. Recordings go to the live cells;
 * a stream that has a delta reader folds them into these at each collection, whoever collects. So a delta has its own
 * minimum, maximum and scale, and costs the recordings nothing.
 */
interface Share<C> {
  readonly temporality: AggregationTemporality;
  readonly cells: C;
  marks: Uint8Array;
  /** When the readers of this share last collected, or when the stream was made. */
  collectedMs: number;
  /** In which round that was. */
  round: number;
}

/** What a {@link RecordedStream} is made with. */
export interface RecordedStreamOptions {
  /** When the instrument was made, in epoch milliseconds. */
  readonly createdMs: number;
  /** Nothing when no measurement may become an exemplar. */
  readonly sampler: ExemplarSampler | undefined;
  /** Makes the table of series; it is given what has to follow it, and when the round before this one took place. */
  readonly createSeries: (
    grow: (capacity: number) => void,
    forget: (row: number) => void,
    settledMs: () => number,
  ) => SeriesTable;
}

/** A stream that adds measurements up as they are recorded. */
export class RecordedStream<C extends Cells<C>, Value extends PointValue> implements Stream {
  readonly definition: StreamDefinition;
  descriptor: InstrumentDescriptor;
  readonly series: SeriesTable;
  readonly cells: C;
  readonly sampler: ExemplarSampler | undefined;
  readonly #read: CellReader<C, Value>;
  readonly #shares = new Map<IMetricReader, Share<C>>();
  readonly #distinctShares: readonly Share<C>[];
  #settledMs: number;

  constructor(definition: StreamDefinition, options: RecordedStreamOptions, read: CellReader<C, Value>) {
    this.definition = definition;
    this.descriptor = definition.descriptor;
    this.cells = read.create();
    this.sampler = options.sampler;
    this.#read = read;
    this.#settledMs = options.createdMs;
    this.#distinctShares = this.#createShares(options.createdMs);
    this.series = options.createSeries(
      (capacity) => this.#grow(capacity),
      (row) => this.#forget(row),
      () => this.#settledMs,
    );
  }

  get size(): StreamSize {
    return { series: this.series.size, overflowed: this.series.overflowed };
  }

  settle({ round, nowMs }: CollectionTimes): void {
    this.#fold();
    this.sampler?.settle(round);
    this.series.expire(nowMs, (row) => this.#isUnreported(row) || this.#isAboutNow(row));
    this.#settledMs = nowMs;
  }

  collect(reader: IMetricReader, times: CollectionTimes): MetricData | undefined {
    if (!this.definition.readers.some((known) => known.reader === reader)) return undefined;
    const share = this.#shares.get(reader);
    const temporality = share?.temporality ?? AggregationTemporality.CUMULATIVE;
    const points =
      temporality === AggregationTemporality.DELTA && share !== undefined
        ? this.#changes(share, times)
        : pointsOf(this.#rows(share), times.nowMs);
    this.sampler?.collected();
    return points.length === 0 ? undefined : this.#read.data(this.descriptor, temporality, points);
  }

  read(reader: IMetricReader): MetricRows | undefined {
    if (!this.definition.readers.some((known) => known.reader === reader)) return undefined;
    const share = this.#shares.get(reader);
    if (share?.temporality === AggregationTemporality.DELTA) return undefined;
    this.sampler?.collected();
    return this.#rows(share);
  }

  #rows(share: Share<C> | undefined): RecordedRows<C, Value> {
    return new RecordedRows(this, this.#read, share ?? { cells: this.cells });
  }

  /** Without a delta reader there are no shares: the live cells are the totals. */
  #createShares(createdMs: number): readonly Share<C>[] {
    const { readers } = this.definition;
    if (!readers.some(({ temporality }) => temporality === AggregationTemporality.DELTA)) return [];
    const create = (temporality: AggregationTemporality): Share<C> => ({
      temporality,
      cells: this.#read.create(),
      marks: new Uint8Array(0),
      collectedMs: createdMs,
      round: NO_ROUND,
    });
    const totals = create(AggregationTemporality.CUMULATIVE);
    for (const { reader, temporality } of readers) {
      const isDelta = temporality === AggregationTemporality.DELTA;
      this.#shares.set(reader, isDelta ? create(temporality) : totals);
    }
    return [...new Set(this.#shares.values())];
  }

  #grow(capacity: number): void {
    this.cells.grow(capacity);
    for (const share of this.#distinctShares) {
      share.cells.grow(capacity);
      share.marks = grownUint8(share.marks, capacity);
    }
  }

  #forget(row: number): void {
    this.cells.clear(row);
    this.sampler?.forget(row);
    for (const share of this.#distinctShares) {
      share.cells.clear(row);
      share.marks[row] = 0;
    }
  }

  #fold(): void {
    if (this.#distinctShares.length === 0) return;
    const { marks, rows } = this.series;
    for (let row = 0; row < rows; row += 1) {
      const mark = marks[row] as number;
      if ((mark & RECORDED) === 0) continue;
      marks[row] = mark & ~RECORDED;
      for (const share of this.#distinctShares) {
        share.cells.merge(row, this.cells);
        share.marks[row] = RECORDED;
      }
      this.cells.clear(row);
    }
  }

  #isUnreported(row: number): boolean {
    return this.#distinctShares.some(
      ({ temporality, marks }) => temporality === AggregationTemporality.DELTA && marks[row] === RECORDED,
    );
  }

  /** A sum of what goes up and down, other than 0: what it counts is still there, and will be taken off again. */
  #isAboutNow(row: number): boolean {
    const { aggregation } = this.definition;
    if (aggregation.kind !== 'sum' || aggregation.isMonotonic) return false;
    return [{ cells: this.cells }, ...this.#distinctShares].some(
      ({ cells }) => this.#read.value(cells, row) !== 0,
    );
  }

  #changes(share: Share<C>, { round, nowMs }: CollectionTimes): DataPoint<Value>[] {
    const { series, sampler } = this;
    const maker = new PointMaker(nowMs);
    const points: DataPoint<Value>[] = [];
    const startMs = share.collectedMs;
    for (let row = 0; row < series.rows; row += 1) {
      if (share.marks[row] !== RECORDED) continue;
      const value = this.#read.value(share.cells, row);
      points.push(maker.point(startMs, series.attributes(row), value, sampler?.exemplars(row, share.round)));
      share.cells.clear(row);
      share.marks[row] = 0;
    }
    share.collectedMs = nowMs;
    share.round = round;
    return points;
  }
}
