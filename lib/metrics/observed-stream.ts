import type { Attributes } from '@opentelemetry/api';
import type { DataPoint, IMetricReader, MetricData } from '@opentelemetry/sdk-metrics';
import type { InstrumentDescriptor } from './descriptor';
import { grownFloat64 } from './growable';
import type { MetricRows } from './metric-rows';
import { ObservedRows } from './observed-rows';
import { gaugeData, PointMaker, pointsOf, sumData } from './points';
import { AggregationTemporality } from './sdk-values';
import { RECORDED_AND_SEEN, type SeriesTable } from './series-table';
import type { Stream, StreamSize } from './stream';
import type { CollectionTimes, StreamDefinition } from './stream-definition';

/** Where the callbacks of an observable instrument put what they observe. */
export interface ObservationTarget {
  /** Takes over an observation of a callback that succeeded. */
  observe(attributes: Attributes | undefined, value: number, round: number): void;
}

/** The sum of an observable is what it observed last; its changes are the differences. */
type ObservedAggregation =
  | { readonly kind: 'sum'; readonly isMonotonic: boolean }
  | { readonly kind: 'last-value' };

/** What a delta reader was given last, by row. */
interface Reported {
  readonly temporality: AggregationTemporality;
  values: Float64Array;
  collectedMs: number;
}

const NEVER = 0;

/**
 * A stream of observed totals or values. Only what was observed in a round is given to the readers of that round (OTel
 * metrics SDK, "Observations inside asynchronous callbacks"): a device that is gone has no gauge. The series of sums
 * are remembered while they are away, so that a total that comes back is not taken for an increase; those of gauges
 * are given up, and free their place under the limit.
 */
export class ObservedStream implements Stream, ObservationTarget {
  readonly definition: StreamDefinition;
  descriptor: InstrumentDescriptor;
  readonly series: SeriesTable;
  readonly #aggregation: ObservedAggregation;
  /** Different attribute sets of a callback can meet in one row: their sums are added up. */
  readonly #isFiltered: boolean;
  readonly #reported = new Map<IMetricReader, Reported>();
  #values = new Float64Array(0);
  #previous = new Float64Array(0);
  #rounds = new Float64Array(0);
  #settledMs: number;

  constructor(
    definition: StreamDefinition,
    aggregation: ObservedAggregation,
    options: {
      readonly createdMs: number;
      readonly isFiltered: boolean;
      readonly createSeries: (
        grow: (capacity: number) => void,
        forget: (row: number) => void,
        startMs: () => number,
      ) => SeriesTable;
    },
  ) {
    this.definition = definition;
    this.descriptor = definition.descriptor;
    this.#aggregation = aggregation;
    this.#isFiltered = options.isFiltered;
    this.#settledMs = options.createdMs;
    for (const { reader, temporality } of definition.readers) {
      this.#reported.set(reader, {
        temporality,
        values: new Float64Array(0),
        collectedMs: options.createdMs,
      });
    }
    this.series = options.createSeries(
      (capacity) => this.#grow(capacity),
      (row) => this.#forget(row),
      () => this.#settledMs,
    );
  }

  get size(): StreamSize {
    return { series: this.series.size, overflowed: this.series.overflowed };
  }

  observe(attributes: Attributes | undefined, value: number, round: number): void {
    const isSum = this.#aggregation.kind === 'sum';
    if (isSum && Number.isNaN(value)) return;
    const row = this.series.row(attributes);
    if (this.#rounds[row] === round) {
      const adds = isSum && (this.#isFiltered || this.series.isOverflow(row));
      this.#values[row] = adds ? (this.#values[row] as number) + value : value;
      return;
    }
    this.#previous[row] =
      this.#rounds[row] === NEVER ? Number.NEGATIVE_INFINITY : (this.#values[row] as number);
    this.#values[row] = value;
    this.#rounds[row] = round;
    this.series.marks[row] = RECORDED_AND_SEEN;
  }

  settle({ round, nowMs }: CollectionTimes): void {
    if (this.#aggregation.kind === 'last-value') this.#removeUnobserved(round);
    else if (isMonotonicSum(this.#aggregation)) this.#restartReset(round);
    this.series.expire(nowMs, () => false);
    this.#settledMs = nowMs;
  }

  collect(reader: IMetricReader, { round, nowMs }: CollectionTimes): MetricData | undefined {
    const reported = this.#reported.get(reader);
    if (reported === undefined) return undefined;
    const points =
      reported.temporality === AggregationTemporality.DELTA
        ? this.#changes(round, nowMs, reported)
        : pointsOf(this.#rows(round), nowMs);
    reported.collectedMs = nowMs;
    return points.length === 0 ? undefined : this.#data(reported.temporality, points);
  }

  read(reader: IMetricReader, { round }: CollectionTimes): MetricRows | undefined {
    const reported = this.#reported.get(reader);
    const isTotal = reported !== undefined && reported.temporality !== AggregationTemporality.DELTA;
    return isTotal ? this.#rows(round) : undefined;
  }

  #rows(round: number): ObservedRows {
    const metric = this.#data(AggregationTemporality.CUMULATIVE, []);
    const observed = { values: this.#values, rounds: this.#rounds, round };
    return new ObservedRows(this.definition.scope, metric, this.series, observed);
  }

  #data(temporality: AggregationTemporality, points: DataPoint<number>[]): MetricData {
    return this.#aggregation.kind === 'sum'
      ? sumData(this.descriptor, temporality, this.#aggregation.isMonotonic, points)
      : gaugeData(this.descriptor, temporality, points);
  }

  #changes(round: number, nowMs: number, reported: Reported): DataPoint<number>[] {
    const maker = new PointMaker(nowMs);
    const rows = this.#rows(round);
    const points: DataPoint<number>[] = [];
    for (let row = 0; row < rows.rows; row += 1) {
      if (!rows.has(row)) continue;
      const value = this.#aggregation.kind === 'sum' ? this.#change(row, reported) : rows.value(row);
      points.push(maker.point(reported.collectedMs, rows.attributes(row), value, undefined));
    }
    return points;
  }

  /** How much a total has changed since the reader was given it, or since it began anew. */
  #change(row: number, reported: Reported): number {
    const { capacity } = this.series;
    if (reported.values.length < capacity) reported.values = grownFloat64(reported.values, capacity);
    const now = this.#values[row] as number;
    const before = reported.values[row] as number;
    reported.values[row] = now;
    return now - before;
  }

  /** Gives up the series that were observed last before this round. */
  #removeUnobserved(round: number): void {
    for (let row = 0; row < this.series.rows; row += 1) {
      if (this.series.isLive(row) && (this.#rounds[row] as number) < round) this.series.remove(row);
    }
  }

  #restartReset(round: number): void {
    for (let row = 0; row < this.series.rows; row += 1) {
      const isReset =
        this.#rounds[row] === round && (this.#values[row] as number) < (this.#previous[row] as number);
      if (!isReset) continue;
      this.series.startsMs[row] = this.#settledMs;
      this.#forgetReported(row);
    }
  }

  #grow(capacity: number): void {
    this.#values = grownFloat64(this.#values, capacity);
    this.#previous = grownFloat64(this.#previous, capacity);
    this.#rounds = grownFloat64(this.#rounds, capacity);
  }

  #forget(row: number): void {
    this.#values[row] = 0;
    this.#rounds[row] = NEVER;
    this.#forgetReported(row);
  }

  /** Changes count from zero again, for readers too that do not collect in this round. */
  #forgetReported(row: number): void {
    for (const { values } of this.#reported.values()) {
      if (row < values.length) values[row] = 0;
    }
  }
}

function isMonotonicSum(aggregation: ObservedAggregation): boolean {
  return aggregation.kind === 'sum' && aggregation.isMonotonic;
}
