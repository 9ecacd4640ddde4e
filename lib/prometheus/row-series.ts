import type { ExponentialHistogram, Histogram } from '@opentelemetry/sdk-metrics';
import { type Exemplar, type MetricRows, toHrTime } from '../metrics';
import { newestExemplar } from './exemplars';
import type { HistogramSeries, SeriesList, ValueSeries } from './family';
import type { LabelSet } from './labels';
import { createdMs, histogramOf } from './point-series';
import type { RowLabels } from './row-labels';

const NO_EXEMPLARS: readonly Exemplar[] = [];

/** The series of sums and gauges, read from the storage while they are gone through. */
export function valueRows(
  rows: MetricRows<number>,
  isCounter: boolean,
  labels: RowLabels,
): SeriesList<ValueSeries> {
  const Series = isCounter ? CounterRow : GaugeRow;
  return new RowList(rows, (row) => new Series(rows, row, labels));
}

/** The series of histograms, read from the storage while they are gone through. */
export function histogramRows(
  rows: MetricRows<Histogram | ExponentialHistogram>,
  labels: RowLabels,
): SeriesList<HistogramSeries> {
  const type = rows.metric.dataPointType as Parameters<typeof histogramOf>[0];
  return new RowList(rows, (row) => new HistogramRow(rows, row, labels, histogramOf(type, rows.value(row))));
}

/** Whether there is a series at all. */
export function hasSeries(rows: MetricRows): boolean {
  for (let row = 0; row < rows.rows; row += 1) {
    if (rows.has(row)) return true;
  }
  return false;
}

class RowList<Series> implements SeriesList<Series> {
  readonly #rows: MetricRows;
  readonly #read: (row: number) => Series;
  #length: number | undefined;

  constructor(rows: MetricRows, read: (row: number) => Series) {
    this.#rows = rows;
    this.#read = read;
  }

  get length(): number {
    this.#length ??= this.#count();
    return this.#length;
  }

  *[Symbol.iterator](): Iterator<Series> {
    for (let row = 0; row < this.#rows.rows; row += 1) {
      if (this.#rows.has(row)) yield this.#read(row);
    }
  }

  #count(): number {
    let length = 0;
    for (let row = 0; row < this.#rows.rows; row += 1) {
      if (this.#rows.has(row)) length += 1;
    }
    return length;
  }
}

/** Reads only what a format asks for: the text format asks for no start and no exemplars. */
class GaugeRow implements ValueSeries {
  protected readonly rows: MetricRows<number>;
  protected readonly row: number;
  readonly #labels: RowLabels;

  constructor(rows: MetricRows<number>, row: number, labels: RowLabels) {
    this.rows = rows;
    this.row = row;
    this.#labels = labels;
  }

  get labels(): LabelSet {
    return this.#labels.of(this.row);
  }

  get value(): number {
    return this.rows.value(this.row);
  }
}

class CounterRow extends GaugeRow implements ValueSeries {
  get createdMs(): number | undefined {
    return createdMs(toHrTime(this.rows.startMs(this.row)));
  }

  get exemplar(): Exemplar | undefined {
    const exemplars = this.rows.exemplars(this.row);
    return exemplars && newestExemplar(exemplars);
  }
}

/** Its value is read at once, since recordings go on: what is asked for of it later belongs together. */
class HistogramRow implements HistogramSeries {
  readonly labels: LabelSet;
  readonly histogram: HistogramSeries['histogram'];
  readonly exponential: HistogramSeries['exponential'];
  readonly #rows: MetricRows;
  readonly #row: number;

  constructor(
    rows: MetricRows,
    row: number,
    labels: RowLabels,
    { histogram, exponential }: ReturnType<typeof histogramOf>,
  ) {
    this.labels = labels.ofLines(row);
    this.histogram = histogram;
    this.exponential = exponential;
    this.#rows = rows;
    this.#row = row;
  }

  get createdMs(): number | undefined {
    return createdMs(toHrTime(this.#rows.startMs(this.#row)));
  }

  get exemplars(): readonly Exemplar[] {
    return this.#rows.exemplars(this.#row) ?? NO_EXEMPLARS;
  }
}
