import http from 'node:http';
import { createServer } from 'node:net';
import {
  context,
  createNoopMeter,
  diag,
  metrics,
  ProxyTracerProvider,
  propagation,
  trace,
} from '@opentelemetry/api';
import { createNoopLogger, logs } from '@opentelemetry/api-logs';
import { getObservability, resetObservability, SettingsError } from '../lib';
import { close, listen } from './support/psk-server';
import { reported, start } from './support/start';

describe('startObservability', () => {
  afterEach(async () => {
    await resetObservability();
    diag.disable();
  });

  it('serves the metrics of plain OpenTelemetry code', async () => {
    const obs = start();
    metrics
      .getMeter('provisioner')
      .createCounter('provisioner.retries', { unit: '{retry}' })
      .add(1, { reason: 'timeout' });

    const { metrics: endpoint } = await obs.ready;
    const text = await (await fetch(`${endpoint?.url}/metrics`)).text();

    expect(text).toMatch(/provisioner_retries_total\{.*reason="timeout".*\} 1/);
  });

  it('names metrics by the translation strategy of the settings, in UTF-8 for who asks for it', async () => {
    const obs = start({ metrics: { translation: 'NoTranslation' } });
    metrics.getMeter('provisioner').createCounter('provisioner.retries').add(1);

    const { metrics: endpoint } = await obs.ready;
    const textFor = async (accept: string): Promise<string> =>
      (await fetch(`${endpoint?.url}/metrics`, { headers: { accept } })).text();

    expect(await textFor('*/*')).toMatch(/^provisioner_retries\{.*\} 1$/m);
    expect(await textFor('text/plain;version=1.0.0;escaping=allow-utf-8')).toMatch(
      /^\{"provisioner\.retries",.*\} 1$/m,
    );
  });

  it('starts under a limit that the first series of the recorders reach, and reports it by events', async () => {
    const lines = reported();
    const events: unknown[] = [];
    start({
      metrics: { cardinalityLimit: 1 },
      logRecordProcessors: [
        {
          onEmit: ({ eventName, attributes }) =>
            void events.push([eventName, attributes['otel.metric.name']]),
          forceFlush: async () => {},
          shutdown: async () => {},
        },
      ],
    });

    expect(events).toContainEqual(['cardlink.cardinality.overflow', 'cardlink.scrape.requests']);
    expect(lines.filter((line) => line.includes('onOverflow failed'))).toEqual([]);
  });

  it('says where it listens once it does, on ports of its own where any will do', async () => {
    const obs = start();
    const endpoints = await obs.ready;

    expect(endpoints.metrics?.port).toBeGreaterThan(0);
    expect(endpoints.health?.port).not.toBe(endpoints.metrics?.port);
    expect(obs.endpoints).toEqual(endpoints);
  });

  it('answers metrics and health on one port where both ask for the same', async () => {
    const probe = createServer();
    const port = await listen(probe);
    await close(probe);
    const obs = start({ metrics: { port, host: '127.0.0.1' }, health: { port, host: '127.0.0.1' } });
    const { metrics: endpoint, health } = await obs.ready;

    expect(health).toEqual(endpoint);
    expect((await fetch(`${endpoint?.url}/metrics`)).status).toBe(200);
    expect((await fetch(`${endpoint?.url}/health/ready`)).status).toBe(200);
  });

  it('returns the first instance to a second start, and warns', () => {
    const lines = reported();
    const first = start();

    expect(start({ service: { name: 'other' } })).toBe(first);
    expect(lines.filter((line) => line.includes('startObservability was called again'))).toHaveLength(1);
  });

  it('throws every wrong setting at once, before anything listens or is global', () => {
    const wrong = () =>
      start({
        env: { GP_TRACE_SAMPLE_RATE: '2', GP_OTLP_PROTOCOL: 'smoke-signals', GP_METRICS_PORT: 'ninety' },
      });

    expect(wrong).toThrow(SettingsError);
    for (const name of ['GP_TRACE_SAMPLE_RATE', 'GP_OTLP_PROTOCOL', 'GP_METRICS_PORT']) {
      expect(wrong).toThrow(name);
    }
    expect(() => getObservability()).toThrow('not running');
  });

  it.each(['/health', '/health/live', '/health/ready'])(
    'refuses metrics at %s where health listens too, before anything is global',
    (path) => {
      const place = { host: '127.0.0.1', port: 1 };
      const env = { GP_METRICS_PATH: path };
      const wrong = () => start({ env, metrics: place, health: place });

      expect(wrong).toThrow(SettingsError);
      expect(wrong).toThrow(
        `GP_METRICS_PATH   ${path}   must not be a path of the health endpoint, which listens at the same host and port`,
      );
      expect(() => getObservability()).toThrow('not running');
    },
  );

  it('serves metrics at a path of health on a port of their own', async () => {
    const obs = start({ metrics: { path: '/health' } });
    const { metrics: endpoint } = await obs.ready;

    expect(await (await fetch(`${endpoint?.url}/health`)).text()).toContain('# TYPE');
  });

  it('rejects ready with the address and the setting when a port is taken, and runs on', async () => {
    const other = createServer();
    const port = await listen(other);
    const obs = start({ metrics: { port, host: '127.0.0.1' } });

    await expect(obs.ready).rejects.toThrow(
      new RegExp(`metrics endpoint: .*127\\.0\\.0\\.1:${port}.*taken.*metrics\\.port \\(GP_METRICS_PORT\\)`),
    );
    expect((await fetch(`${obs.endpoints.health?.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${obs.endpoints.health?.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'degraded' });
    await close(other);
  });

  it('says so in one diagnostic line when nobody waits for ready', async () => {
    const lines = reported();
    const other = createServer();
    const port = await listen(other);
    const obs = start({ metrics: { port, host: '127.0.0.1' } });
    await obs.shutdown();

    expect(lines.filter((line) => line.includes('taken'))).toHaveLength(1);
    await close(other);
  });

  it('warns once of variables that look like misspelled settings, and not of those of others', () => {
    const lines = reported();
    start({ env: { GP_METRCS_PORT: '1', GP_LOGLEVEL: 'debug', GP_OF_OTHERS: '1' } });

    const warnings = lines.filter((line) => line.includes('is not a setting'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('GP_METRCS_PORT is not a setting; did you mean GP_METRICS_PORT?');
    expect(warnings[0]).toContain('did you mean GP_LOG_LEVEL?');
    expect(warnings[0]).not.toContain('OTHERS');
  });

  it('warns once when metrics are open to the network without authentication', () => {
    const lines = reported();
    start({ metrics: { host: '0.0.0.0' } });

    const warnings = lines.filter((line) => line.includes('without authentication'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('GP_METRICS_AUTH_TOKEN');
  });

  it('asks for credentials where they are set, and not for health', async () => {
    const obs = start({ metrics: { auth: { token: 'token-of-the-test' } } });
    const { metrics: endpoint, health } = await obs.ready;
    const scrape = (headers: Record<string, string>) => fetch(`${endpoint?.url}/metrics`, { headers });

    expect((await scrape({})).status).toBe(401);
    expect((await scrape({ authorization: 'Bearer token-of-the-test' })).status).toBe(200);
    expect((await fetch(`${health?.url}/health`)).status).toBe(200);
  });

  it('answers 503 for metrics that are switched off, and records nothing', async () => {
    const obs = start({ metrics: { enabled: false } });
    const { metrics: endpoint } = await obs.ready;
    const response = await fetch(`${endpoint?.url}/metrics`);

    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/disabled|switched off/);
    expect(await obs.metric('cardlink_tls_probes_total')).toBeUndefined();
  });

  it('makes every signal a no-op under OTEL_SDK_DISABLED, health aside', async () => {
    const obs = start({ env: { OTEL_SDK_DISABLED: 'true' } });
    const { metrics: endpoint, health } = await obs.ready;
    const response = await obs.session.run({}, (session) =>
      session.exchange(Uint8Array.of(0, 0xa4, 4, 0), () => Uint8Array.of(0x90, 0)),
    );

    expect(response.statusWord).toBe('9000');
    expect((await fetch(`${endpoint?.url}/metrics`)).status).toBe(503);
    expect((await fetch(`${health?.url}/health/live`)).status).toBe(200);
  });

  it('leaves the providers of a host that brings its own SDK, records with them, and says so', async () => {
    const lines = reported();
    const spans: string[] = [];
    const span = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 });
    const hostTracer = {
      startSpan: (name: string) => {
        spans.push(name);
        return span;
      },
      startActiveSpan: () => undefined,
    };
    trace.setGlobalTracerProvider({ getTracer: () => hostTracer as never });
    const obs = start();
    obs.trigger.sent('sms');

    expect(spans).toEqual(['ota.trigger']);
    expect(lines.some((line) => line.includes('another OpenTelemetry SDK is registered for traces'))).toBe(
      true,
    );
    await obs.shutdown();
    expect(trace.getTracer('x').startSpan('still the host').spanContext().traceId).toBe('1'.repeat(32));
    trace.disable();
  });
});

describe('beside a host with an SDK of its own', () => {
  afterEach(async () => {
    await resetObservability();
    diag.disable();
    for (const api of [trace, metrics, logs, propagation, context]) api.disable();
  });

  it('says in one line what goes to the host, and nothing else', () => {
    const lines = reported();
    const hosts = {
      trace: new ProxyTracerProvider().getDelegate(),
      metrics: { getMeter: () => createNoopMeter() },
      logs: { getLogger: () => createNoopLogger() },
    };
    trace.setGlobalTracerProvider(hosts.trace);
    metrics.setGlobalMeterProvider(hosts.metrics);
    logs.setGlobalLoggerProvider(hosts.logs);
    propagation.setGlobalPropagator({ inject() {}, extract: (at) => at, fields: () => [] });
    const obs = start();

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('another OpenTelemetry SDK is registered for traces, metrics, logs');
    expect(obs.meterProvider).toBe(hosts.metrics);
    expect(obs.loggerProvider).toBe(hosts.logs);
  });
});

describe('getObservability', () => {
  afterEach(resetObservability);

  it('returns the running instance', () => {
    const obs = start();
    expect(getObservability()).toBe(obs);
  });

  it('throws with the remedy when none runs', () => {
    expect(() => getObservability()).toThrow(/startObservability\(\)/);
  });
});

describe('resetObservability', () => {
  afterEach(resetObservability);

  it('leaves an instance alone that was started as soon as the first had stopped', async () => {
    const next = start()
      .shutdown()
      .then(() => start());
    await resetObservability();

    expect(getObservability()).toBe(await next);
  });
});

describe('flush', () => {
  afterEach(resetObservability);

  it('resolves with nothing to send', async () => {
    await expect(start().flush()).resolves.toBeUndefined();
  });
});

describe('handlers for a server of the application', () => {
  afterEach(resetObservability);

  it('serve the same metrics and health', async () => {
    const obs = start();
    const server = http.createServer((request, response) =>
      request.url === '/metrics'
        ? obs.metricsHandler(request, response)
        : obs.healthHandler(request, response),
    );
    const port = await listen(server);

    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain(
      'cardlink_scrape_requests_total',
    );
    expect(await (await fetch(`http://127.0.0.1:${port}/health`)).json()).toMatchObject({
      status: 'healthy',
    });
    await close(server);
  });
});
