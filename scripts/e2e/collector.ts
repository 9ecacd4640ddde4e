import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exposition } from '../../lib/prometheus';
import { eventually } from '../../spec/support/eventually';
import { Child } from '../../spec/system/support/child';
import { scrape } from '../../spec/system/support/exposition';
import { freePorts } from '../../spec/system/support/ports';

/** The protocols over which the lab sends. */
export type Protocol = 'grpc' | 'http/protobuf' | 'http/json';

/** Where a Collector takes what is sent to it. */
interface Ports {
  readonly grpc: number;
  readonly http: number;
  readonly zipkin: number;
}

const START_WITHIN_MS = 30_000;
const CONFIGURATION = 'collector.yaml';

/** The settings of each of a Collector's `prometheus` exporters, by their names. */
export type PrometheusExporters = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One, as it is by itself. */
const DEFAULT_EXPORTERS: PrometheusExporters = { default: {} };

/** A real OpenTelemetry Collector: OTLP, and spans as Zipkin sends them, in; files, and for metrics also Prometheus endpoints, out. */
export class Collector {
  /** The folder with `traces.json`, `metrics.json` and `logs.json`; whole once the Collector has ended. */
  readonly folder: string;
  readonly #binary: string;
  readonly #ports: Ports;
  readonly #prometheusUrls: ReadonlyMap<string, string>;
  #child: Child;

  private constructor(
    binary: string,
    child: Child,
    folder: string,
    ports: Ports,
    prometheusUrls: ReadonlyMap<string, string>,
  ) {
    this.#binary = binary;
    this.#child = child;
    this.folder = folder;
    this.#ports = ports;
    this.#prometheusUrls = prometheusUrls;
  }

  /** Starts a Collector that writes into `folder`, and waits until it takes OTLP. */
  static async start(
    binary: string,
    folder: string,
    exporters: PrometheusExporters = DEFAULT_EXPORTERS,
  ): Promise<Collector> {
    const names = Object.keys(exporters);
    const [grpc = 0, http = 0, zipkin = 0, ...ports] = await freePorts(3 + names.length);
    const receivers: Ports = { grpc, http, zipkin };
    const endpoints = names.map((name, index) => ({
      name,
      settings: { ...exporters[name], endpoint: `127.0.0.1:${ports[index]}` },
    }));
    const configured = configuration(folder, receivers, endpoints);
    writeFileSync(join(folder, CONFIGURATION), JSON.stringify(configured, undefined, 2));
    const urls = new Map(
      endpoints.map(({ name, settings }) => [name, `http://${settings.endpoint}/metrics`]),
    );
    const child = await launched(binary, folder, receivers, urls);
    return new Collector(binary, child, folder, receivers, urls);
  }

  /** Where to send OTLP. */
  endpoint(protocol: Protocol): string {
    return `127.0.0.1:${protocol === 'grpc' ? this.#ports.grpc : this.#ports.http}`;
  }

  /** Where to send spans as Zipkin takes them. */
  get zipkinUrl(): string {
    return `http://127.0.0.1:${this.#ports.zipkin}/api/v2/spans`;
  }

  /** What the `prometheus` exporter renders now. */
  exposition(): Promise<Exposition> {
    return scrape(this.prometheusUrl('default'));
  }

  /** Where one of the `prometheus` exporters shows its metrics. */
  prometheusUrl(name: string): string {
    const url = this.#prometheusUrls.get(name);
    if (url === undefined) throw new Error(`there is no exporter ${name}`);
    return url;
  }

  /** What it has written to its log. */
  get log(): string {
    return this.#child.stderr;
  }

  /** Starts one that was stopped anew, at the same ports. */
  async restart(): Promise<void> {
    this.#child = await launched(this.#binary, this.folder, this.#ports, this.#prometheusUrls);
  }

  /** Ends the Collector, which writes what it still holds. */
  async stop(): Promise<void> {
    await this.#child.end();
    const { code } = await this.#child.exit;
    if (code !== 0) throw new Error(`the Collector ended with ${code}: ${this.#child.stderr}`);
  }
}

/** Starts the process, and waits until it takes what is sent to it. */
async function launched(
  binary: string,
  folder: string,
  ports: Ports,
  prometheusUrls: ReadonlyMap<string, string>,
): Promise<Child> {
  const child = Child.start(binary, ['--config', join(folder, CONFIGURATION)]);
  await eventually(
    async () => {
      if (child.hasExited) throw new Error(`the Collector ended: ${child.stderr}`);
      const [receiver, ...shown] = await Promise.all(
        [`http://127.0.0.1:${ports.http}/`, ...prometheusUrls.values()].map((url) => fetch(url)),
      );
      return receiver?.status === 404 && shown.every(({ status }) => status === 200);
    },
    { withinMs: START_WITHIN_MS, what: 'the start of the Collector' },
  );
  return child;
}

interface Endpoint {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** JSON is YAML, too. */
function configuration(folder: string, ports: Ports, endpoints: readonly Endpoint[]) {
  const local = (port: number) => ({ endpoint: `127.0.0.1:${port}` });
  const file = (signal: string) => ({ path: join(folder, `${signal}.json`) });
  const shown = endpoints.map(
    ({ name, settings }) => [`prometheus/${name}`, { metric_expiration: '1h', ...settings }] as const,
  );
  return {
    receivers: {
      otlp: { protocols: { grpc: local(ports.grpc), http: local(ports.http) } },
      zipkin: local(ports.zipkin),
    },
    exporters: {
      'file/traces': file('traces'),
      'file/metrics': file('metrics'),
      'file/logs': file('logs'),
      ...Object.fromEntries(shown),
    },
    service: {
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: {
        traces: { receivers: ['otlp', 'zipkin'], exporters: ['file/traces'] },
        metrics: { receivers: ['otlp'], exporters: ['file/metrics', ...shown.map(([id]) => id)] },
        logs: { receivers: ['otlp'], exporters: ['file/logs'] },
      },
    },
  };
}
