import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { eventually } from '../support/eventually';
import {
  type HttpBackend,
  refusedPort,
  startHttpBackend,
  startTcpBackend,
  stopBackends,
  USELESS_BACKENDS,
} from './support/otlp-backends';
import { PROTOBUF_MESSAGES } from './support/otlp-messages';
import { PipelineProcess } from './support/pipeline-process';
import { endPipelines, startPipeline } from './support/pipelines';
import { zipkinSpans } from './support/zipkin-spans';

const ACCEPTED = 202;
const PATH = '/api/v2/spans';
const started: PipelineProcess[] = [];

function startProcess(port: number, env: Record<string, string> = {}): PipelineProcess {
  const child = new PipelineProcess({
    GP_TRACING_EXPORTER: 'zipkin',
    GP_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}${PATH}`,
    GP_SHUTDOWN_TIMEOUT: '2s',
    ...env,
  });
  started.push(child);
  return child;
}

afterEach(async () => {
  for (const child of started) child.kill();
  await Promise.all(started.splice(0).map((child) => child.exited));
  await endPipelines();
  await stopBackends();
});

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `span ${index}`);
}

function namesAt({ requests }: HttpBackend): string[] {
  return zipkinSpans(requests).map(({ name }) => name);
}

describe('a pipeline that exports to Zipkin', () => {
  test('delivers 5,000 spans of one tick, and lets its process end', async () => {
    const backend = await startHttpBackend({ status: ACCEPTED });
    const child = startProcess(backend.port);
    await child.ask({ do: 'record', from: 0, to: 5_000 });

    const { undelivered, exporters } = await child.ask({ do: 'shutdown' });

    expect(undelivered).toEqual({ spans: 0, logRecords: 0, metrics: false });
    expect(namesAt(backend)).toEqual(names(5_000));
    expect(new Set(backend.requests.map(({ path }) => path))).toEqual(new Set([PATH]));
    expect(backend.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^cardlink-observability\//),
    });
    expect(exporters).toEqual([
      {
        signal: 'traces',
        endpoint: `http://127.0.0.1:${backend.port}${PATH}`,
        protocol: 'zipkin',
        state: 'ok',
        delivered: 5_000,
        dropped: 0,
      },
    ]);
    expect(await child.exited).toBe(0);
    expect(child.stderr).toBe('');
  }, 20_000);

  test('delivers what waited when Zipkin comes back, and tells of it in two lines', async () => {
    const port = await refusedPort();
    const child = startProcess(port);
    await child.ask({ do: 'record', from: 0, to: 600 });
    await eventually(() => child.stderr.includes('fails: connection refused'), { withinMs: 10_000 });

    const backend = await startHttpBackend({ port, status: ACCEPTED });
    await eventually(() => namesAt(backend).length >= 600, { withinMs: 20_000 });

    expect(namesAt(backend)).toEqual(names(600));
    await eventually(() => child.stderr.includes('has resumed; nothing was dropped'));
    expect(child.stderr.trim().split('\n')).toEqual([
      expect.stringContaining(`Zipkin export to http://127.0.0.1:${port} fails: connection refused`),
      expect.stringContaining(`Zipkin export to http://127.0.0.1:${port} has resumed`),
    ]);
  }, 40_000);

  test('drops the oldest when its queue is full, and counts them', async () => {
    const port = await refusedPort();
    const child = startProcess(port, { GP_OTLP_QUEUE_SIZE: '100' });
    await child.ask({ do: 'record', from: 0, to: 250 });
    await eventually(() => child.stderr.includes('fails: connection refused'), { withinMs: 10_000 });

    const backend = await startHttpBackend({ port, status: ACCEPTED });
    await eventually(() => namesAt(backend).length >= 100, { withinMs: 20_000 });

    expect(namesAt(backend)).toEqual(names(250).slice(150));
    const { exporters } = await child.ask({ do: 'status' });
    expect(exporters).toMatchObject([{ delivered: 100, dropped: 150 }]);
  }, 40_000);

  test('sends again what Zipkin has no room for now', async () => {
    const backend = await startHttpBackend({ status: 503 });
    const child = startProcess(backend.port);
    await child.ask({ do: 'record', from: 0, to: 10 });
    await eventually(() => child.stderr.includes('fails: the backend answered HTTP 503'));
    backend.status = ACCEPTED;
    await eventually(() => namesAt(backend).length === 10, { withinMs: 10_000 });
    expect(namesAt(backend)).toEqual(names(10));
  }, 20_000);

  test.each([401, 302])(
    'drops what is answered %i, and says so',
    async (status) => {
      const backend = await startHttpBackend({ status });
      const child = startProcess(backend.port);
      await child.ask({ do: 'record', from: 0, to: 10 });
      const { exporters } = await child.ask({ do: 'flush' });
      const lastError = `the backend answered HTTP ${status}`;
      expect(exporters).toMatchObject([{ state: 'failing', dropped: 10, lastError }]);
      expect(child.stderr).toContain(`is refused: ${lastError}`);
    },
    20_000,
  );

  test.each(USELESS_BACKENDS)(
    'keeps what it has from a backend that %s, says why, and lets its process end',
    async (_what, startBackend, reason) => {
      const child = startProcess(await startBackend());
      await child.ask({ do: 'record', from: 0, to: 100 });
      const { undelivered } = await child.ask({ do: 'shutdown' });
      expect(undelivered).toEqual({ spans: 100, logRecords: 0, metrics: false });
      expect(await child.exited).toBe(0);
      expect(child.stderr).toContain(reason);
      expect(child.stderr.trim().split('\n')).toHaveLength(1);
    },
    20_000,
  );

  test('sends the credentials of its URL, and shows them nowhere', async () => {
    const backend = await startHttpBackend({ status: 401 });
    const url = `http://cards:hunter2pass@127.0.0.1:${backend.port}${PATH}?key=k3y0fTenant`;
    const child = startProcess(0, { GP_ZIPKIN_ENDPOINT: url });
    await child.ask({ do: 'record', from: 0, to: 1 });
    const refused = await child.ask({ do: 'flush' });
    backend.status = ACCEPTED;
    await child.ask({ do: 'record', from: 1, to: 2 });
    const { exporters } = await child.ask({ do: 'flush' });

    expect(backend.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from('cards:hunter2pass').toString('base64')}`,
    ]);
    expect(backend.requests[0]?.path).toBe(`${PATH}?key=k3y0fTenant`);
    expect(exporters[0]?.endpoint).toBe(`http://********@127.0.0.1:${backend.port}${PATH}?********`);
    const shown = JSON.stringify([refused, exporters]) + child.stderr;
    expect(child.stderr).toContain('HTTP 401');
    for (const secret of ['hunter2pass', 'k3y0fTenant']) expect(shown).not.toContain(secret);
  }, 20_000);

  test('has a queue of its own, so that it gets everything while another backend is away', async () => {
    const [away, zipkin, otlp] = [
      await startTcpBackend(),
      await startHttpBackend(),
      await startHttpBackend(),
    ];
    const both = { GP_TRACING_EXPORTER: 'otlp,zipkin', GP_OTLP_PROTOCOL: 'http/protobuf' };
    const first = startProcess(zipkin.port, { ...both, GP_OTLP_ENDPOINT: `127.0.0.1:${away.port}` });
    const second = startProcess(away.port, { ...both, GP_OTLP_ENDPOINT: `127.0.0.1:${otlp.port}` });
    for (const child of [first, second]) await child.ask({ do: 'record', from: 0, to: 1_000 });

    await eventually(() => namesAt(zipkin).length === 1_000, { withinMs: 10_000 });
    const sent = () =>
      otlp.requests
        .filter(({ path }) => path === '/v1/traces')
        .flatMap(({ body }) => PROTOBUF_MESSAGES.spanNames(body));
    await eventually(() => sent().length === 1_000, { withinMs: 10_000 });

    const { undelivered, exporters } = await second.ask({ do: 'shutdown' });
    expect(undelivered?.spans).toBe(1_000);
    expect(exporters.filter(({ signal }) => signal === 'traces')).toMatchObject([
      { protocol: 'http/protobuf', delivered: 1_000, dropped: 0 },
      { protocol: 'zipkin', delivered: 0, dropped: 1_000 },
    ]);
    expect(await second.exited).toBe(0);
  }, 30_000);
});

test('nothing secret in a span reaches Zipkin, wherever it stands', async () => {
  const backend = await startHttpBackend({ status: ACCEPTED });
  const pipeline = startPipeline({
    service: { attributes: { 'service.namespace': 'the secret namespace' } },
    tracing: { exporter: 'zipkin', zipkinEndpoint: `http://127.0.0.1:${backend.port}${PATH}` },
  });
  const tracer = pipeline.tracerProvider.getTracer('spec');
  const span = tracer.startSpan('GET /secret', {
    kind: SpanKind.CLIENT,
    attributes: { 'server.address': 'secret.example', list: ['a secret'], password: 'Tr0ub4dor' },
  });
  span.addEvent('a secret event', { 'exception.message': 'the secret is out', password: 'Tr0ub4dor' });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'wrong secret' });
  span.end();
  await pipeline.flush();

  const [sent] = zipkinSpans(backend.requests);
  expect(sent).toMatchObject({
    name: expect.stringMatching(/^GET \//),
    remoteEndpoint: { serviceName: expect.stringContaining('.example') },
    tags: {
      list: expect.any(String),
      password: expect.any(String),
      error: expect.stringContaining('wrong '),
      'service.namespace': expect.stringContaining('namespace'),
    },
    annotations: [{ value: expect.stringContaining('is out') }],
  });
  const text = Buffer.concat(backend.requests.map(({ body }) => body)).toString('utf8');
  for (const secret of ['secret', 'Tr0ub4dor']) expect(text).not.toContain(secret);
});
