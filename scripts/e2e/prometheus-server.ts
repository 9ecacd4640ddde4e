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

interface QueryAnswer {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

const START_WITHIN_MS = 30_000;
const SCRAPE_INTERVAL = '500ms';

/** A real Prometheus that scrapes one endpoint. */
export class PrometheusServer {
  readonly #child: Child;
  readonly #url: string;

  private constructor(child: Child, url: string) {
    this.#child = child;
    this.#url = url;
  }

  /** Starts a Prometheus that scrapes `metricsUrl` and keeps its data in `folder`; waits until it is ready. */
  static async start(binary: string, folder: string, metricsUrl: string): Promise<PrometheusServer> {
    const [port = 0] = await freePorts(1);
    const { host, pathname } = new URL(metricsUrl);
    const file = join(folder, 'prometheus.yaml');
    const scrape = { job_name: 'lab', metrics_path: pathname, static_configs: [{ targets: [host] }] };
    writeFileSync(
      file,
      JSON.stringify({
        global: { scrape_interval: SCRAPE_INTERVAL, scrape_timeout: SCRAPE_INTERVAL },
        scrape_configs: [scrape],
      }),
    );
    const child = Child.start(binary, [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
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

  /** Asks the HTTP API for the instant value of an expression. */
  async query(expression: string): Promise<readonly StoredSample[]> {
    const body = new URLSearchParams({ query: expression });
    const response = await fetch(`${this.#url}/api/v1/query`, { method: 'POST', body });
    const { status, error, data } = (await response.json()) as QueryAnswer;
    if (status !== 'success' || !data) throw new Error(`${expression}: ${error ?? status}`);
    return data.result.map(({ metric, value: [, text] }) => ({ labels: metric, value: Number(text) }));
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

  async stop(): Promise<void> {
    await this.#child.end();
  }
}
