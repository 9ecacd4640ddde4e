import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, SETTINGS, type SettingsInput } from '../../lib/config';
import { ROWS } from '../../lib/config/table';
import { errorOf, file, folder, problemsOf, read } from './support/reading';

describe('standard variables', () => {
  it('give the resource, the more particular one first', () => {
    const OTEL_RESOURCE_ATTRIBUTES =
      'service.name=a%20b,service.version=2.0,deployment.environment.name=staging,k8s.pod.name=p%2C1';
    const { values } = read({ OTEL_RESOURCE_ATTRIBUTES });
    expect(values.service).toEqual({
      name: 'a b',
      version: '2.0',
      environment: 'staging',
      attributes: { 'k8s.pod.name': 'p,1' },
    });
    expect(read({ OTEL_RESOURCE_ATTRIBUTES }).origin('service.name')).toEqual({
      source: 'otel',
      variable: 'OTEL_RESOURCE_ATTRIBUTES',
    });
    const particular = read({
      OTEL_RESOURCE_ATTRIBUTES,
      OTEL_SERVICE_NAME: 'x',
      GP_ENVIRONMENT: 'production',
    });
    expect([particular.values.service.name, particular.values.service.environment]).toEqual([
      'x',
      'production',
    ]);
    const fromCode = read(
      { OTEL_SERVICE_NAME: 'x' },
      { service: { attributes: { 'service.name': 'code' } } },
    );
    expect(fromCode.values.service.name).toBe('code');
    expect(read({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=' }).values.service.name).toBe('cardlink');
  });

  it('bring the default protocol of OpenTelemetry where only they give the endpoint', () => {
    const http = 'http/protobuf';
    const endpoint = 'http://localhost:4318';
    expect(read({ GP_OTLP_ENDPOINT: endpoint }).values.otlp.protocol).toBe('grpc');
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).values.otlp.protocol).toBe(http);
    const own = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, GP_OTLP_PROTOCOL: 'grpc' };
    expect(read(own).values.otlp.protocol).toBe('grpc');
    const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/v1/traces` };
    expect(read(traces).values.otlp.traces.protocol).toBe(http);
    expect(read(traces).values.otlp.logs.protocol).toBeUndefined();
    expect(read({ ...traces, GP_OTLP_PROTOCOL: 'grpc' }).values.otlp.traces.protocol).toBeUndefined();
  });

  it('give each signal its own endpoint, protocol, headers and timeout, and metrics their temporality', () => {
    const env = {
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://localhost:1/v1/metrics',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'a=b',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '1500',
      OTEL_METRIC_EXPORT_INTERVAL: '2000',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta',
    };
    const { values } = read(env);
    expect(values.otlp.metrics).toEqual({
      endpoint: 'http://localhost:1/v1/metrics',
      protocol: 'grpc',
      headers: { a: 'b' },
      temporality: 'delta',
      timeout: 1_500,
    });
    expect(values.metrics.interval).toBe(2_000);
    expect(read({ OTEL_SDK_DISABLED: 'true' }).values.disabled).toBe(true);
  });

  it('are refused when they ask for what is not supported, unless something of our own overrules them', () => {
    const env = {
      OTEL_TRACES_EXPORTER: 'jaeger',
      OTEL_TRACES_SAMPLER: 'xray',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'soap',
    };
    expect(problemsOf({ env })).toEqual([
      [
        'OTEL_TRACES_EXPORTER',
        'jaeger',
        'must be otlp, which Jaeger takes: set GP_OTLP_ENDPOINT to where it listens',
      ],
      [
        'OTEL_TRACES_SAMPLER',
        'xray',
        expect.stringContaining('is known to OpenTelemetry but not supported here'),
      ],
      ['OTEL_EXPORTER_OTLP_PROTOCOL', 'soap', 'must be grpc, http/protobuf or http/json'],
    ]);
    const own = { GP_TRACING_EXPORTER: 'otlp', GP_TRACE_SAMPLER: 'always_on', GP_OTLP_PROTOCOL: 'grpc' };
    expect(read({ ...env, ...own }).values.tracing.sampler).toBe('always_on');
  });
});

describe('the version of the service', () => {
  it('is that of the nearest package.json with one, above the started file, else above the working folder', () => {
    const app = join(folder, 'app');
    mkdirSync(join(app, 'dist', 'esm'), { recursive: true });
    file('{"version":"3.2.1"}', 'app/package.json');
    file('{"type":"module"}', 'app/dist/package.json');
    file('not JSON', 'app/dist/esm/package.json');
    const version = (host: SettingsInput['host']) =>
      readSettings({ env: {}, ...(host && { host }) }).values.service.version;
    expect(version({ mainFile: join(app, 'dist', 'esm', 'server.js'), folder: '/' })).toBe('3.2.1');
    expect(version({ folder: join(app, 'dist') })).toBe('3.2.1');
    expect(version({ mainFile: '/server.js', folder: '/' })).toBeUndefined();
    expect(version(undefined)).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('a wrong setting', () => {
  it('is told in aligned columns, all at once', () => {
    const cwd = process.cwd();
    file('metrics:\n  labels: short\n\n  port: ninety\n', 'observability.yaml');
    process.chdir(folder);
    try {
      const env = { GP_TRACE_SAMPLE_RATE: '2', GP_CONFIG_FILE: 'observability.yaml' };
      expect(errorOf({ env }).message.split('\n')).toEqual([
        'cardlink observability did not start: 2 settings are wrong',
        '  metrics.port           "ninety"   must be a port number, 0 to 65535  (from observability.yaml, line 4)',
        '  GP_TRACE_SAMPLE_RATE   2          must be between 0 and 1            (from the environment)',
      ]);
    } finally {
      process.chdir(cwd);
    }
  });

  it('is told alone in the singular, with the code as its origin', () => {
    const options = { metrics: { port: -1 } };
    expect(errorOf({ env: {}, options }).message).toBe(
      'cardlink observability did not start: 1 setting is wrong\n' +
        '  metrics.port   -1   must be a port number, 0 to 65535  (from the code)',
    );
  });

  it('is found in every source of ours, overruled or not', () => {
    const env = { GP_METRICS_PORT: 'ninety', GP_CONFIG_FILE: file('metrics:\n  port: eighty\n') };
    expect(problemsOf({ env, options: { metrics: { port: 0 } } })).toHaveLength(2);
  });

  it('never forges a line and stays short, whatever its value', () => {
    const env = { GP_METRICS_PORT: `1\n  GP_OTHER   fine\u001b[2J`, GP_METRICS_LABELS: 'x'.repeat(500) };
    const { message } = errorOf({ env });
    expect(message.split('\n')).toHaveLength(3);
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(400);
  });

  it('can lie between two settings', () => {
    const cert = file('pem');
    expect(problemsOf({ env: { GP_METRICS_AUTH_USERNAME: 'a', GP_OTLP_TLS_KEY: cert } })).toEqual([
      ['GP_METRICS_AUTH_USERNAME', 'a', 'must be set together with GP_METRICS_AUTH_PASSWORD'],
      ['GP_OTLP_TLS_KEY', cert, 'must be set together with GP_OTLP_TLS_CERT'],
    ]);
    expect(problemsOf({ env: {}, options: { metrics: { auth: { password: 'hunter2' } } } })).toEqual([
      ['metrics.auth.password', '********', 'must be set together with metrics.auth.username'],
    ]);
    expect(problemsOf({ env: { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: cert } })).toEqual([
      [
        'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
        cert,
        'must be set together with OTEL_EXPORTER_OTLP_CLIENT_KEY',
      ],
    ]);
  });

  it('is told once when its partner is wrong in itself', () => {
    const env = { GP_METRICS_AUTH_USERNAME: 'a:b', GP_METRICS_AUTH_PASSWORD: 'hunter2' };
    expect(problemsOf({ env })).toEqual([
      ['GP_METRICS_AUTH_USERNAME', 'a:b', 'must be a user name without a colon'],
    ]);
  });
});

describe('the table', () => {
  it('has no key twice, none that is both a setting and a group, and no variable twice', () => {
    const keys = SETTINGS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(keys.filter((other) => other.startsWith(`${key}.`))).toEqual([]);
    const variables = ROWS.flatMap(({ env, aliases, otel }) => [env ?? [], aliases ?? [], otel ?? []].flat());
    expect(new Set(variables).size).toBe(variables.length);
  });

  it('has rows that anyone can set, with examples and defaults that are allowed', () => {
    for (const row of ROWS) {
      expect([row.env ?? '', ...(row.otel ?? [])].some((variable) => /^(GP|OTEL)_/.test(variable))).toBe(
        true,
      );
      expect(row.type.parse({ value: row.type.example, dialect: 'structured' }).ok).toBe(true);
      if (row.default === undefined) continue;
      const text = row.type.format(row.default);
      expect(row.type.parse({ value: text, dialect: 'environment' })).toEqual({
        ok: true,
        value: row.default,
      });
    }
  });
});
