import {
  type Attributes,
  diag,
  isSpanContextValid,
  metrics,
  ROOT_CONTEXT,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { type Logger, logs } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observePskTlsServer, resetObservability } from '../lib';
import { redactedProviders } from '../lib/redacted-providers';
import { createRedactor } from '../lib/redaction';
import { CollectingReader } from './support/collecting-reader';
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

/** Keeps attributes as they are, unless `fail` throws. */
function keepingUnless(fail: () => void) {
  return (attributes: Attributes) => {
    fail();
    return attributes;
  };
}

/** A host's own SDK whose processors throw at what `failing` names, and take the rest. */
function failingSdk() {
  const failing = new Set<string>();
  const at = (place: string) => () => {
    if (failing.has(place)) throw new Error(`no ${place} today: api_key=${SECRET}`);
  };
  const settle = async () => undefined;
  const end = { forceFlush: settle, shutdown: settle };
  return {
    failing,
    tracerProvider: new TracerProvider({
      spanProcessors: [{ onStart: at('onStart'), onEnd: at('onEnd'), ...end }],
    }),
    loggerProvider: new LoggerProvider({ processors: [{ onEmit: at('onEmit'), ...end }] }),
    meterProvider: new MeterProvider({
      views: [{ instrumentName: '*', attributesProcessors: [{ process: keepingUnless(at('process')) }] }],
      readers: [new CollectingReader()],
    }),
  };
}

const SELECT = Uint8Array.of(0x00, 0xa4, 0x04, 0x00, 0x00);
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

  it.each(['onStart', 'onEnd', 'onEmit', 'process'])(
    'may fail at %s: the card is asked and its answer given, and it is told once, without secrets',
    async (place) => {
      const told = reported();
      const { failing, tracerProvider, loggerProvider, meterProvider } = failingSdk();
      trace.setGlobalTracerProvider(tracerProvider);
      logs.setGlobalLoggerProvider(loggerProvider);
      metrics.setGlobalMeterProvider(meterProvider);
      const obs = start();
      failing.add(place);
      told.length = 0;
      const send = jest.fn(() => Uint8Array.of(0x90, 0x00));

      expect((await obs.apdu.exchange(SELECT, send)).statusWord).toBe('9000');
      const answered = obs.session.run({}, (session) => session.exchange(SELECT, send));
      expect((await answered).statusWord).toBe('9000');
      expect(await obs.bip.channel({ bearerType: 'eutran' }, () => 'closed')).toBe('closed');
      expect(obs.db.query('SELECT', 'cards', () => 1)).toBe(1);
      expect(obs.tracing.withSpan('work', () => 2)).toBe(2);
      obs.trigger.sent('sms');

      expect(send).toHaveBeenCalledTimes(2);
      expect(obs.session.open).toBe(0);
      expect(new Set(told).size).toBe(told.length);
      expect(told).toContainEqual(expect.stringContaining('the OpenTelemetry SDK of this process failed at'));
      expect(told.join()).not.toContain(SECRET);
    },
  );

  it('may fail when a session is given up by a timer: the process goes on', async () => {
    const told = reported();
    const { failing, tracerProvider } = failingSdk();
    trace.setGlobalTracerProvider(tracerProvider);
    const obs = start();
    failing.add('onEnd');
    const session = obs.session.start({ timeoutMs: 1 });
    const exchange = obs.apdu.exchange(SELECT, () => new Promise<never>(() => {}));
    await eventually(() => session.outcome);
    await obs.shutdown();

    expect(session.outcome?.status).toBe('timeout');
    expect(told.filter((line) => line.includes("failed at 'end'"))).toHaveLength(1);
    expect(exchange).toBeInstanceOf(Promise);
  });

  it('has what is below a span that could not be started below its parent', () => {
    const { failing, tracerProvider } = failingSdk();
    const { providers } = hostsSdk();
    const tracer = redactedProviders(
      { ...providers, tracerProvider },
      createRedactor(),
    ).tracerProvider.getTracer('test');
    const parent = tracer.startSpan('parent');
    const inParent = trace.setSpan(ROOT_CONTEXT, parent);
    failing.add('onStart');
    const lost = tracer.startSpan('lost', {}, inParent);

    expect(lost.isRecording()).toBe(false);
    expect(lost.spanContext()).toEqual(parent.spanContext());
    expect(isSpanContextValid(tracer.startSpan('root', { root: true }, inParent).spanContext())).toBe(false);
  });

  it('may fail at whatever is said on a span or asked of a logger', () => {
    const no = () => {
      throw new Error('no');
    };
    const broken = new Proxy({}, { get: () => no });
    const told = reported();
    const { tracerProvider, loggerProvider } = redactedProviders(
      {
        meterProvider: metrics.getMeterProvider(),
        tracerProvider: { getTracer: () => ({ startSpan: () => broken }) as unknown as Tracer },
        loggerProvider: { getLogger: () => broken as Logger },
      },
      createRedactor(),
    );
    const span = tracerProvider.getTracer('test').startSpan('broken');
    span
      .setAttribute('a', 1)
      .setAttributes({ b: 2 })
      .addEvent('event')
      .addLink({ context: span.spanContext() })
      .setStatus({ code: 2 })
      .updateName('name')
      .end();
    span.recordException('text');
    const logger = loggerProvider.getLogger('test');
    logger.emit({ body: 'text' });

    expect([span.isRecording(), logger.enabled()]).toEqual([false, true]);
    expect(new Set(told).size).toBe(told.length);
    expect(told.length).toBe(9);
  });

  it('takes all events where its loggers, older than the question, cannot be asked whether they do', () => {
    const emit = jest.fn();
    const loggers = { getLogger: () => ({ emit }) as unknown as Logger };
    const { providers } = hostsSdk();
    const { loggerProvider } = redactedProviders({ ...providers, loggerProvider: loggers }, createRedactor());

    expect(loggerProvider.getLogger('test').enabled()).toBe(true);
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
