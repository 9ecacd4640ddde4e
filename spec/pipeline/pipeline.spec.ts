import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as grpc from '@grpc/grpc-js';
import { context, metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { SettingsError } from '../../lib/config';
import { eventually } from '../support/eventually';
import { startGrpcBackend, startTcpBackend, stopBackends } from './support/otlp-backends';
import { metricNames, spanNames } from './support/otlp-messages';
import { endPipelines, startPipeline } from './support/pipelines';

afterEach(endPipelines);
afterEach(stopBackends);

const TLS = join(__dirname, 'support', 'tls');

function readerInMemory(): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
  });
}

async function namesIn(reader: PeriodicExportingMetricReader): Promise<string[]> {
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics.flatMap((scope) =>
    scope.metrics.map(({ descriptor }) => descriptor.name),
  );
}

/** Which of OTel's packages a process has loaded after this code, which finds `createPipeline` and `settings(env)`. */
async function packagesAfter(code: string): Promise<string[]> {
  const script = `
    const { createPipeline } = require('./lib/pipeline');
    const { readSettings } = require('./lib/config');
    const redactor = require('./lib/redaction').createRedactor();
    const settings = (env) => readSettings({ env });
    ${code};
    const names = Object.keys(require.cache).map((path) => /node_modules[/](@[^/]+[/][^/]+)/.exec(path)?.[1]);
    console.log(JSON.stringify([...new Set(names)].filter(Boolean)));
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
    cwd: join(__dirname, '..', '..'),
  });
  return JSON.parse(stdout) as string[];
}

const OTEL_API = ['@opentelemetry/api', '@opentelemetry/api-logs'];

describe('loading packages', () => {
  test('is not done by importing the room, nor when everything is switched off', async () => {
    const names = await packagesAfter(
      `createPipeline({ settings: settings({ OTEL_SDK_DISABLED: 'true' }), redactor })`,
    );
    expect(names.filter((name) => name.startsWith('@opentelemetry/') && !OTEL_API.includes(name))).toEqual(
      [],
    );
  }, 20_000);

  test('is not done for signals that are not in use', async () => {
    const names = await packagesAfter(`createPipeline({ settings: settings({}), redactor })`);
    expect(names.filter((name) => /sdk-|exporter|grpc|otlp/.test(name))).toEqual([]);
  }, 20_000);

  test('is not done for exporters while a pipeline is being made', async () => {
    const names = await packagesAfter(
      `createPipeline({ settings: settings({ GP_OTLP_ENDPOINT: '127.0.0.1:1' }), redactor })`,
    );
    expect(names).toEqual(expect.arrayContaining(['@opentelemetry/sdk-trace', '@opentelemetry/sdk-metrics']));
    expect(names.filter((name) => /exporter|grpc|otlp/.test(name))).toEqual([]);
  }, 20_000);
});

describe('a pipeline that is switched off', () => {
  test('has providers that do nothing', async () => {
    const pipeline = startPipeline(
      { otlp: { endpoint: '127.0.0.1:1' } },
      { env: { OTEL_SDK_DISABLED: 'true' } },
    );
    expect(pipeline.tracerProvider.getTracer('spec').startSpan('span').isRecording()).toBe(false);
    pipeline.meterProvider.getMeter('spec').createCounter('counter').add(1);
    pipeline.loggerProvider.getLogger('spec').emit({ body: 'text' });
    expect(pipeline.exporters).toEqual([]);
    expect(pipeline.resource.attributes['service.name']).toBe('cardlink');
    const nothing = { spans: 0, logRecords: 0, metrics: false };
    expect([await pipeline.flush(), await pipeline.shutdown()]).toEqual([nothing, nothing]);
  });
});

describe('a pipeline', () => {
  test('makes no-ops of what nobody asked for', async () => {
    const pipeline = startPipeline({});
    expect(pipeline.tracerProvider.getTracer('spec').startSpan('span').isRecording()).toBe(false);
    pipeline.loggerProvider.getLogger('spec').emit({ body: 'text' });
    pipeline.meterProvider.getMeter('spec').createCounter('counter').add(1);
    expect(await pipeline.flush()).toEqual({ spans: 0, logRecords: 0, metrics: false });
  });

  test('makes spans for a processor alone, and for the setting alone', () => {
    const exporter = new InMemorySpanExporter();
    const withProcessor = startPipeline({}, { spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    withProcessor.tracerProvider.getTracer('spec').startSpan('span').end();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['span']);
    const enabled = startPipeline({ tracing: { enabled: true } });
    expect(enabled.tracerProvider.getTracer('spec').startSpan('span').isRecording()).toBe(true);
    expect(enabled.exporters).toEqual([]);
  });

  test('makes none where tracing is switched off, whatever is given', () => {
    const spanProcessors = [new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() })];
    const pipeline = startPipeline(
      { tracing: { enabled: false }, otlp: { endpoint: 'localhost:1' } },
      { spanProcessors },
    );
    expect(pipeline.tracerProvider.getTracer('spec').startSpan('span').isRecording()).toBe(false);
    expect(pipeline.exporters.map(({ signal }) => signal)).not.toContain('traces');
  });

  test('takes ids from where it is told', () => {
    const ids = { generateTraceId: () => 'a'.repeat(32), generateSpanId: () => 'b'.repeat(16) };
    const pipeline = startPipeline({ tracing: { enabled: true } }, { idGenerator: ids });
    const { traceId, spanId } = pipeline.tracerProvider.getTracer('spec').startSpan('span').spanContext();
    expect([traceId, spanId]).toEqual(['a'.repeat(32), 'b'.repeat(16)]);
  });

  test('sets no globals and runs beside others', async () => {
    const [one, other] = [readerInMemory(), readerInMemory()];
    const first = startPipeline({}, { metricReaders: [one] });
    const second = startPipeline({}, { metricReaders: [other] });
    first.meterProvider.getMeter('spec').createCounter('first').add(1);
    second.meterProvider.getMeter('spec').createCounter('second').add(1);
    expect([await namesIn(one), await namesIn(other)]).toEqual([
      expect.not.arrayContaining(['second']),
      expect.not.arrayContaining(['first']),
    ]);
    expect(await namesIn(one)).toContain('first');
    expect(trace.getTracer('spec').startSpan('span').isRecording()).toBe(false);
    expect(metrics.getMeterProvider()).not.toBe(first.meterProvider);
    expect(logs.getLogger('spec')).not.toBe(first.loggerProvider.getLogger('spec'));
    expect(context.active()).toBeDefined();
  });

  test("reports itself by OTel's names", async () => {
    const backend = await startGrpcBackend();
    const reader = readerInMemory();
    const pipeline = startPipeline(
      { otlp: { endpoint: `127.0.0.1:${backend.port}` } },
      { metricReaders: [reader] },
    );
    pipeline.tracerProvider.getTracer('spec').startSpan('span').end();
    pipeline.loggerProvider.getLogger('spec').emit({ body: 'text' });
    await pipeline.flush();
    expect(await namesIn(reader)).toEqual(
      expect.arrayContaining([
        'otel.sdk.span.started',
        'otel.sdk.span.live',
        'otel.sdk.processor.span.processed',
        'otel.sdk.processor.span.queue.size',
        'otel.sdk.processor.span.queue.capacity',
        'otel.sdk.log.created',
        'otel.sdk.processor.log.processed',
        'otel.sdk.exporter.span.exported',
        'otel.sdk.exporter.span.inflight',
        'otel.sdk.exporter.log.exported',
        'otel.sdk.exporter.operation.duration',
        'otel.sdk.metric_reader.collection.duration',
      ]),
    );
  });

  test('refuses TLS files that cannot be used, before anything else', () => {
    const noPem = join(__dirname, 'pipeline.spec.ts');
    expect(() =>
      startPipeline({ otlp: { endpoint: 'localhost:1', tls: { ca: noPem, cert: noPem, key: noPem } } }),
    ).toThrow(SettingsError);
  });
});

describe('exporting over TLS', () => {
  const cert = join(TLS, 'loopback.cert.pem');
  const key = join(TLS, 'loopback.key.pem');
  const credentials = grpc.ServerCredentials.createSsl(
    readFileSync(cert),
    [{ cert_chain: readFileSync(cert), private_key: readFileSync(key) }],
    true,
  );

  test('trusts the authority and shows the certificate that the settings name', async () => {
    const backend = await startGrpcBackend({ credentials });
    const endpoint = `https://localhost:${backend.port}`;
    const pipeline = startPipeline({ otlp: { endpoint, tls: { ca: cert, cert, key } } });
    pipeline.tracerProvider.getTracer('spec').startSpan('span').end();
    expect(await pipeline.flush()).toMatchObject({ spans: 0 });
    expect(backend.requests.flatMap(({ body }) => spanNames(body))).toContain('span');
  });

  test('keeps everything from a backend that it has no reason to trust', async () => {
    const backend = await startGrpcBackend({ credentials });
    const pipeline = startPipeline({ otlp: { endpoint: `https://localhost:${backend.port}` } });
    pipeline.tracerProvider.getTracer('spec').startSpan('span').end();
    expect(await pipeline.flush()).toMatchObject({ spans: 1 });
    expect(backend.requests).toEqual([]);
  });
});

describe('the end of a pipeline', () => {
  test('pushes the metrics after the spans, so that they tell of them, and then closes the readers', async () => {
    const backend = await startGrpcBackend();
    const reader = readerInMemory();
    const pipeline = startPipeline(
      { otlp: { endpoint: `127.0.0.1:${backend.port}` } },
      { metricReaders: [reader] },
    );
    pipeline.tracerProvider.getTracer('spec').startSpan('span').end();
    await pipeline.shutdown();
    expect(backend.requests.map(({ path }) => /(trace|metrics|logs)/.exec(path)?.[1])).toEqual([
      'trace',
      'metrics',
    ]);
    expect(
      backend.requests.flatMap(({ path, body }) => (/metrics/.test(path) ? metricNames(body) : [])),
    ).toContain('otel.sdk.processor.span.processed');
    await expect(reader.collect()).rejects.toThrow('shutdown');
  });

  test('holds back pushes that are due while spans are still under way, for the last one to carry everything', async () => {
    const [silent, backend] = [await startTcpBackend(), await startGrpcBackend()];
    const pipeline = startPipeline({
      otlp: {
        endpoint: `127.0.0.1:${backend.port}`,
        traces: { endpoint: `http://127.0.0.1:${silent.port}` },
      },
      metrics: { interval: '200ms' },
      shutdown: { timeout: '3s' },
    });
    pipeline.tracerProvider.getTracer('spec').startSpan('span').end();
    await eventually(() => backend.requests.length > 0);
    const before = backend.requests.length;
    expect(await pipeline.shutdown()).toMatchObject({ spans: 1 });
    // The last push, and one that may have been in flight.
    expect(backend.requests.length - before).toBeGreaterThanOrEqual(1);
    expect(backend.requests.length - before).toBeLessThanOrEqual(2);
  });

  test('comes once, and a flush after it answers the same', async () => {
    const pipeline = startPipeline({ tracing: { enabled: true } });
    const [one, other] = [pipeline.shutdown(), pipeline.shutdown()];
    expect(one).toBe(other);
    expect(await pipeline.flush()).toEqual(await one);
  });

  test('comes in time with a backend that never answers, with what is in flight counted', async () => {
    const silent = await startTcpBackend();
    const pipeline = startPipeline({
      otlp: { endpoint: `127.0.0.1:${silent.port}` },
      shutdown: { timeout: '1s' },
    });
    pipeline.tracerProvider.getTracer('spec').startSpan('span').end();
    await eventually(async () => (await pipeline.shutdown()).spans === 1, { withinMs: 5_000 });
    expect(pipeline.exporters.find(({ signal }) => signal === 'traces')).toMatchObject({
      state: 'failing',
      dropped: 1,
    });
  });

  test("comes in time with a user's processor that never ends", async () => {
    const hanging = {
      onStart: () => {},
      onEnd: () => {},
      forceFlush: () => new Promise<void>(() => {}),
      shutdown: () => new Promise<void>(() => {}),
    };
    const pipeline = startPipeline({ shutdown: { timeout: '200ms' } }, { spanProcessors: [hanging] });
    const nothing = { spans: 0, logRecords: 0, metrics: false };
    expect([await pipeline.flush(), await pipeline.shutdown()]).toEqual([nothing, nothing]);
  });
});
