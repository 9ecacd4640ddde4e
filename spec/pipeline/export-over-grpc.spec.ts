import { SeverityNumber } from '@opentelemetry/api-logs';
import { eventually } from '../support/eventually';
import { startGrpcBackend, stopBackends } from './support/otlp-backends';
import { itemsOf, logBodies, metricNames, spanNames } from './support/otlp-messages';
import { endPipelines, startPipeline } from './support/pipelines';

afterEach(endPipelines);
afterEach(stopBackends);

const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const protocol = 'grpc';

describe('a pipeline that exports over gRPC', () => {
  test('delivers 5,000 spans of one tick, a log record and the metrics', async () => {
    const backend = await startGrpcBackend();
    const pipeline = startPipeline({
      otlp: { endpoint: `127.0.0.1:${backend.port}`, protocol, headers: { 'x-tenant': 'cards' } },
    });
    const tracer = pipeline.tracerProvider.getTracer('spec');
    for (let index = 0; index < 5_000; index += 1) tracer.startSpan(`span ${index}`).end();
    pipeline.loggerProvider.getLogger('spec').emit({ body: 'a secret', severityNumber: SeverityNumber.INFO });
    pipeline.meterProvider.getMeter('spec').createCounter('spec.things').add(1);

    const undelivered = await pipeline.shutdown();

    expect(undelivered).toEqual({ spans: 0, logRecords: 0, metrics: false });
    const traces = backend.requests.filter(({ path }) => path === TRACES);
    expect(traces.flatMap(({ body }) => spanNames(body))).toEqual(
      Array.from({ length: 5_000 }, (_, index) => `span ${index}`),
    );
    expect(traces.every(({ headers }) => headers['x-tenant'] === 'cards')).toBe(true);
    const logs = backend.requests.filter(({ path }) => /logs/i.test(path));
    expect(logs.flatMap(({ body }) => logBodies(body))).toEqual(['a [redacted]']);
    const metrics = backend.requests.filter(({ path }) => /metrics/i.test(path));
    expect(metrics.flatMap(({ body }) => metricNames(body))).toContain('spec.things');
  });

  test('exports by itself, without being flushed', async () => {
    const backend = await startGrpcBackend();
    const pipeline = startPipeline({ otlp: { endpoint: `127.0.0.1:${backend.port}`, protocol } });
    pipeline.tracerProvider.getTracer('spec').startSpan('alone').end();
    await eventually(() => pipeline.exporters.some(({ state }) => state === 'ok'));
    expect(backend.requests.flatMap(({ body }) => itemsOf(body))).toHaveLength(1);
    expect(pipeline.exporters).toContainEqual(
      expect.objectContaining({ signal: 'traces', protocol, state: 'ok', delivered: 1, dropped: 0 }),
    );
  });

  test('delivers what waited when its backend comes back', async () => {
    const first = await startGrpcBackend();
    await first.stop();
    const pipeline = startPipeline({ otlp: { endpoint: `127.0.0.1:${first.port}`, protocol } });
    const tracer = pipeline.tracerProvider.getTracer('spec');
    for (let index = 0; index < 600; index += 1) tracer.startSpan(`span ${index}`).end();
    await eventually(() => pipeline.exporters.some(({ state }) => state === 'failing'));

    const backend = await startGrpcBackend({ port: first.port });
    await eventually(() => backend.requests.flatMap(({ body }) => itemsOf(body)).length >= 600, {
      withinMs: 20_000,
    });

    expect(backend.requests.flatMap(({ body }) => spanNames(body))).toEqual(
      Array.from({ length: 600 }, (_, index) => `span ${index}`),
    );
  }, 30_000);
});
