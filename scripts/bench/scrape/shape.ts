import { BUCKETS } from '../metrics/contestants';

/** How many series there are of each kind. */
export interface Shape {
  readonly counterSeries: number;
  readonly histogramSeries: number;
}

/** Those of the buckets, the one above the last, the sum and the count. */
const LINES_PER_HISTOGRAM = BUCKETS.length + 3;

/** Series of about `lines` lines, half of them counters', half histograms'. */
export function shapeOfLines(lines: number): Shape {
  return {
    counterSeries: lines / 2,
    histogramSeries: Math.round(lines / 2 / LINES_PER_HISTOGRAM),
  };
}

/** How many lines these series have in the text format, without comments. */
export function linesOf({ counterSeries, histogramSeries }: Shape): number {
  return counterSeries + histogramSeries * LINES_PER_HISTOGRAM;
}

/** How many series, as the API of OTel counts them: a histogram is one. */
export function seriesOf({ counterSeries, histogramSeries }: Shape): number {
  return counterSeries + histogramSeries;
}
