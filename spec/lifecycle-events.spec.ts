import net from 'node:net';
import { diag } from '@opentelemetry/api';
import { packageInfo, resetObservability } from '../lib';
import { CollectedLogRecords } from '../lib/testing/collected';
import { close, listen } from './support/psk-server';
import { reported, start } from './support/start';

afterEach(async () => {
  await resetObservability();
  diag.disable();
});

const { version } = packageInfo();

describe('start, configuration and stop', () => {
  let logs: CollectedLogRecords;
  const events = () =>
    logs.records
      .filter(({ eventName }) => eventName?.startsWith('cardlink.observability.'))
      .map(({ eventName, severityText, attributes }) => ({ eventName, severityText, attributes }));

  beforeEach(() => {
    logs = new CollectedLogRecords();
  });

  it('are events of their own, in this order, with addresses and what is not as by default', async () => {
    const obs = start({
      metrics: { path: '/m' },
      logRecordProcessors: [logs],
      env: { GP_METRICS_AUTH_TOKEN: 'hunter2-hunter2', GP_ENVIRONMENT: 'lab' },
    });
    const { metrics, health } = await obs.ready;
    await obs.shutdown();
    expect(events()).toEqual([
      {
        eventName: 'cardlink.observability.configured',
        severityText: 'INFO',
        attributes: { 'observability.version': version, 'observability.settings': expect.any(Array) },
      },
      {
        eventName: 'cardlink.observability.started',
        severityText: 'INFO',
        attributes: {
          'observability.version': version,
          'observability.metrics.url': `${metrics?.url}/m`,
          'observability.health.url': `${health?.url}/health`,
        },
      },
      {
        eventName: 'cardlink.observability.stopped',
        severityText: 'INFO',
        attributes: {
          'observability.version': version,
          'observability.stop.reason': 'call',
          'observability.uptime': expect.any(Number),
        },
      },
    ]);
    const settings = events()[0]?.attributes['observability.settings'] as readonly string[];
    expect(settings).toContain('metrics.path=/m (from the code)');
    expect(settings).toContain('service.environment=lab (GP_ENVIRONMENT)');
    expect(settings.join('\n')).toMatch(/^metrics\.auth\.token=\S+ \(GP_METRICS_AUTH_TOKEN\)$/m);
    expect(settings.some((line) => line.startsWith('metrics.cardinalityLimit'))).toBe(false);
    expect(JSON.stringify(events())).not.toContain('hunter2');
  });

  it('show no secret that stands percent-encoded in a setting', async () => {
    const obs = start({
      logRecordProcessors: [logs],
      env: { OTEL_RESOURCE_ATTRIBUTES: 'note=PIN%204711%20was%20wrong,share=100%25' },
    });
    await obs.ready;
    const settings = events()[0]?.attributes['observability.settings'] as readonly string[];

    expect(settings.join('\n')).not.toContain('4711');
    expect(settings.join('\n')).toContain('share=100%');
  });

  it('name what is exported and where to, without credentials', async () => {
    const obs = start({
      logRecordProcessors: [logs],
      tracing: { exporter: 'zipkin', zipkinEndpoint: 'http://user:hunter2@127.0.0.1:1/api/v2/spans' },
      shutdown: { timeout: '200ms' },
    });
    await obs.ready;
    const exporters = events().find(({ eventName }) => eventName?.endsWith('started'))?.attributes[
      'observability.exporters'
    ];
    expect(exporters).toEqual([expect.stringMatching(/^traces zipkin http:\/\/.*127\.0\.0\.1:1/)]);
    expect(JSON.stringify(events())).not.toContain('hunter2');
  });

  it('tell of a start with an endpoint that cannot listen, without its address', async () => {
    reported();
    const taken = net.createServer();
    const port = await listen(taken);
    const obs = start({ metrics: { host: '127.0.0.1', port }, logRecordProcessors: [logs] });
    await obs.ready.catch(() => undefined);
    const started = events().find(({ eventName }) => eventName?.endsWith('started'));
    expect(started?.attributes).not.toHaveProperty(['observability.metrics.url']);
    expect(started?.attributes).toHaveProperty(['observability.health.url']);
    await close(taken);
  });
});
