import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  EscapingScheme,
  MetricFamily,
  PrometheusReader,
  PrometheusReaderOptions,
} from '../../lib/prometheus';
import { readerOver } from '../../spec/prometheus/support';
import { eventually } from '../../spec/support/eventually';
import { type Checks, expectEqual, expectNone } from './checks';
import {
  differences,
  type ExpectedSeries,
  seriesInOpenMetrics,
  seriesInProtobuf,
  seriesInText,
  seriesKey,
} from './expected-series';
import { everyCharacter, hostileReaders, recordedReader } from './hostile-readers';
import { PrometheusServer, type ScrapeConfig } from './prometheus-server';
import type { Tools } from './tools';

const EXPOSITIONS = 60;
const ARRIVES_WITHIN_MS = 60_000;

interface Naming {
  readonly name: string;
  readonly options: PrometheusReaderOptions;
}

const NAMINGS: readonly Naming[] = [
  { name: 'translated', options: {} },
  { name: 'untranslated', options: { translationStrategy: 'NoTranslation' } },
];

interface Format {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of protobuf Prometheus asks for no other, whatever its scheme for names. */
  readonly escaping: EscapingScheme;
  readonly expected: (families: readonly MetricFamily[]) => ExpectedSeries;
  /** Of OpenMetrics a family has another name, and may have another type. */
  readonly hasMetadata: 'type and help' | 'unit too' | 'under other names';
}

const FORMATS: readonly Format[] = [
  {
    name: 'text',
    settings: { scrape_protocols: ['PrometheusText1.0.0', 'PrometheusText0.0.4'] },
    escaping: 'allow-utf-8',
    expected: seriesInText,
    hasMetadata: 'type and help',
  },
  {
    name: 'openmetrics',
    settings: { scrape_protocols: ['OpenMetricsText1.0.0'] },
    escaping: 'allow-utf-8',
    expected: seriesInOpenMetrics,
    hasMetadata: 'under other names',
  },
  {
    name: 'protobuf',
    settings: {
      scrape_protocols: ['PrometheusProto'],
      scrape_native_histograms: true,
      always_scrape_classic_histograms: true,
    },
    escaping: 'underscores',
    expected: seriesInProtobuf,
    hasMetadata: 'unit too',
  },
];

/** A target's own labels in Prometheus, which its series have beside those that we expose. */
const INDEX_LABEL = 'exposition_index';
const TARGET_LABELS: ReadonlySet<string> = new Set(['job', 'instance', INDEX_LABEL, '__name__']);
/** What Prometheus itself says of each scrape. */
const OF_THE_SCRAPE = /^(up|scrape_.*)$/;

/** Has Prometheus scrape hostile data in every format and naming, and asks its API for every series. */
export async function checkHostileScrapes(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const readers = new Map(NAMINGS.map(({ name, options }) => [name, readersWith(options)]));
  const server = await serve(readers);
  const { port } = server.address() as AddressInfo;
  const jobs = NAMINGS.flatMap((naming) => FORMATS.map((format) => ({ naming, format })));
  const prometheus = await PrometheusServer.start({
    binary: tools.prometheus,
    folder,
    scrapes: jobs.map(({ naming, format }) => scrapeConfig(naming, format, port)),
  });
  for (const { naming, format } of jobs) {
    const own = readers.get(naming.name) ?? [];
    await checks.check(
      `${format.name}, ${naming.name}: Prometheus has every series of ${own.length} hostile expositions, and no other`,
      async () => {
        const stored = await storedOf(prometheus, jobName(naming, format), own.length);
        for (const [index, reader] of own.entries()) {
          const families = await reader.families(format.escaping);
          const found = differences(stored.get(String(index)) ?? new Map(), format.expected(families));
          expectNone(found, `exposition ${index}`);
        }
      },
    );
    if (format.hasMetadata === 'under other names') continue;
    await checks.check(
      `${format.name}, ${naming.name}: Prometheus knows type and help of every family`,
      async () => {
        const known = await metadataOf(prometheus, jobName(naming, format));
        for (const [index, reader] of own.entries()) {
          const families = await reader.families(format.escaping);
          const expected = families.map((family) => metadataText(family, format.hasMetadata === 'unit too'));
          expectEqual([...(known.get(String(index)) ?? [])].sort(), expected.sort(), `exposition ${index}`);
        }
      },
    );
  }
  await prometheus.stop();
  server.closeAllConnections();
  server.close();
}

function readersWith(options: PrometheusReaderOptions): readonly PrometheusReader[] {
  const chosen = [readerOver([everyCharacter()], options), recordedReader(options)];
  return [...chosen, ...hostileReaders(EXPOSITIONS - chosen.length, options)];
}

async function serve(readers: ReadonlyMap<string, readonly PrometheusReader[]>): Promise<Server> {
  const server = createServer((request, response) => {
    const [, naming = '', index] = (request.url ?? '').split('/');
    readers.get(naming)?.[Number(index)]?.getMetricsRequestHandler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Whatever becomes of the checks, it is not what keeps the run from ending.
  server.unref();
  return server;
}

function jobName(naming: Naming, format: Format): string {
  return `${format.name} ${naming.name}`;
}

function scrapeConfig(naming: Naming, format: Format, port: number): ScrapeConfig {
  const targets = Array.from({ length: EXPOSITIONS }, (_each, index) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { __metrics_path__: `/${naming.name}/${index}`, [INDEX_LABEL]: String(index) },
  }));
  const timing = { scrape_interval: '10s', scrape_timeout: '10s' };
  return { job_name: jobName(naming, format), static_configs: targets, ...timing, ...format.settings };
}

/** The series of each of a job's targets, by its index; once all were scraped. */
async function storedOf(prometheus: PrometheusServer, job: string, targets: number) {
  await eventually(
    async () => {
      const scraped = (await prometheus.scraped()).filter(({ labels }) => labels.job === job);
      expectNone(
        scraped
          .filter(({ error }) => error !== '')
          .map(({ labels, error }) => `${labels[INDEX_LABEL]}: ${error}`),
        'these scrapes failed',
      );
      expectEqual(scraped.length, targets, 'the targets that were scraped');
      return true;
    },
    { withinMs: ARRIVES_WITHIN_MS, what: `the first scrapes of ${job}` },
  );
  const byIndex = new Map<string, Map<string, number>>();
  for (const { labels, value } of await prometheus.query(`{job="${job}"}`)) {
    const { __name__: name = '', [INDEX_LABEL]: index = '' } = labels;
    const own = Object.fromEntries(Object.entries(labels).filter(([label]) => !TARGET_LABELS.has(label)));
    if (Object.keys(own).length === 0 && OF_THE_SCRAPE.test(name)) continue;
    const series = byIndex.get(index) ?? new Map<string, number>();
    byIndex.set(index, series.set(seriesKey(name, own), value));
  }
  return byIndex;
}

/** What Prometheus knows of the families of each of a job's targets, by its index. */
async function metadataOf(prometheus: PrometheusServer, job: string) {
  const byIndex = new Map<string, string[]>();
  for (const { target, metric, type, help, unit } of await prometheus.metadata(job)) {
    const index = target[INDEX_LABEL] ?? '';
    byIndex.set(index, [...(byIndex.get(index) ?? []), JSON.stringify([metric, type, help, unit])]);
  }
  return byIndex;
}

/**
 * Prometheus's parser of the text format takes white space off the begin of a help text, and leaves a name between quotes
 * as it is written, escaped.
 */
function metadataText({ name, type, help, unit }: MetricFamily, isProtobuf: boolean): string {
  const typeWord = type === 'info' ? 'gauge' : type;
  if (isProtobuf) return JSON.stringify([name, typeWord, help, unit]);
  const written = name.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return JSON.stringify([written, typeWord, help.replace(/^[ \t]+/, ''), '']);
}
