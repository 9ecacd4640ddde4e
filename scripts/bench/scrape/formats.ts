import { ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import { Results, rotated } from '../support/results';
import type { Scale } from '../support/scale';
import { median } from '../support/statistics';
import { formatTable } from '../support/table';
import type { EndpointName } from './endpoints';
import { type Scrape, type ScrapedServer, withServers } from './field';
import { shapeOfLines } from './shape';

interface Amounts {
  readonly rounds: number;
  readonly warmUp: number;
  readonly scrapes: number;
  readonly lines: readonly number[];
}

const FULL: Amounts = { rounds: 3, warmUp: 15, scrapes: 15, lines: [10_000, 100_000] };
const BRIEF: Amounts = { rounds: 1, warmUp: 1, scrapes: 3, lines: [10_000] };

/** A way to ask for the metrics, and what the answer must then say. */
interface Format {
  readonly name: string;
  readonly endpoint: EndpointName;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly contentEncoding: string;
}

const TEXT = { contentType: 'text/plain', contentEncoding: '', headers: {} };
const OPENMETRICS = {
  contentType: 'application/openmetrics-text',
  contentEncoding: '',
  headers: { accept: 'application/openmetrics-text;version=1.0.0' },
};
const PROTOBUF = {
  contentType: 'application/vnd.google.protobuf',
  contentEncoding: '',
  headers: {
    accept: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
  },
};

const FORMATS: readonly Format[] = [
  { name: 'text', endpoint: 'ours', ...TEXT },
  { name: 'text without scope labels', endpoint: 'ours, no scope labels', ...TEXT },
  { name: 'OpenMetrics', endpoint: 'ours', ...OPENMETRICS },
  { name: 'protobuf', endpoint: 'ours', ...PROTOBUF },
  ...[
    { name: 'text, gzip', ...TEXT },
    { name: 'protobuf, gzip', ...PROTOBUF },
  ].map(({ headers, ...format }) => ({
    ...format,
    endpoint: 'ours' as const,
    contentEncoding: 'gzip',
    headers: { ...headers, 'accept-encoding': 'gzip' },
  })),
];
const ENDPOINTS = [...new Set(FORMATS.map(({ endpoint }) => endpoint))];

const TIME = 'ms';
const CPU = 'processor time';
const BLOCK = 'longest block';
const BYTES = 'megabytes';

/** What the other formats of ours take, beside its text. */
export async function formatsPart({ brief }: Scale): Promise<PartReport> {
  const amounts = brief ? BRIEF : FULL;
  const results = new Results();
  for (let round = 0; round < amounts.rounds; round += 1) {
    for (const lines of amounts.lines) {
      await withServers(ENDPOINTS, shapeOfLines(lines), {}, (servers) =>
        measureFormats(servers, lines, amounts, results, round),
      );
    }
  }
  return {
    text: [
      `formats: those of ours, ${amounts.rounds} rounds, scraped in turn; medians (least to most).`,
      '',
      table(results, amounts.lines),
    ].join('\n'),
    aims: [],
  };
}

async function measureFormats(
  servers: readonly ScrapedServer[],
  lines: number,
  { warmUp, scrapes }: Amounts,
  results: Results,
  round: number,
): Promise<void> {
  const taken = new Map<Format, Scrape[]>(FORMATS.map((format) => [format, []]));
  for (let scrape = -warmUp; scrape < scrapes; scrape += 1) {
    for (const format of rotated(FORMATS, round + warmUp + scrape)) {
      const server = servers.find(({ name }) => name === format.endpoint);
      const scraped = await server?.scrape({ headers: format.headers });
      if (scraped === undefined || scrape < 0) continue;
      requireServed(format, scraped);
      taken.get(format)?.push(scraped);
    }
  }
  for (const [format, of] of taken) {
    const add = (measure: string, figure: (scrape: Scrape) => number) =>
      results.add(caseName(lines, format), measure, median(of.map(figure)));
    add(TIME, ({ tookMs }) => Math.max(...tookMs));
    add(CPU, ({ cost }) => cost.cpuMs);
    add(BLOCK, ({ cost }) => cost.longestBlockMs);
    add(BYTES, ({ bytes }) => bytes / 1e6);
  }
}

function requireServed(format: Format, { contentType, contentEncoding }: Scrape): void {
  if (contentType.startsWith(format.contentType) && contentEncoding === format.contentEncoding) return;
  throw new Error(`asked for ${format.name}, ours served ${contentType} ${contentEncoding}`);
}

function caseName(lines: number, { name }: Format): string {
  return `${lines.toLocaleString('en')} lines, ${name}`;
}

function table(results: Results, sizes: readonly number[]): string {
  const text = FORMATS[0] as Format;
  return formatTable([
    ['', 'time to the last byte, ms', 'ratio to text', 'processor time, ms', 'longest block, ms', 'MB'],
    ...sizes.flatMap((lines) =>
      FORMATS.map((format) => {
        const of = (measure: string) => results.of(caseName(lines, format), measure);
        return [
          caseName(lines, format),
          spreadCell(of(TIME), 1),
          spreadCell(ratios(of(TIME), results.of(caseName(lines, text), TIME)), 2),
          spreadCell(of(CPU), 1),
          spreadCell(of(BLOCK), 1),
          spreadCell(of(BYTES), 2),
        ];
      }),
    ),
  ]);
}
