/** A process with one admin server in it, which measures what its sessions cost. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Observability } from '../../../lib';
import { answerParent } from '../support/answer-parent';
import { PACKAGE } from '../support/paths';
import { createAdminServer } from './admin-server';
import type { Variant } from './variants';

type Cardlink = typeof import('../../../lib');

/** What the process is told at its start. */
export interface ServerStart {
  readonly variant: Variant;
  /** Where telemetry goes, for each protocol. */
  readonly endpoints: { readonly [protocol in NonNullable<Variant['protocol']>]: string };
}

/** What a process used between `begin` and `end`. */
export interface Usage {
  readonly cpuMicroseconds: number;
  /** The share of the time in which the event loop was at work while sessions came: 1 is saturated. */
  readonly utilization: number;
  /** Spans that the backend took. */
  readonly spans: number;
  /** Spans and log records that were given up. */
  readonly dropped: number;
}

let observability: Observability | undefined;
let before = snapshot();

answerParent({
  start: async (start: ServerStart) => {
    const { variant } = start;
    if (variant.observed) observability = observe(start);
    const server = createAdminServer();
    if (variant.observed) (require(PACKAGE) as Cardlink).observePskTlsServer(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  },
  begin: () => {
    before = snapshot();
  },
  /** What is still to be exported belongs to the sessions, so it is waited for. */
  end: async (): Promise<Usage> => {
    const { utilization } = performance.eventLoopUtilization(before.loop);
    await observability?.flush();
    const after = snapshot();
    return {
      cpuMicroseconds: after.cpuMicroseconds - before.cpuMicroseconds,
      utilization,
      spans: after.spans - before.spans,
      dropped: after.dropped - before.dropped,
    };
  },
});

function observe({ variant, endpoints }: ServerStart): Observability {
  const { startObservability } = require(PACKAGE) as Cardlink;
  const { HttpInstrumentation } = variant.httpInstrumentation
    ? (require('@opentelemetry/instrumentation-http') as typeof import('@opentelemetry/instrumentation-http'))
    : {};
  const { protocol, sampler, logs } = variant;
  return startObservability({
    metrics: { port: 0 },
    health: { port: 0 },
    handleSignals: false,
    ...(protocol && { otlp: { protocol, ...targets(endpoints[protocol], logs) } }),
    ...(sampler && { tracing: { sampler } }),
    ...(HttpInstrumentation && { instrumentations: [new HttpInstrumentation()] }),
  });
}

/** Signals without an endpoint are not exported; over HTTP, that of one signal is its full URL. */
function targets(endpoint: string, logs: Variant['logs']) {
  if (logs !== false) return { endpoint };
  return { traces: { endpoint: `${endpoint}/v1/traces` }, metrics: { endpoint: `${endpoint}/v1/metrics` } };
}

function snapshot() {
  const { user, system } = process.cpuUsage();
  const exporters = observability?.exporters ?? [];
  return {
    cpuMicroseconds: user + system,
    loop: performance.eventLoopUtilization(),
    spans: exporters.find(({ signal }) => signal === 'traces')?.delivered ?? 0,
    dropped: exporters.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}
