import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options } from '../../lib/config';
import { otlpProblems, resolveTarget } from '../../lib/pipeline';
import { resolveSpanTargets } from '../../lib/pipeline/span-targets';
import { testSettings } from './support/pipelines';

function urlOf(options: Options, signal: 'traces' | 'metrics' | 'logs' = 'traces'): string | undefined {
  return resolveTarget(testSettings(options), signal)?.url;
}

describe('where a signal is exported to', () => {
  test('is nowhere without an endpoint', () => {
    for (const signal of ['traces', 'metrics', 'logs'] as const) expect(urlOf({}, signal)).toBeUndefined();
  });

  test.each([
    ['localhost:4317', 'grpc', 'http://localhost:4317'],
    ['localhost', 'grpc', 'http://localhost:4317'],
    ['127.0.0.1', 'http/protobuf', 'http://127.0.0.1:4318/v1/traces'],
    ['[::1]:5000', 'grpc', 'http://[::1]:5000'],
    ['[::1]', 'grpc', 'http://[::1]:4317'],
    ['collector.example:4317', 'grpc', 'https://collector.example:4317'],
    ['collector.example', 'http/protobuf', 'https://collector.example:4318/v1/traces'],
    ['collector.example', 'http/json', 'https://collector.example:4318/v1/traces'],
    ['collector.example:80', 'http/protobuf', 'https://collector.example:80/v1/traces'],
    ['http://collector.example', 'http/protobuf', 'http://collector.example/v1/traces'],
    ['http://collector.example', 'grpc', 'http://collector.example:80'],
    ['https://collector.example', 'grpc', 'https://collector.example:443'],
    ['https://collector.example/otlp/', 'http/protobuf', 'https://collector.example/otlp/v1/traces'],
    ['collector.example:4318/otlp', 'http/protobuf', 'https://collector.example:4318/otlp/v1/traces'],
  ] as const)('is for endpoint %s over %s the URL %s', (endpoint, protocol, url) => {
    expect(urlOf({ otlp: { endpoint, protocol } })).toBe(url);
  });

  test.each([
    ['traces', '/v1/traces'],
    ['metrics', '/v1/metrics'],
    ['logs', '/v1/logs'],
  ] as const)('has the path of %s over HTTP', (signal, path) => {
    expect(urlOf({ otlp: { endpoint: 'http://h:1', protocol: 'http/protobuf' } }, signal)).toBe(
      `http://h:1${path}`,
    );
  });

  test("is a signal's own endpoint as it is", () => {
    const target = resolveTarget(
      testSettings(
        {},
        { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b:2/in' },
      ),
      'traces',
    );
    expect(target).toMatchObject({ url: 'http://b:2/in', protocol: 'http/protobuf' });
  });

  test("is not a signal's own endpoint of OTel where GP_OTLP_ENDPOINT says otherwise, nor by its protocol", () => {
    const env = { GP_OTLP_ENDPOINT: 'http://a:1', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b:2/in' };
    expect(resolveTarget(testSettings({}, env), 'traces')).toMatchObject({
      url: 'http://a:1',
      protocol: 'grpc',
    });
  });

  test("is asked by OTel's own default protocol where only OTel's variables name an endpoint", () => {
    const settings = testSettings({}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1' });
    expect(resolveTarget(settings, 'logs')).toMatchObject({
      url: 'http://a:1/v1/logs',
      protocol: 'http/protobuf',
    });
  });

  test('is asked by the protocol of a signal where that is set', () => {
    const settings = testSettings({ otlp: { endpoint: 'http://a:1', logs: { protocol: 'http/protobuf' } } });
    expect(resolveTarget(settings, 'logs')?.protocol).toBe('http/protobuf');
    expect(resolveTarget(settings, 'traces')?.protocol).toBe('grpc');
  });

  test('is localhost when an export is asked for and nothing says where to', () => {
    expect(urlOf({ tracing: { exporter: 'otlp' } })).toBe('http://localhost:4317');
    expect(urlOf({ metrics: { otlp: true } }, 'metrics')).toBe('http://localhost:4317');
  });

  test.each([
    [{ tracing: { enabled: false } }, 'traces'],
    [{ tracing: { exporter: 'none' } }, 'traces'],
    [{ metrics: { otlp: false } }, 'metrics'],
    [{ log: { otlp: false } }, 'logs'],
  ] as const)('is nowhere where %j says so', (options, signal) => {
    expect(urlOf({ otlp: { endpoint: 'http://a:1' }, ...options }, signal)).toBeUndefined();
  });
});

describe('the places that spans go to', () => {
  const placesOf = (options: Options) =>
    resolveSpanTargets(testSettings(options)).map(({ protocol, url }) => [protocol, url]);
  const otlp = { endpoint: 'http://a:1' };
  const zipkinEndpoint = 'http://z:9411/api/v2/spans';

  test.each([
    [{}, []],
    [{ otlp }, [['grpc', 'http://a:1']]],
    [{ tracing: { exporter: 'zipkin' } }, [['zipkin', 'http://localhost:9411/api/v2/spans']]],
    [{ otlp, tracing: { exporter: 'zipkin', zipkinEndpoint } }, [['zipkin', zipkinEndpoint]]],
    [{ tracing: { zipkinEndpoint } }, []],
    [
      { otlp, tracing: { exporter: ['console', 'otlp'] } },
      [
        ['console', 'stdout'],
        ['grpc', 'http://a:1'],
      ],
    ],
    [{ otlp, tracing: { exporter: 'none' } }, []],
    [{ tracing: { enabled: false, exporter: ['console', 'zipkin'] } }, []],
  ] as [Options, string[][]][])('of %j are %j', (options, places) => {
    expect(placesOf(options)).toEqual(places);
  });

  test('have the bound of an export of traces', () => {
    const settings = testSettings({
      tracing: { exporter: ['zipkin', 'console'] },
      otlp: { timeout: '300ms' },
    });
    expect(resolveSpanTargets(settings).map(({ timeoutMs }) => timeoutMs)).toEqual([300, 300]);
  });
});

describe('how a signal is exported', () => {
  test("has the headers for all signals under the signal's own", () => {
    const settings = testSettings({
      otlp: { endpoint: 'http://a:1', headers: { a: '1', b: '1' }, traces: { headers: { b: '2' } } },
    });
    expect(resolveTarget(settings, 'traces')?.headers).toEqual({ a: '1', b: '2' });
    expect(resolveTarget(settings, 'logs')?.headers).toEqual({ a: '1', b: '1' });
  });

  test('leaves a shutdown the time for two exports, and a push the time to end within its interval', () => {
    const endpoint = 'http://a:1';
    const timeoutOf = (options: Options, signal: 'traces' | 'metrics' = 'traces') =>
      resolveTarget(testSettings({ otlp: { endpoint }, ...options }), signal)?.timeoutMs;
    expect(timeoutOf({})).toBe(2_000);
    expect(timeoutOf({ shutdown: { timeout: '60s' } })).toBe(10_000);
    expect(timeoutOf({ otlp: { endpoint, timeout: '500ms' } })).toBe(500);
    expect(timeoutOf({ otlp: { endpoint, timeout: '500ms', traces: { timeout: '300ms' } } })).toBe(300);
    expect(timeoutOf({ metrics: { interval: '1s' } }, 'metrics')).toBe(800);
    expect(timeoutOf({ metrics: { interval: '1s' } })).toBe(2_000);
  });
});

describe('TLS files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otlp-tls-'));
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  test('that hold no certificate or key are problems, named as their settings are', () => {
    const noPem = file('no.pem', 'not a certificate');
    const settings = testSettings(
      { otlp: { endpoint: 'h:1', tls: { cert: noPem, key: noPem } } },
      { GP_OTLP_TLS_CA: noPem },
    );
    const problems = otlpProblems(settings);
    expect(problems.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['otlp.tls.cert', 'otlp.tls.key']),
    );
    expect(
      problems.every(({ value, rule }) => value === noPem && rule.startsWith('must be a PEM file')),
    ).toBe(true);
  });

  test('that nothing names are none', () => {
    expect(otlpProblems(testSettings({ otlp: { endpoint: 'h:1' } }))).toEqual([]);
  });

  test('are read for the exporter', () => {
    const ca = file('ca.pem', 'ANY');
    const settings = testSettings({ otlp: { endpoint: 'h:1', tls: { ca } } });
    expect(resolveTarget(settings, 'traces')?.tls).toEqual({ ca: Buffer.from('ANY') });
  });
});
