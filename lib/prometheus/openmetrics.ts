import type { HrTime } from '@opentelemetry/api';
import type { Exemplar } from '../metrics';
import { BoundTexts } from './bound-texts';
import { canonicalNumber } from './canonical-number';
import { LineChunk } from './chunks';
import { escapeQuoted, metricNameText, type SampleStart, sampleStart } from './escaping';
import { exemplarLabels, exemplarsByBucket } from './exemplars';
import {
  formatNumber,
  type HistogramFamily,
  type HistogramSeries,
  type MetricFamily,
  type ValueFamily,
} from './family';
import { labelText } from './labels';
import { bucketHead, type HistogramStarts, histogramStarts, lineHead } from './line-parts';
import { openMetricsFamilies } from './openmetrics-families';

type Chunks = Generator<string, void, undefined>;

/** What of OpenMetrics can be left out. */
export interface OpenMetricsOptions {
  /**
   * Whether counters and histograms tell when they began, in lines `…_created`. By default true. Prometheus 3 makes a
   * series of each such line, unless it runs with `--enable-feature=created-timestamp-zero-ingestion`.
   */
  readonly createdLines?: boolean | undefined;
}

/**
 * The families in OpenMetrics 1.0.0 ("Text Format"), in chunks of some 200 lines: TYPE, UNIT and HELP once a family,
 * `_created` where the start is known, exemplars on counters and on buckets, and `# EOF` at the end.
 */
export function* renderOpenMetrics(
  families: Iterable<MetricFamily>,
  { createdLines = true }: OpenMetricsOptions = {},
): Chunks {
  const writer = new OpenMetricsWriter(createdLines);
  for (const known of openMetricsFamilies(families)) {
    if (known.type === 'unknown') yield* writer.unknown(known.family);
    else if (known.type === 'histogram') yield* writer.histograms(known.name, known.family);
    else if (known.type === 'counter') yield* writer.counters(known.name, known.family);
    else yield* writer.values(known.name, known.type, known.family);
  }
  yield writer.end();
}

class OpenMetricsWriter {
  readonly #boundTexts = new BoundTexts(canonicalNumber);
  readonly #chunk = new LineChunk();
  readonly #createdLines: boolean;

  constructor(createdLines: boolean) {
    this.#createdLines = createdLines;
  }

  *values(name: string, type: string, family: ValueFamily): Chunks {
    this.#head(name, type, family);
    const start = sampleStart(family.name);
    for (const { labels, value } of family.series) {
      this.#chunk.add(`${lineHead(start, labels.text)} ${formatNumber(value)}\n`, 1);
      if (this.#chunk.isFull) yield this.#chunk.take();
    }
  }

  *counters(name: string, family: ValueFamily): Chunks {
    this.#head(name, family.type, family);
    const total = sampleStart(family.name);
    const created = sampleStart(`${name}_created`);
    for (const series of family.series) {
      const { value, exemplar } = series;
      const labels = series.labels.text;
      const line = `${lineHead(total, labels)} ${formatNumber(value)}${exemplarText(exemplar)}\n`;
      this.#chunk.add(line + this.#createdLine(created, labels, series), 2);
      if (this.#chunk.isFull) yield this.#chunk.take();
    }
  }

  *histograms(name: string, family: HistogramFamily): Chunks {
    this.#head(name, family.type, family);
    const starts = histogramStarts(name);
    const created = sampleStart(`${name}_created`);
    for (const series of family.series) {
      const text =
        bucketLines(starts.bucket, series, this.#boundTexts) +
        sumAndCountLines(starts, series) +
        this.#createdLine(created, series.labels.text, series);
      this.#chunk.add(text, series.histogram.bounds.length + 4);
      if (this.#chunk.isFull) yield this.#chunk.take();
    }
  }

  *unknown(family: MetricFamily): Chunks {
    if (family.type !== 'histogram') {
      yield* this.values(family.name, 'unknown', family);
      return;
    }
    const starts = histogramStarts(family.name);
    const parts: readonly [suffix: string, lines: (series: HistogramSeries) => string][] = [
      [
        '_bucket',
        ({ labels, histogram }) =>
          bucketLines(starts.bucket, { labels, histogram, exemplars: [] }, this.#boundTexts),
      ],
      ['_sum', ({ labels, histogram }) => sumLine(starts.sum, labels.text, histogram.sum)],
      ['_count', ({ labels, histogram }) => `${lineHead(starts.count, labels.text)} ${histogram.count}\n`],
    ];
    for (const [suffix, lines] of parts) {
      this.#head(family.name + suffix, 'unknown', { ...family, unit: '' });
      for (const series of family.series) {
        this.#chunk.add(lines(series), series.histogram.bounds.length + 1);
        if (this.#chunk.isFull) yield this.#chunk.take();
      }
    }
  }

  #createdLine(
    start: SampleStart,
    labels: string,
    series: { readonly createdMs?: number | undefined },
  ): string {
    const createdMs = this.#createdLines ? series.createdMs : undefined;
    return createdMs === undefined ? '' : `${lineHead(start, labels)} ${formatNumber(createdMs / 1_000)}\n`;
  }

  end(): string {
    this.#chunk.add('# EOF\n', 1);
    return this.#chunk.take();
  }

  #head(name: string, type: string, { unit, help }: Pick<MetricFamily, 'unit' | 'help'>): void {
    const text = metricNameText(name);
    const unitLine = unit === '' || !name.endsWith(`_${unit}`) ? '' : `# UNIT ${text} ${unit}\n`;
    const helpLine = help === '' ? '' : `# HELP ${text} ${escapeQuoted(help)}\n`;
    this.#chunk.add(`# TYPE ${text} ${type}\n${unitLine}${helpLine}`, 3);
  }
}

function bucketLines(start: SampleStart, series: HistogramSeries, boundTexts: BoundTexts): string {
  const { labels, histogram, exemplars } = series;
  const { bounds, counts, count } = histogram;
  const head = bucketHead(start, labels.text);
  const texts = boundTexts.of(bounds);
  const newest = exemplars.length === 0 ? [] : exemplarsByBucket(bounds, exemplars);
  let lines = '';
  for (let index = 0; index < texts.length; index += 1)
    lines += `${head}${texts[index]}"} ${counts[index]}${exemplarText(newest[index])}\n`;
  return `${lines}${head}+Inf"} ${count}${exemplarText(newest[bounds.length])}\n`;
}

/**
 * "Histogram" of OpenMetrics: no sum beside a negative bound, and none that is negative or NaN, since a sum only grows
 * there; and no count without a sum, as the bucket `+Inf` says it.
 */
function sumAndCountLines(starts: HistogramStarts, { labels, histogram }: HistogramSeries): string {
  const { sum, bounds, count } = histogram;
  if (sum === undefined || !(sum >= 0) || (bounds[0] ?? 0) < 0) return '';
  return `${sumLine(starts.sum, labels.text, sum)}${lineHead(starts.count, labels.text)} ${count}\n`;
}

function sumLine(start: SampleStart, labels: string, sum: number | undefined): string {
  return sum === undefined ? '' : `${lineHead(start, labels)} ${formatNumber(sum)}\n`;
}

/** ` # {trace_id="…"} value timestamp`; empty where there is none. */
function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  const labels = labelText(exemplarLabels(exemplar));
  return ` # {${labels}} ${formatNumber(exemplar.value)} ${secondsText(exemplar.timestamp)}`;
}

/** Seconds with as many decimals as the time has: it has more digits than a number holds. */
function secondsText([seconds, nanos]: HrTime): string {
  const decimals = String(nanos).padStart(9, '0').replace(/0+$/, '');
  return decimals === '' ? String(seconds) : `${seconds}.${decimals}`;
}
