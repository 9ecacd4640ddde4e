import { gunzipSync } from 'node:zlib';
import { eventually } from '../support/eventually';
import { refusedPort, startHttpBackend, stopBackends, USELESS_BACKENDS } from './support/otlp-backends';
import { JSON_MESSAGES, PROTOBUF_MESSAGES } from './support/otlp-messages';
import { PipelineProcess } from './support/pipeline-process';

const started: PipelineProcess[] = [];

/** What is different in the two encodings. */
const ENCODINGS = [
  { protocol: 'http/protobuf', contentType: 'application/x-protobuf', ...PROTOBUF_MESSAGES },
  { protocol: 'http/json', contentType: 'application/json', ...JSON_MESSAGES },
];

function startOver(protocol: string, port: number, env: Record<string, string> = {}): PipelineProcess {
  const child = new PipelineProcess({
    GP_OTLP_ENDPOINT: `127.0.0.1:${port}`,
    GP_OTLP_PROTOCOL: protocol,
    GP_SHUTDOWN_TIMEOUT: '2s',
    ...env,
  });
  started.push(child);
  return child;
}

afterEach(async () => {
  for (const child of started) child.kill();
  await Promise.all(started.splice(0).map((child) => child.exited));
  await stopBackends();
});

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
}

describe.each(ENCODINGS)('a pipeline that exports over $protocol', (encoding) => {
  const { protocol, contentType, spanNames, metricNames, logBodies } = encoding;
  const startProcess = (port: number, env: Record<string, string> = {}) => startOver(protocol, port, env);

  test('delivers 5,000 spans and log records of one tick and the metrics, and lets its process end', async () => {
    const backend = await startHttpBackend();
    const child = startProcess(backend.port, { GP_OTLP_HEADERS: 'x-tenant=cards' });
    await child.ask({ do: 'record', from: 0, to: 5_000 });

    const { undelivered } = await child.ask({ do: 'shutdown' });

    expect(undelivered).toEqual({ spans: 0, logRecords: 0, metrics: false });
    const bodies = (path: string) =>
      backend.requests.filter((one) => one.path === path).map(({ body }) => body);
    expect(bodies('/v1/traces').flatMap(spanNames)).toEqual(names('span', 5_000));
    expect(bodies('/v1/logs').flatMap(logBodies)).toEqual(names('record', 5_000));
    expect(bodies('/v1/metrics').flatMap(metricNames)).toContain('child.items');
    for (const { headers } of backend.requests) {
      expect(headers).toMatchObject({ 'x-tenant': 'cards', 'content-type': contentType });
    }
    expect(await child.exited).toBe(0);
    expect(child.stderr).toBe('');
  }, 20_000);

  test('compresses when OTEL_EXPORTER_OTLP_COMPRESSION asks for it', async () => {
    const backend = await startHttpBackend();
    const child = startProcess(backend.port, { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
    await child.ask({ do: 'record', from: 0, to: 10 });
    await child.ask({ do: 'shutdown' });

    const traces = backend.requests.filter(({ path }) => path === '/v1/traces');
    expect(traces.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip']);
    expect(traces.flatMap(({ body }) => spanNames(gunzipSync(body)))).toEqual(names('span', 10));
  }, 20_000);

  test('delivers what waited when its backend comes back, and tells of it in two lines', async () => {
    const port = await refusedPort();
    const child = startProcess(port);
    await child.ask({ do: 'record', from: 0, to: 600 });
    await eventually(async () =>
      (await child.ask({ do: 'status' })).exporters.every(({ state }) => state !== 'ok'),
    );
    await eventually(() => child.stderr.includes('fails: connection refused'), { withinMs: 10_000 });

    const backend = await startHttpBackend({ port });
    const delivered = (path: string) =>
      backend.requests.filter((one) => one.path === path).map(({ body }) => body);
    await eventually(() => delivered('/v1/traces').flatMap(spanNames).length >= 600, { withinMs: 20_000 });
    await eventually(() => delivered('/v1/logs').flatMap(logBodies).length >= 600, { withinMs: 20_000 });

    expect(delivered('/v1/traces').flatMap(spanNames)).toEqual(names('span', 600));
    await eventually(() => child.stderr.includes('has resumed; nothing was dropped'));
    expect(child.stderr.trim().split('\n')).toHaveLength(2);
  }, 40_000);

  test('drops what its backend refuses, and says so', async () => {
    const backend = await startHttpBackend({ status: 401 });
    const child = startProcess(backend.port);
    await child.ask({ do: 'record', from: 0, to: 10 });
    const { exporters } = await child.ask({ do: 'flush' });
    expect(exporters).toContainEqual(
      expect.objectContaining({
        signal: 'traces',
        state: 'failing',
        dropped: 10,
        lastError: 'the backend answered HTTP 401',
      }),
    );
    expect(child.stderr).toContain('is refused: the backend answered HTTP 401');
  }, 20_000);

  test.each(USELESS_BACKENDS)(
    'keeps what it has from a backend that %s, says why, and lets its process end',
    async (_what, startBackend, reason) => {
      const child = startProcess(await startBackend());
      await child.ask({ do: 'record', from: 0, to: 100 });
      const { undelivered } = await child.ask({ do: 'shutdown' });
      expect(undelivered).toEqual({ spans: 100, logRecords: 100, metrics: true });
      expect(await child.exited).toBe(0);
      expect(child.stderr).toContain(reason);
      expect(child.stderr.trim().split('\n')).toHaveLength(1);
    },
    20_000,
  );
});
