import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint, MetricData } from '@opentelemetry/sdk-metrics';
import type { Aggregation } from './aggregation';
import type { ExponentialCells, HistogramCells, LastValueCells, SumCells } from './cells';
import type { InstrumentDescriptor } from './descriptor';
import type { Exemplar } from './exemplar-data';
import { toHrTime } from './hr-time';
import type { MetricRows, PointValue } from './metric-rows';
import { type AggregationTemporality, DataPointType } from './sdk-values';

/** The value of a histogram's point, as the stock SDK has it. */
export type HistogramValue = Extract<
  MetricData,
  { dataPointType: typeof DataPointType.HISTOGRAM }
>['dataPoints'][number]['value'];

/** The value of an exponential histogram's point, as the stock SDK has it. */
export type ExponentialValue = Extract<
  MetricData,
  { dataPointType: typeof DataPointType.EXPONENTIAL_HISTOGRAM }
>['dataPoints'][number]['value'];

/** Makes the points of one collection: all end at the same time, and many begin at the same. */
export class PointMaker {
  readonly #endTime: HrTime;
  #startMs = Number.NaN;
  #startTime: HrTime = [0, 0];

  constructor(endMs: number) {
    this.#endTime = toHrTime(endMs);
  }

  point<Value>(
    startMs: number,
    attributes: Attributes,
    value: Value,
    exemplars: readonly Exemplar[] | undefined,
  ): DataPoint<Value> {
    if (startMs !== this.#startMs) {
      this.#startMs = startMs;
      this.#startTime = toHrTime(startMs);
    }
    const point = { startTime: this.#startTime, endTime: this.#endTime, attributes, value };
    return exemplars === undefined ? point : Object.assign(point, { exemplars });
  }
}

/** The data points of all rows. */
export function pointsOf<Value extends PointValue>(
  rows: MetricRows<Value>,
  nowMs: number,
): DataPoint<Value>[] {
  const maker = new PointMaker(nowMs);
  const points: DataPoint<Value>[] = [];
  for (let row = 0; row < rows.rows; row += 1) {
    if (!rows.has(row)) continue;
    points.push(maker.point(rows.startMs(row), rows.attributes(row), rows.value(row), rows.exemplars(row)));
  }
  return points;
}

/** The metric of a stream of sums. */
export function sumData(
  descriptor: InstrumentDescriptor,
  temporality: AggregationTemporality,
  isMonotonic: boolean,
  dataPoints: DataPoint<number>[],
): MetricData {
  return {
    descriptor,
    aggregationTemporality: temporality,
    dataPointType: DataPointType.SUM,
    dataPoints,
    isMonotonic,
  };
}

/** The metric of a stream of last values. */
export function gaugeData(
  descriptor: InstrumentDescriptor,
  temporality: AggregationTemporality,
  dataPoints: DataPoint<number>[],
): MetricData {
  return { descriptor, aggregationTemporality: temporality, dataPointType: DataPointType.GAUGE, dataPoints };
}

/** The value of a histogram's row. */
export function histogramValue(
  cells: HistogramCells,
  row: number,
  { recordMinMax, recordSum }: Extract<Aggregation, { kind: 'histogram' }>,
): HistogramValue {
  const counts = cells.counts(row);
  let count = 0;
  for (const inBucket of counts) count += inBucket;
  // The stock types ask for mutable arrays; the boundaries are frozen, so a consumer that writes to them is told.
  const boundaries = cells.boundaries as number[];
  const buckets = { boundaries, counts };
  // Spelled out: spreading takes two more objects for each point.
  if (recordMinMax && count > 0) {
    const [min, max] = [cells.min(row), cells.max(row)];
    return recordSum ? { buckets, count, sum: cells.sum(row), min, max } : { buckets, count, min, max };
  }
  return recordSum ? { buckets, count, sum: cells.sum(row) } : { buckets, count };
}

/** The value of an exponential histogram's row. */
export function exponentialValue(
  cells: ExponentialCells,
  row: number,
  { recordMinMax, recordSum }: Extract<Aggregation, { kind: 'exponential-histogram' }>,
): ExponentialValue {
  const { sum, min, max, ...point } = cells.histogram(row).point();
  return {
    ...point,
    ...(recordSum && { sum }),
    ...(recordMinMax && point.count > 0 && { min, max }),
  } as ExponentialValue;
}

/** The value of a sum's or a last value's row. */
export function numberValue(cells: SumCells | LastValueCells, row: number): number {
  return cells.values[row] as number;
}
