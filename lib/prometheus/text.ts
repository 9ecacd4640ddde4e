import { BoundTexts } from './bound-texts';
import { LineChunk } from './chunks';
import { metricNameText, sampleStart } from './escaping';
import { type FamilyType, formatNumber, type HistogramSeries, type MetricFamily } from './family';
import { bucketHead, type HistogramStarts, histogramStarts, lineHead } from './line-parts';

/** The content type of the text format, with the version that says how it is escaped. */
export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The text format knows no info metrics. */
const TYPE_WORDS: Readonly<Record<FamilyType, string>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  info: 'gauge',
};

/** The families in Prometheus's text format 0.0.4, in one piece. */
export function renderText(families: Iterable<MetricFamily>): string {
  let text = '';
  for (const chunk of renderTextChunks(families)) text += chunk;
  return text;
}

/**
 * The families in Prometheus's text format 0.0.4 ("Text-based format" of its exposition formats), in chunks of some
 * 200 lines: HELP and TYPE once a family, no UNIT, no timestamps, no exemplars, a line feed at the end.
 */
export function* renderTextChunks(families: Iterable<MetricFamily>): Generator<string, void, undefined> {
  const boundTexts = new BoundTexts(formatNumber);
  const chunk = new LineChunk();
  for (const family of families) {
    chunk.add(head(family), 2);
    if (family.type === 'histogram') {
      const starts = histogramStarts(family.name);
      for (const series of family.series) {
        chunk.add(histogramLines(starts, series, boundTexts), series.histogram.bounds.length + 3);
        if (chunk.isFull) yield chunk.take();
      }
    } else {
      const start = sampleStart(family.name);
      for (const { labels, value } of family.series) {
        chunk.add(`${lineHead(start, labels.text)} ${formatNumber(value)}\n`, 1);
        if (chunk.isFull) yield chunk.take();
      }
    }
  }
  if (!chunk.isEmpty) yield chunk.take();
}

function head({ name, type, help }: MetricFamily): string {
  const text = metricNameText(name);
  const helpLine = help === '' ? '' : `# HELP ${text} ${escapeHelp(help)}\n`;
  return `${helpLine}# TYPE ${text} ${TYPE_WORDS[type]}\n`;
}

function histogramLines(
  starts: HistogramStarts,
  { labels, histogram }: HistogramSeries,
  boundTexts: BoundTexts,
): string {
  const { counts, count, sum } = histogram;
  const bucket = bucketHead(starts.bucket, labels.text);
  const bounds = boundTexts.of(histogram.bounds);
  let lines = '';
  for (let index = 0; index < bounds.length; index += 1)
    lines += `${bucket}${bounds[index]}"} ${counts[index]}\n`;
  lines += `${bucket}+Inf"} ${count}\n`;
  if (sum !== undefined) lines += `${lineHead(starts.sum, labels.text)} ${formatNumber(sum)}\n`;
  lines += `${lineHead(starts.count, labels.text)} ${count}\n`;
  return lines;
}

function escapeHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}
