import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exposition } from '../../lib/prometheus';
import { eventually } from '../../spec/support/eventually';
import { Child } from '../../spec/system/support/child';
import { scrape } from '../../spec/system/support/exposition';
import { freePorts } from '../../spec/system/support/ports';

/** The protocols over which the lab sends. */
export type Protocol = 'grpc' | 'http/protobuf';

const START_WITHIN_MS = 30_000;

/** A real OpenTelemetry Collector: OTLP in; files, and for metrics also a Prometheus endpoint, out. */
export class Collector {
  /** The folder with `traces.json`, `metrics.json` and `logs.json`; whole once the Collector has ended. */
  readonly folder: string;
  readonly #child: Child;
  readonly #ports: Readonly<Record<Protocol, number>>;
  readonly #prometheusUrl: string;

  private constructor(
    child: Child,
    folder: string,
    ports: Readonly<Record<Protocol, number>>,
    prometheusUrl: string,
  ) {
    this.#child = child;
    this.folder = folder;
    this.#ports = ports;
    this.#prometheusUrl = prometheusUrl;
  }

  /** Starts a Collector that writes into `folder`, and waits until it takes OTLP. */
  static async start(binary: string, folder: string): Promise<Collector> {
    const [grpc = 0, http = 0, prometheus = 0] = await freePorts(3);
    const file = join(folder, 'collector.yaml');
    writeFileSync(file, JSON.stringify(configuration(folder, { grpc, http, prometheus }), undefined, 2));
    const child = Child.start(binary, ['--config', file]);
    const url = `http://127.0.0.1:${prometheus}/metrics`;
    await eventually(
      async () => {
        if (child.hasExited) throw new Error(`the Collector ended: ${child.stderr}`);
        const [receiver, exporter] = await Promise.all([fetch(`http://127.0.0.1:${http}/`), fetch(url)]);
        return receiver.status === 404 && exporter.status === 200;
      },
      { withinMs: START_WITHIN_MS, what: 'the start of the Collector' },
    );
    return new Collector(child, folder, { grpc, 'http/protobuf': http }, url);
  }

  /** Where to send OTLP. */
  endpoint(protocol: Protocol): string {
    return `127.0.0.1:${this.#ports[protocol]}`;
  }

  /** What the `prometheus` exporter renders now. */
  exposition(): Promise<Exposition> {
    return scrape(this.#prometheusUrl);
  }

  /** Ends the Collector, which writes what it still holds. */
  async stop(): Promise<void> {
    await this.#child.end();
    const { code } = await this.#child.exit;
    if (code !== 0) throw new Error(`the Collector ended with ${code}: ${this.#child.stderr}`);
  }
}

/** JSON is YAML, too. */
function configuration(folder: string, ports: { grpc: number; http: number; prometheus: number }) {
  const local = (port: number) => ({ endpoint: `127.0.0.1:${port}` });
  const file = (signal: string) => ({ path: join(folder, `${signal}.json`) });
  return {
    receivers: { otlp: { protocols: { grpc: local(ports.grpc), http: local(ports.http) } } },
    exporters: {
      'file/traces': file('traces'),
      'file/metrics': file('metrics'),
      'file/logs': file('logs'),
      prometheus: { ...local(ports.prometheus), metric_expiration: '1h' },
    },
    service: {
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: {
        traces: { receivers: ['otlp'], exporters: ['file/traces'] },
        metrics: { receivers: ['otlp'], exporters: ['file/metrics', 'prometheus'] },
        logs: { receivers: ['otlp'], exporters: ['file/logs'] },
      },
    },
  };
}
