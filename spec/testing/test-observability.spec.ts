import { context, trace } from '@opentelemetry/api';
import { testObservability } from '../../lib/testing';

const SELECT = Uint8Array.of(0x00, 0xa4, 0x04, 0x00);
const OK = () => Uint8Array.of(0x90, 0x00);

describe('testObservability', () => {
  it('keeps what is recorded in memory: metrics, spans and logs', async () => {
    const obs = testObservability();
    await obs.session.run({}, (session) => session.exchange(SELECT, OK));

    expect(await obs.metric('cardlink_apdu_commands_total', { apdu_command_type: 'SELECT' })).toBe(1);
    expect(obs.spans('apdu.SELECT')).toHaveLength(1);
    expect(obs.spans().map(({ name }) => name)).toEqual(['apdu.SELECT', 'ota.session']);
    expect(obs.logs().map(({ eventName }) => eventName)).toEqual([
      'cardlink.session.started',
      'cardlink.session.ended',
    ]);
    expect(await obs.exposition()).toContain('# TYPE cardlink_apdu_commands_total counter');
    await obs.shutdown();
  });

  it('runs beside others, each with its own data', async () => {
    const [one, two] = [testObservability(), testObservability()];
    one.trigger.sent('sms');

    expect(await one.metric('cardlink_triggers_sent_total')).toBe(1);
    expect(await two.metric('cardlink_triggers_sent_total')).toBe(0);
    expect(two.spans()).toEqual([]);
    await one.shutdown();
    two.trigger.sent('sms');
    expect(await two.metric('cardlink_triggers_sent_total')).toBe(1);
    await two.shutdown();
  });

  it('gives metrics the time of its clock', async () => {
    const obs = testObservability({ metrics: { seriesTtl: '1h' } });
    obs.meterProvider.getMeter('application').createGauge('level').record(1);

    expect(await obs.metric('level')).toBe(1);
    obs.clock.advance(3_600_001);
    expect(await obs.metric('level')).toBeUndefined();
    await obs.shutdown();
  });

  it('emits an event when a metric reaches its limit', async () => {
    const obs = testObservability({ metrics: { cardinalityLimit: 3 } });
    const jobs = obs.meterProvider.getMeter('application').createCounter('jobs');
    for (let queue = 0; queue < 10; queue += 1) jobs.add(1, { queue });

    const events = obs
      .logs('cardlink.cardinality.overflow')
      .filter(({ attributes }) => attributes['otel.metric.name'] === 'jobs');
    expect(events).toMatchObject([{ severityText: 'WARN', attributes: { 'metric.cardinality.limit': 3 } }]);
    await obs.shutdown();
  });

  it('emits the event also for a metric that reaches its limit while the recorders are made', async () => {
    const obs = testObservability({ metrics: { cardinalityLimit: 1 } });

    const names = obs
      .logs('cardlink.cardinality.overflow')
      .map(({ attributes }) => attributes['otel.metric.name']);
    expect(names).toContain('cardlink.sessions');
    expect(new Set(names).size).toBe(names.length);
    await obs.shutdown();
  });

  it('counts its ids from 1', async () => {
    const obs = testObservability();
    obs.trigger.sent('sms');

    expect(obs.spans()[0]?.spanContext()).toMatchObject({
      traceId: '00000000000000000000000000000001',
      spanId: '0000000000000001',
    });
    await obs.shutdown();
  });

  it('has a clock that stands still until it is told to go on, for its own spans and those of the application', async () => {
    const obs = testObservability({ startEpochMs: 1_000 });
    const tracer = obs.tracerProvider.getTracer('application');
    tracer.startActiveSpan('work', (span) => {
      obs.clock.advance(500);
      span.addEvent('half', { done: 1 });
      span.recordException(new Error('x'));
      span.addEvent('timed', [0, 5]);
      obs.clock.advance(500);
      span.end();
    });
    obs.loggerProvider.getLogger('application').emit({ body: 'said' });

    const [span] = obs.spans('work');
    expect([span?.startTime, span?.endTime]).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(span?.events.map(({ time }) => time)).toEqual([
      [1, 500_000_000],
      [1, 500_000_000],
      [0, 5],
    ]);
    expect(obs.logs()[0]?.hrTime).toEqual([2, 0]);
    await obs.shutdown();
  });

  it('makes a span active for the work it is started around', async () => {
    const obs = testObservability();
    const tracer = obs.tracerProvider.getTracer('application');
    const parent = tracer.startSpan('parent');
    const seen = tracer.startActiveSpan('child', {}, trace.setSpan(context.active(), parent), (span) => {
      span.end();
      return trace.getActiveSpan() === span;
    });

    expect(seen).toBe(true);
    expect(obs.spans('child')[0]?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    await obs.shutdown();
  });

  it('reads no environment', () => {
    process.env.GP_METRICS_LABELS = 'nonsense';
    expect(() => testObservability()).not.toThrow();
    delete process.env.GP_METRICS_LABELS;
  });

  it('has health checks of its own', async () => {
    const obs = testObservability();
    obs.health.register('database', () => false);

    expect((await obs.health.runAll()).status).toBe('unhealthy');
    await obs.shutdown();
  });
});
