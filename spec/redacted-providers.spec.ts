import { diag, metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observePskTlsServer, resetObservability } from '../lib';
import { redactedProviders } from '../lib/redacted-providers';
import { createRedactor } from '../lib/redaction';
import { eventually } from './support/eventually';
import { close, connect, listen, post, pskHttpsServer } from './support/psk-server';
import { reported, start } from './support/start';

/** A host's own SDK, which keeps in memory what it is given. */
function hostsSdk() {
  const spans = new InMemorySpanExporter();
  const records = new InMemoryLogRecordExporter();
  return {
    spans,
    records,
    providers: {
      meterProvider: metrics.getMeterProvider(),
      tracerProvider: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
      loggerProvider: new LoggerProvider({
        processors: [new SimpleLogRecordProcessor({ exporter: records })],
      }),
    },
  };
}

const SECRET = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';

describe("a host's own SDK", () => {
  const before = process.env.GP_REDACTION_IP;
  const ends: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    if (before === undefined) delete process.env.GP_REDACTION_IP;
    else process.env.GP_REDACTION_IP = before;
    await resetObservability();
    for (const api of [trace, metrics, logs, diag]) api.disable();
  });

  it('gets addresses as redaction.ip has them from a server that is observed without an instance', async () => {
    process.env.GP_REDACTION_IP = 'true';
    const { spans, records, providers } = hostsSdk();
    trace.setGlobalTracerProvider(providers.tracerProvider);
    logs.setGlobalLoggerProvider(providers.loggerProvider);
    const server = pskHttpsServer();
    ends.push(observePskTlsServer(server), () => close(server));
    const client = connect(await listen(server));
    await post(client);
    client.end();
    await eventually(() => spans.getFinishedSpans().some(({ name }) => name === 'ota.session'));

    const addresses = spans.getFinishedSpans().map(({ attributes }) => attributes['client.address']);
    expect(addresses).toEqual([
      expect.stringMatching(/^ip:[0-9a-f]{16}$/),
      expect.stringMatching(/^ip:[0-9a-f]{16}$/),
    ]);
    expect(records.getFinishedLogRecords().length).toBeGreaterThan(0);
    expect(JSON.stringify(records.getFinishedLogRecords().map(({ attributes }) => attributes))).not.toContain(
      '127.0.0.1',
    );
  });

  it('gets no secret from the recorders of an instance that runs beside it', async () => {
    reported();
    const { spans, records, providers } = hostsSdk();
    trace.setGlobalTracerProvider(providers.tracerProvider);
    logs.setGlobalLoggerProvider(providers.loggerProvider);
    const obs = start();
    const failure = new Error(`refused: api_key=${SECRET}`);
    await expect(obs.device.operation('reset', () => Promise.reject(failure))).rejects.toBe(failure);

    const shown = JSON.stringify([
      spans
        .getFinishedSpans()
        .map(({ name, attributes, events, status }) => [name, attributes, events, status]),
      records.getFinishedLogRecords().map(({ attributes }) => attributes),
    ]);
    expect(shown).toContain('device.reset');
    expect(shown).not.toContain(SECRET);
  });

  it('gets names, links, events and status texts cleaned, and keeps its times and ids', () => {
    const { spans, providers } = hostsSdk();
    const { tracerProvider } = redactedProviders(providers, createRedactor());
    const tracer = tracerProvider.getTracer('test');
    const other = tracer.startSpan('other').spanContext();
    const link = { context: other, attributes: { api_key: SECRET } };
    const span = tracer.startSpan(`first ${SECRET}`, { links: [link], startTime: [1, 0] });
    span
      .updateName(`named ${SECRET}`)
      .addEvent(`event ${SECRET}`, { password: SECRET }, [1, 5])
      .addEvent('plain', [1, 6])
      .addLink(link)
      .setAttribute('note', SECRET)
      .setStatus({ code: 2, message: SECRET });
    span.recordException(SECRET);
    span.recordException({ name: 'Error', message: SECRET, stack: SECRET, code: SECRET });
    span.end([2, 0]);

    const [ended] = spans.getFinishedSpans();
    expect(ended?.links).toHaveLength(2);
    expect(ended?.events.map(({ time }) => time).slice(0, 2)).toEqual([
      [1, 5],
      [1, 6],
    ]);
    expect(ended?.startTime).toEqual([1, 0]);
    expect(ended?.endTime).toEqual([2, 0]);
    expect(ended?.spanContext().spanId).toBe(span.spanContext().spanId);
    const { name, attributes, events, links, status } = ended ?? {};
    expect(JSON.stringify([name, attributes, events, links, status])).not.toContain(SECRET);
  });
});
