import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../spec/support/eventually';
import { Child } from '../../spec/system/support/child';
import { freePorts } from '../../spec/system/support/ports';

/** A sample as Prometheus keeps it: its labels, `__name__` among them, and its value. */
export interface StoredSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A series with the samples that it has had. */
export interface StoredHistory {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly timeSeconds: number; readonly value: number }[];
}

/** A native histogram as Prometheus keeps it. */
export interface StoredHistogram {
  readonly count: number;
  readonly sum: number;
  /** Those with values, in ascending order. */
  readonly buckets: readonly { readonly lower: number; readonly upper: number; readonly count: number }[];
}

/** An exemplar as Prometheus keeps it. */
export interface StoredExemplar {
  readonly series: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** An entry of `scrape_configs`, as Prometheus's configuration has it. */
export type ScrapeConfig = Readonly<Record<string, unknown>> & { readonly job_name: string };

/** How a Prometheus is set up. */
export interface PrometheusOptions {
  readonly binary: string;
  /** Where its configuration and its data go. */
  readonly folder: string;
  readonly scrapes: readonly ScrapeConfig[];
  /** Of the command line, such as features to be enabled. */
  readonly flags?: readonly string[];
}

/** The configuration that scrapes one endpoint. */
export function scrapeOf(
  metricsUrl: string,
  { job_name = 'lab', ...settings }: Partial<ScrapeConfig> = {},
): ScrapeConfig {
  const { host, pathname } = new URL(metricsUrl);
  return { job_name, metrics_path: pathname, static_configs: [{ targets: [host] }], ...settings };
}

/** A metric family of one target as Prometheus knows it. */
export interface StoredMetadata {
  readonly target: Readonly<Record<string, string>>;
  readonly metric: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** One endpoint that Prometheus scrapes. */
export interface ScrapedTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly error: string;
}

interface TargetsResult {
  readonly activeTargets: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly health: 'up' | 'down' | 'unknown';
    readonly lastError: string;
  }[];
}

interface Answer<Data> {
  readonly status: string;
  readonly error?: string;
  readonly data?: Data;
}

type Bucket = readonly [boundaries: number, lower: string, upper: string, count: string];

interface QueryResult {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly value?: readonly [number, string];
    readonly histogram?: readonly [
      number,
      { readonly count: string; readonly sum: string; readonly buckets?: readonly Bucket[] },
    ];
  }[];
}

interface HistoryResult {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [timeSeconds: number, value: string])[];
  }[];
}

type ExemplarResult = readonly {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: string;
  }[];
}[];

const START_WITHIN_MS = 30_000;
const SCRAPE_INTERVAL = '500ms';

/** A real Prometheus. */
export class PrometheusServer {
  readonly #child: Child;
  readonly #url: string;

  private constructor(child: Child, url: string) {
    this.#child = child;
    this.#url = url;
  }

  /** Starts a Prometheus, and waits until it is ready. */
  static async start({ binary, folder, scrapes, flags = [] }: PrometheusOptions): Promise<PrometheusServer> {
    const [port = 0] = await freePorts(1);
    const file = join(folder, 'prometheus.yaml');
    writeFileSync(
      file,
      JSON.stringify({
        global: { scrape_interval: SCRAPE_INTERVAL, scrape_timeout: SCRAPE_INTERVAL },
        scrape_configs: scrapes,
      }),
    );
    const child = Child.start(binary, [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...flags,
    ]);
    const url = `http://127.0.0.1:${port}`;
    await eventually(
      async () => {
        if (child.hasExited) throw new Error(`Prometheus ended: ${child.stderr}`);
        return (await fetch(`${url}/-/ready`)).ok;
      },
      { withinMs: START_WITHIN_MS, what: 'the start of Prometheus' },
    );
    return new PrometheusServer(child, url);
  }

  /** Asks the HTTP API for the instant value of an expression; of a native histogram that is its count. */
  async query(expression: string): Promise<readonly StoredSample[]> {
    const { result } = await this.#ask<QueryResult>('query', { query: expression });
    return result.map(({ metric, value, histogram }) => ({
      labels: metric,
      value: numberOf(value?.[1] ?? histogram?.[1].count ?? ''),
    }));
  }

  /** The samples that the series of an expression have had in the last hour, oldest first. */
  async queryHistory(expression: string): Promise<readonly StoredHistory[]> {
    const { result } = await this.#ask<HistoryResult>('query', { query: `${expression}[1h]` });
    return result.map(({ metric, values }) => ({
      labels: metric,
      samples: values.map(([timeSeconds, text]) => ({ timeSeconds, value: numberOf(text) })),
    }));
  }

  /** The native histogram that an expression has, if any. */
  async queryHistogram(expression: string): Promise<StoredHistogram | undefined> {
    const { result } = await this.#ask<QueryResult>('query', { query: expression });
    const histogram = result[0]?.histogram?.[1];
    if (histogram === undefined) return undefined;
    const buckets = (histogram.buckets ?? []).map(([, lower, upper, count]) => ({
      lower: Number(lower),
      upper: Number(upper),
      count: Number(count),
    }));
    return { count: Number(histogram.count), sum: Number(histogram.sum), buckets };
  }

  /** The exemplars of the series of an expression that were measured since a time in seconds since the epoch. */
  async queryExemplars(expression: string, sinceSeconds: number): Promise<readonly StoredExemplar[]> {
    const end = Date.now() / 1_000 + 1;
    const asked = { query: expression, start: String(sinceSeconds), end: String(end) };
    const found = await this.#ask<ExemplarResult>('query_exemplars', asked);
    return found.flatMap(({ seriesLabels, exemplars }) =>
      exemplars.map(({ labels, value }) => ({ series: seriesLabels, labels, value: Number(value) })),
    );
  }

  /** The values of an expression by one label. */
  async queryBy(expression: string, label: string): Promise<Readonly<Record<string, number>>> {
    const samples = await this.query(expression);
    return Object.fromEntries(samples.map(({ labels, value }) => [labels[label] ?? '', value]));
  }

  /** The value of an expression that has one; 0 when it has none. */
  async queryOne(expression: string): Promise<number> {
    return (await this.query(expression))[0]?.value ?? 0;
  }

  /** What it knows of the metric families of a job: a line for each target that has one. */
  async metadata(job: string): Promise<readonly StoredMetadata[]> {
    const matching = new URLSearchParams({ match_target: `{job="${job}"}` });
    return this.#ask<readonly StoredMetadata[]>(`targets/metadata?${matching}`, {}, 'GET');
  }

  /** Of each target that was scraped at least once: its labels, and why its last scrape failed; empty when it did not. */
  async scraped(): Promise<readonly ScrapedTarget[]> {
    const { activeTargets } = await this.#ask<TargetsResult>('targets', {}, 'GET');
    return activeTargets
      .filter(({ health }) => health !== 'unknown')
      .map(({ labels, lastError }) => ({ labels, error: lastError }));
  }

  async stop(): Promise<void> {
    await this.#child.end();
  }

  async #ask<Data>(path: string, parameters: Record<string, string>, method = 'POST'): Promise<Data> {
    const asked = method === 'GET' ? {} : { body: new URLSearchParams(parameters) };
    const response = await fetch(`${this.#url}/api/v1/${path}`, { method, ...asked });
    const { status, error, data } = (await response.json()) as Answer<Data>;
    if (status !== 'success' || !data) throw new Error(`${parameters.query ?? path}: ${error ?? status}`);
    return data;
  }
}

/** A number as Prometheus's API writes it: `+Inf`, `-Inf` and `NaN` beside what JavaScript reads. */
function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
