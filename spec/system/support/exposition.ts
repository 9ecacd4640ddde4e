import { type Exposition, parseExposition } from '../../../lib/prometheus';
import type { SeenExemplar } from './whole-traces';
import type { Counts } from './wire-tally';

/** Scrapes `/metrics` and fails on anything in it that a Prometheus would refuse. */
export async function scrape(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Exposition> {
  const response = await fetch(url, { headers: { ...headers } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text}`);
  const exposition = parseExposition(text);
  if (exposition.problems.length > 0) throw new Error(JSON.stringify(exposition.problems));
  return exposition;
}

/** The values of a metric, summed by the values of `labels` (joined by a space); those that are 0 are left out. */
export function counts({ families }: Exposition, name: string, ...labels: readonly string[]): Counts {
  const sums = new Map<string, number>();
  const samples = families.flatMap((family) => family.samples).filter((sample) => sample.name === name);
  for (const sample of samples.filter(({ value }) => value !== 0)) {
    const key = labels.map((label) => sample.labels[label] ?? '').join(' ');
    sums.set(key, (sums.get(key) ?? 0) + sample.value);
  }
  return Object.fromEntries(sums);
}

/** The sum of a metric over all its series. */
export function total(exposition: Exposition, name: string): number {
  return counts(exposition, name)[''] ?? 0;
}

const OPEN_METRICS = { Accept: 'application/openmetrics-text; version=1.0.0' };
const WITH_EXEMPLAR = /^(\w+)(?:\{([^#]*)\})? \S+(?: \S+)? # \{([^}]*)\}/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** The exemplars that OpenMetrics shows on `/metrics`. */
export async function scrapeExemplars(url: string): Promise<readonly SeenExemplar[]> {
  const response = await fetch(url, { headers: OPEN_METRICS });
  return (await response.text()).split('\n').flatMap((line) => {
    const [found, metric = '', labels = '', exemplar = ''] = WITH_EXEMPLAR.exec(line) ?? [];
    if (found === undefined) return [];
    const { trace_id: traceId = '', span_id: spanId = '' } = labelsIn(exemplar);
    return [{ metric, labels: labelsIn(labels), traceId, spanId }];
  });
}

function labelsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, value]));
}
