import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Route } from '../../lib/http';
import { pem, pemPath } from '../support/tls-files';
import { serve } from './serving';
import { connectTls } from './tls-client';

const spans = new InMemorySpanExporter();
const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
const tracer = tracerProvider.getTracer('spec');
const instrumentation = new HttpInstrumentation();
// Jest has a `require` of its own, which the instrumentation cannot hook: its patch is applied by hand.
const [definition] = instrumentation.getModuleDefinitions().filter(({ name }) => name === 'https');

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  instrumentation.setTracerProvider(tracerProvider);
  definition?.patch?.(https);
});
afterEach(() => spans.reset());
afterAll(async () => {
  definition?.unpatch?.(https);
  context.disable();
  await tracerProvider.shutdown();
});

const TLS = { certFile: pemPath('server.cert'), keyFile: pemPath('server.key') };

/** The head of an answer, asked for by a client that the instrumentation does not see. */
async function get(port: number): Promise<string> {
  const socket = await connectTls(port);
  socket.write('GET /busy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  await once(socket.resume(), 'close');
  return answer.toString();
}

describe('an operations server over TLS, beside the HTTP instrumentation', () => {
  it('gives no span of its requests, of what they do inside or of its start', async () => {
    const seen: unknown[] = [];
    const busy: Route = {
      path: '/busy',
      authenticate: false,
      handle: async () => {
        await Promise.resolve();
        seen.push(trace.getActiveSpan()?.isRecording() ?? false);
        tracer.startSpan('work').end();
        return { status: 200 };
      },
    };
    const start = tracer.startSpan('start');
    const { port } = await context.with(trace.setSpan(context.active(), start), () =>
      serve([busy], { tls: TLS }),
    );
    expect(await get(port)).toMatch(/^HTTP\/1\.1 200 /);
    expect(seen).toEqual([false]);
    expect(spans.getFinishedSpans()).toEqual([]);
    start.end();
  });

  it("differs in that from the application's own server, which the same instrumentation sees", async () => {
    const server = https.createServer(
      { cert: pem('server.cert'), key: pem('server.key') },
      (_request, response) => response.end(),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect(await get((server.address() as AddressInfo).port)).toMatch(/^HTTP\/1\.1 200 /);
    await new Promise((resolve) => server.close(resolve));
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['GET']);
  });
});
