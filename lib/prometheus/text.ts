import { formatNumber, type HistogramFamily, type MetricFamily, type ValueFamily } from './family';

/** The content type of the text format, with the version that says how it is escaped. */
export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * The families in Prometheus's text format 0.0.4 ("Text-based format" of its exposition formats): HELP and TYPE once a
 * family, no UNIT, no timestamps, a line feed at the end.
 */
export function renderText(families: readonly MetricFamily[]): string {
  const boundTexts = new BoundTexts();
  let text = '';
  for (const family of families) {
    text += head(family);
    text += family.type === 'histogram' ? histogramLines(family, boundTexts) : valueLines(family);
  }
  return text;
}

function head({ name, type, help }: MetricFamily): string {
  const helpLine = help === '' ? '' : `# HELP ${name} ${escapeHelp(help)}\n`;
  return `${helpLine}# TYPE ${name} ${type}\n`;
}

function valueLines({ name, series }: ValueFamily): string {
  let lines = '';
  for (const { labels, value } of series) {
    lines += labels.text === '' ? name : `${name}{${labels.text}}`;
    lines += ` ${formatNumber(value)}\n`;
  }
  return lines;
}

function histogramLines({ name, series }: HistogramFamily, boundTexts: BoundTexts): string {
  let lines = '';
  for (const { labels, histogram } of series) {
    const { counts, count, sum } = histogram;
    const bucket = labels.text === '' ? `${name}_bucket{le="` : `${name}_bucket{${labels.text},le="`;
    const braces = labels.text === '' ? '' : `{${labels.text}}`;
    const bounds = boundTexts.of(histogram.bounds);
    for (let index = 0; index < bounds.length; index += 1)
      lines += `${bucket}${bounds[index]}"} ${counts[index]}\n`;
    lines += `${bucket}+Inf"} ${count}\n`;
    if (sum !== undefined) lines += `${name}_sum${braces} ${formatNumber(sum)}\n`;
    lines += `${name}_count${braces} ${count}\n`;
  }
  return lines;
}

/** The text of bucket bounds. The series of one instrument share their array, and follow one another. */
class BoundTexts {
  #bounds: readonly number[] | undefined;
  #texts: readonly string[] = [];

  of(bounds: readonly number[]): readonly string[] {
    if (bounds !== this.#bounds) {
      this.#bounds = bounds;
      this.#texts = bounds.map(formatNumber);
    }
    return this.#texts;
  }
}

function escapeHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}
