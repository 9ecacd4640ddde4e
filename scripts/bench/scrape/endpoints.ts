import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { Registry } from 'prom-client';
import type { Contestant, InstrumentKind } from '../metrics/contestants';
import { OtelContestant } from '../metrics/contestants/otel';
import { PromClientContestant } from '../metrics/contestants/prom-client';
import { PACKAGE } from '../support/paths';

type Metrics = typeof import('../../../lib/metrics/public');
type Prometheus = typeof import('../../../lib/prometheus');

/** A library that keeps metrics, and shows them over HTTP. */
export interface Endpoint {
  readonly contestant: Contestant;
  /** Listens on a free port of this machine, and says where the metrics are. */
  listen(): Promise<string>;
}

/** Far more than any series of the benchmark. */
const CARDINALITY_LIMIT = 1_000_000;

const ENDPOINTS = {
  ours: () => ofOurs({}),
  'ours, no scope labels': () => ofOurs({ scopeLabels: false }),
  'ours on stock': ofOurReaderOverStock,
  stock: ofStock,
  'prom-client': ofPromClient,
} as const;

export type EndpointName = keyof typeof ENDPOINTS;

/** Sets an endpoint up. It does not listen yet. */
export function createEndpoint(name: EndpointName): Endpoint {
  return ENDPOINTS[name]();
}

function ofOurs(options: { readonly scopeLabels?: boolean }): Endpoint {
  const { MeterProvider: OurMeterProvider } = require(
    join(dirname(PACKAGE), 'metrics', 'public.js'),
  ) as Metrics;
  const reader = ourReader(options);
  const provider = new OurMeterProvider({ readers: [reader], cardinalityLimit: CARDINALITY_LIMIT });
  return { contestant: contestantOf(provider, reader), listen: () => listenOn(reader) };
}

function ofOurReaderOverStock(): Endpoint {
  const reader = ourReader({});
  const provider = new MeterProvider({ readers: [reader] });
  return { contestant: contestantOf(provider, reader), listen: () => listenOn(reader) };
}

type OurReader = InstanceType<Prometheus['PrometheusReader']>;

function ourReader(options: { readonly scopeLabels?: boolean }): OurReader {
  const { PrometheusReader } = require(join(dirname(PACKAGE), 'prometheus', 'index.js')) as Prometheus;
  return new PrometheusReader({
    host: '127.0.0.1',
    port: 0,
    cardinalityLimit: CARDINALITY_LIMIT,
    ...options,
  });
}

async function listenOn(reader: OurReader): Promise<string> {
  await reader.startServer();
  return `${reader.address?.url}/metrics`;
}

/** The stock exporter has no option for the limit. */
class StockExporter extends PrometheusExporter {
  override selectCardinalityLimit(): number {
    return CARDINALITY_LIMIT;
  }
}

/** Its handler in a server of Node's, as it makes one itself: the exporter takes port 0 for its default port. */
function ofStock(): Endpoint {
  const exporter = new StockExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter] });
  return {
    contestant: contestantOf(provider, exporter),
    listen: () => serve((request, response) => exporter.getMetricsRequestHandler(request, response)),
  };
}

function ofPromClient(): Endpoint {
  const registry = new Registry();
  const contestant = new PromClientContestant(registry);
  return {
    contestant: namedLikeOthers(contestant),
    listen: () =>
      serve(async (_request, response) => {
        response.setHeader('content-type', registry.contentType);
        response.end(await registry.metrics());
      }),
  };
}

function contestantOf(
  provider: ConstructorParameters<typeof OtelContestant>[0],
  pull: PrometheusExporter,
): Contestant {
  return new OtelContestant(provider, { pull, exporter: undefined, push: undefined });
}

/** A bridge from OTel gives counters this suffix; prom-client leaves it to its users. */
function namedLikeOthers(contestant: Contestant): Contestant {
  return {
    ...contestant,
    dialect: contestant.dialect,
    collect: () => contestant.collect(),
    totals: () => contestant.totals(),
    settle: () => contestant.settle(),
    create: (kind: InstrumentKind, name, labelNames) =>
      contestant.create(kind, kind === 'counter' ? `${name}_total` : name, labelNames),
  };
}

/** Longer than any pause between two scrapes, so that connections are kept, as those of our own server are. */
const KEEP_ALIVE_MS = 65_000;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}
