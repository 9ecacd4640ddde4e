import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createAuthenticator, createRequestListener, OperationsServer, type Route } from '../../lib/http';
import { request } from './client';

const spans = new InMemorySpanExporter();
const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 });
const meterProvider = new MeterProvider({ readers: [reader] });

/** Does some traced work inside, as a health check does that asks a database. */
const busy: Route = {
  path: '/busy',
  authenticate: false,
  handle: async () => {
    await Promise.resolve();
    tracerProvider.getTracer('spec').startSpan('work').end();
    return { status: 200, body: 'done' };
  },
};

const servers: { stop(): Promise<unknown> }[] = [];

async function mount(listener: http.RequestListener): Promise<string> {
  const server = http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({ stop: () => new Promise((resolve) => server.close(resolve)) });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function operations(routes: readonly Route[]): Promise<string> {
  const server = new OperationsServer({ host: '127.0.0.1', port: 0, routes });
  servers.push(server);
  return (await server.start()).url;
}

function spanNames(): readonly string[] {
  return spans.getFinishedSpans().map(({ name }) => name);
}

async function instrumentNames(): Promise<readonly string[]> {
  await reader.forceFlush();
  return metrics
    .getMetrics()
    .flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) => scope.metrics.map(({ descriptor }) => descriptor.name)),
    );
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

async function stopServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
}

afterEach(async () => {
  await stopServers();
  spans.reset();
  metrics.reset();
});

afterAll(async () => {
  context.disable();
  await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
});

describe('createRequestListener', () => {
  it("answers the routes inside an application's own server, and 404 for the rest", async () => {
    const url = await mount(createRequestListener([busy]));
    expect(await request(`${url}/busy`)).toMatchObject({ status: 200, body: 'done' });
    expect((await request(`${url}/other`)).status).toBe(404);
  });

  it('asks for credentials there as well', async () => {
    const url = await mount(
      createRequestListener([{ ...busy, authenticate: true }], createAuthenticator({ token: 't' })),
    );
    expect((await request(`${url}/busy`)).status).toBe(401);
    expect((await request(`${url}/busy`, { headers: { authorization: 'Bearer t' } })).status).toBe(200);
  });

  it('leaves a path that is no route to the next handler, as Express has it', async () => {
    const listener = createRequestListener([busy]);
    const url = await mount((incoming, response) =>
      listener(incoming, response, () => response.end("the application's")),
    );
    expect((await request(`${url}/other`)).body).toBe("the application's");
    expect((await request(`${url}/busy`)).body).toBe('done');
  });

  it('traces nothing of what a route does inside', async () => {
    const url = await mount(createRequestListener([busy]));
    await request(`${url}/busy`);
    expect(spanNames()).toEqual([]);
  });
});

describe('an operations server beside the HTTP instrumentation', () => {
  const instrumentation = new HttpInstrumentation();
  // Jest has a `require` of its own, which the instrumentation cannot hook: its patch is applied by hand.
  const [definition] = instrumentation.getModuleDefinitions().filter(({ name }) => name === 'http');

  beforeAll(() => {
    instrumentation.setTracerProvider(tracerProvider);
    instrumentation.setMeterProvider(meterProvider);
    definition?.patch?.(http);
  });

  afterAll(() => definition?.unpatch?.(http));

  it('gives no span and no measurement of its requests or of what they do inside', async () => {
    const url = await operations([busy]);
    expect((await get(`${url}/busy`)).status).toBe(200);
    await stopServers();
    expect(spanNames()).toEqual([]);
    expect(await instrumentNames()).toEqual([]);
  });

  it("differs in that from the application's own server, which the same instrumentation sees", async () => {
    const url = await mount(createRequestListener([busy]));
    expect((await get(`${url}/busy`)).status).toBe(200);
    await stopServers();
    expect(spanNames()).toEqual(['GET']);
    expect(await instrumentNames()).toEqual(['http.server.request.duration']);
  });

  it('does not carry the span that was active at its start into its requests', async () => {
    const seen: unknown[] = [];
    const route: Route = {
      ...busy,
      handle: () => {
        seen.push(trace.getActiveSpan()?.isRecording() ?? false);
        tracerProvider.getTracer('spec').startSpan('work').end();
        return { status: 200 };
      },
    };
    const start = tracerProvider.getTracer('spec').startSpan('start');
    const url = await context.with(trace.setSpan(context.active(), start), () => operations([route]));
    await get(`${url}/busy`);
    await stopServers();
    expect(seen).toEqual([false]);
    expect(spanNames()).toEqual([]);
    start.end();
  });
});

/** A client that the instrumentation does not see: fetch does not go through `node:http`. */
async function get(url: string): Promise<{ status: number }> {
  const answer = await fetch(url, { headers: { connection: 'close' } });
  await answer.text();
  return { status: answer.status };
}
