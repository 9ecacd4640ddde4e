import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Session } from '../../lib/signals';
import { type TestObservability, testObservability } from '../../lib/testing';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const SELECT = bytes('00A40400');
const GET_STATUS = bytes('80F28000024F0000');

describe('SessionRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const sessions = (status: string) => obs.metric('cardlink_sessions_total', { session_status: status });

  it('completes a session whose work returns, and gives back what it returned', async () => {
    const result = await obs.session.run({ type: 'triggered', deviceType: 'phone' }, async () => 42);

    expect(result).toBe(42);
    const labels = { session_status: 'completed', session_type: 'triggered', device_type: 'phone' };
    expect(await obs.metric('cardlink_sessions_total', labels)).toBe(1);
  });

  it('fails a session whose work throws, and throws the same', async () => {
    const error = new Error('card removed');

    await expect(obs.session.run({}, () => Promise.reject(error))).rejects.toBe(error);

    expect(await sessions('failed')).toBe(1);
    expect(await obs.metric('cardlink_session_errors_total', { error_type: 'error' })).toBe(1);
    expect(obs.spans('ota.session')[0]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(obs.spans('ota.session')[0]?.events[0]?.name).toBe('exception');
  });

  it('says how a session ended once it has, and under which pseudonym its span is', () => {
    const session = obs.session.start({ identity: '8949020000001234567' });
    expect(session.outcome).toBeUndefined();

    obs.clock.advance(250);
    session.end('client_disconnect');

    expect(session.outcome).toEqual({
      status: 'failed',
      closeReason: 'client_disconnect',
      durationSeconds: 0.25,
    });
    expect(session.pseudonym).toBe(obs.spans('ota.session')[0]?.attributes['tls.psk.identity']);
    expect(session.pseudonym).toBeDefined();
    expect(session.pseudonym).not.toContain('1234567');
    expect(obs.session.start().pseudonym).toBeUndefined();
  });

  it('times a session out when its work throws a timeout', async () => {
    const error = Object.assign(new Error('slow'), { code: 'ETIMEDOUT' });

    await expect(obs.session.run({}, () => Promise.reject(error))).rejects.toBe(error);

    expect(await sessions('timeout')).toBe(1);
  });

  it.each([
    ['normal', 'completed', undefined],
    ['timeout', 'timeout', 'timeout'],
    ['error', 'failed', 'error'],
    ['client_disconnect', 'failed', 'client_disconnect'],
    ['server_shutdown', 'failed', 'server_shutdown'],
    ['handshake_failed', 'failed', 'handshake_failed'],
  ] as const)('closed as %s is %s', async (reason, status, errorType) => {
    obs.session.start().end(reason);

    expect(await sessions(status)).toBe(1);
    const errors = await obs.metric(
      'cardlink_session_errors_total',
      errorType ? { error_type: errorType } : {},
    );
    expect(errors).toBe(errorType ? 1 : 0);
    expect(obs.spans('ota.session')[0]?.attributes).toMatchObject({
      'session.status': status,
      'session.close.reason': reason,
    });
  });

  it('counts only the first end', async () => {
    const session = obs.session.start();
    session.end('timeout');
    session.end();

    expect(await sessions('timeout')).toBe(1);
    expect(await sessions('completed')).toBe(0);
    expect(await obs.metric('cardlink_sessions_active')).toBe(0);
  });

  it('shows how many sessions are under way', async () => {
    const first = obs.session.start({ deviceType: 'phone' });
    obs.session.start({ deviceType: 'phone' });
    first.end();

    expect(await obs.metric('cardlink_sessions_active', { device_type: 'phone' })).toBe(1);
    expect(obs.session.open).toBe(1);
  });

  it('counts no fewer than 0 as active, however often an end is recorded, and the others beside it', async () => {
    const phones = () => obs.metric('cardlink_sessions_active', { device_type: 'phone' });
    const session = obs.session.start({ deviceType: 'phone' });
    obs.session.recordStart('phone');
    for (let end = 0; end < 3; end += 1) obs.session.recordEnd('completed', { deviceType: 'phone' });
    obs.session.recordEnd('completed');
    expect(await phones()).toBe(1);
    session.end();

    expect(await phones()).toBe(0);
    expect(await obs.metric('cardlink_sessions_active')).toBe(0);
    expect(await sessions('completed')).toBe(5);
  });

  it('starts every outcome and every device type at 0, before the first session', async () => {
    expect(await obs.metric('cardlink_sessions_active', { device_type: 'phone' })).toBe(0);
    const labels = { session_status: 'failed', session_type: 'polled', device_type: 'modem' };
    expect(await obs.metric('cardlink_sessions_total', labels)).toBe(0);
  });

  it('is the root of a trace that holds its exchanges, whatever else is active', async () => {
    const tracer = obs.tracerProvider.getTracer('application');
    const outer = tracer.startSpan('outer');
    await context.with(trace.setSpan(context.active(), outer), () =>
      obs.session.run({}, (session) => session.exchange(SELECT, () => bytes('9000'))),
    );
    outer.end();

    const [session] = obs.spans('ota.session');
    const [exchange] = obs.spans('apdu.SELECT');
    expect(session?.parentSpanContext).toBeUndefined();
    expect(session?.links.map((link) => link.context.spanId)).toEqual([outer.spanContext().spanId]);
    expect(exchange?.parentSpanContext?.spanId).toBe(session?.spanContext().spanId);
    expect(exchange?.spanContext().traceId).toBe(session?.spanContext().traceId);
  });

  it('says on its span and in its closing event what was exchanged', async () => {
    await obs.session.run({ id: 's-1' }, async (session) => {
      await session.exchange(SELECT, () => bytes('9000'));
      await session.exchange(GET_STATUS, () => bytes('6A88'));
      obs.clock.advance(1_500);
    });

    const outcome = {
      'session.id': 's-1',
      'session.apdu.count': 2,
      'session.apdu.error_count': 1,
      'session.bytes.sent': SELECT.length + GET_STATUS.length,
      'session.bytes.received': 4,
    };
    expect(obs.spans('ota.session')[0]?.attributes).toMatchObject(outcome);
    const [event] = obs.logs('cardlink.session.ended');
    expect(event?.attributes).toMatchObject({ ...outcome, 'session.duration': 1.5 });
    expect(event?.spanContext?.traceId).toBe(obs.spans('ota.session')[0]?.spanContext().traceId);
    expect(await obs.metric('cardlink_session_duration_seconds_sum', { session_status: 'completed' })).toBe(
      1.5,
    );
  });

  it('counts what is exchanged in its context, through whichever recorder', async () => {
    let session: Session | undefined;
    await obs.session.run({}, async (current) => {
      session = current;
      await obs.apdu.exchange(SELECT, () => bytes('9000'));
      await current.exchange(SELECT, () =>
        obs.apdu.exchange(GET_STATUS, () => bytes('6A88')).then(() => bytes('9000')),
      );
      const script = obs.script.begin({ context: context.active() }, [SELECT], {});
      script.end([bytes('9000')]);
      obs.apdu.recordCommand('SELECT');
      obs.apdu.recordResponse(0x9000);
      obs.apdu.recordBytes('sent', 10);
      obs.apdu.recordBytes('received', 20);
      obs.apdu.recordBytes('sent', Number.NaN);
      obs.apdu.recordError('timeout', 'SELECT');
    });
    const exchanged = { 'session.apdu.count': 5, 'session.apdu.error_count': 2, 'session.script.count': 1 };
    expect(obs.spans('ota.session')[0]?.attributes).toMatchObject({
      ...exchanged,
      'session.bytes.sent': 3 * SELECT.length + GET_STATUS.length + 10,
      'session.bytes.received': 4 * 2 + 20,
    });

    // In its context after its end nothing is of it any more, and is recorded as anywhere else.
    await session?.with(() => obs.apdu.exchange(SELECT, () => bytes('6A82')));
    expect(obs.spans('apdu.SELECT').at(-1)?.attributes['apdu.status_word']).toBe('6A82');
  });

  it('ends what is exchanged in its context with itself', async () => {
    void obs.session.run({}, (session) => {
      void obs.apdu.exchange(SELECT, () => new Promise(() => {}));
      session.end('timeout');
    });

    expect(obs.spans('apdu.SELECT')[0]?.attributes['error.type']).toBe('timeout');
  });

  it('waits for a bounded number of answers: beyond it the first command is a timeout', async () => {
    const session = obs.session.start({ timeoutMs: Number.POSITIVE_INFINITY });
    for (let sent = 0; sent < 10_001; sent += 1) void session.exchange(SELECT, () => new Promise(() => {}));

    expect(obs.spans('apdu.SELECT').map(({ attributes }) => attributes['error.type'])).toEqual(['timeout']);
  });

  it('counts it where nothing is traced but something logs, too', async () => {
    const untraced = testObservability({ tracing: { enabled: false } });
    untraced.logger('ota');
    await untraced.session.run({}, () => obs.apdu.exchange(SELECT, () => bytes('9000')));
    await untraced.session.run({}, () => untraced.apdu.recordCommand('SELECT'));

    expect(
      untraced.logs('cardlink.session.ended').map(({ attributes }) => attributes['session.apdu.count']),
    ).toEqual([1, 1]);
    await untraced.shutdown();
  });

  it('leaves no exchange without an outcome when it ends before the answer, and still gives the answer', async () => {
    const session = obs.session.start();
    let answer: (bytes: Uint8Array) => void = () => undefined;
    const exchange = session.exchange(SELECT, () => new Promise((resolve) => (answer = resolve)));
    session.end('timeout');
    answer(bytes('9000'));

    expect(await exchange).toMatchObject({ statusWord: '9000' });
    expect(obs.spans().map(({ name }) => name)).toEqual(['apdu.SELECT', 'ota.session']);
    expect(obs.spans('ota.session')[0]?.attributes['session.apdu.error_count']).toBe(1);
    expect(await obs.metric('cardlink_apdu_errors_total', { error_type: 'timeout' })).toBe(1);
  });

  it('lets no reason, type or trigger from outside the lists become a label', async () => {
    obs.session.start({ type: 'invented' as 'polled' }).end('invented' as 'normal');
    obs.trigger.sent('pigeon' as 'sms');
    obs.trigger.failed('pigeon' as 'sms', 'storm' as 'timeout');
    obs.apdu.recordBytes('sideways' as 'sent', 1);

    const everything = JSON.stringify([
      await obs.exposition(),
      obs.spans().map(({ attributes }) => attributes),
      obs.logs().map(({ attributes }) => attributes),
    ]);
    expect(everything).not.toMatch(/invented|pigeon|storm|sideways/);
  });

  it('ends every open session at once, as a shutdown does', async () => {
    obs.session.start();
    obs.session.start();

    obs.session.endAll('server_shutdown');

    expect(obs.session.open).toBe(0);
    expect(await obs.metric('cardlink_session_errors_total', { error_type: 'server_shutdown' })).toBe(2);
  });

  describe('the type of a session', () => {
    it('is triggered when a trigger for its identity was recorded of late, and links to that trigger', () => {
      obs.trigger.sent('sms', { identity: 'card-1' });
      obs.clock.advance(9 * 60_000);

      expect(obs.session.start({ identity: 'card-1' }).type).toBe('triggered');
      obs.session.endAll('normal');
      const [trigger] = obs.spans('ota.trigger');
      expect(obs.spans('ota.session')[0]?.links[0]?.context.spanId).toBe(trigger?.spanContext().spanId);
    });

    it('is polled when the last trigger is longer ago than ten minutes', () => {
      obs.trigger.sent('sms', { identity: 'card-1' });
      obs.clock.advance(10 * 60_000 + 1);

      expect(obs.session.start({ identity: 'card-1' }).type).toBe('polled');
    });

    it('is polled when another identity was triggered, and what the application says comes first', () => {
      obs.trigger.sent('sms', { identity: 'card-1' });

      expect(obs.session.start({ identity: 'card-2' }).type).toBe('polled');
      expect(obs.session.start({ identity: 'card-1', type: 'polled' }).type).toBe('polled');
    });
  });

  describe('script', () => {
    it('counts each command, times the script, and makes up no time for a command', async () => {
      const session = obs.session.start();
      const script = session.script([SELECT, GET_STATUS]);
      obs.clock.advance(40);
      const responses = script.end([bytes('9000'), bytes('6310')]);
      session.end();

      expect(responses.map(({ statusWord }) => statusWord)).toEqual(['9000', '6310']);
      expect(await obs.metric('cardlink_apdu_commands_total')).toBe(2);
      expect(await obs.metric('cardlink_script_duration_seconds_sum', { scp81_script_status: 'ok' })).toBe(
        0.04,
      );
      expect(await obs.metric('cardlink_script_commands_sum')).toBe(2);
      expect(await obs.metric('cardlink_apdu_duration_seconds_count')).toBeUndefined();
      expect(obs.spans('apdu.SELECT')[0]?.attributes['scp81.script.commands']).toBe(2);
      expect(obs.spans('apdu.SELECT')[0]?.parentSpanContext?.spanId).toBe(
        obs.spans('ota.session')[0]?.spanContext().spanId,
      );
    });

    it('times the command too when it is the only one', async () => {
      const script = obs.session.start().script([SELECT]);
      obs.clock.advance(10);
      script.end([bytes('9000')]);

      expect(await obs.metric('cardlink_apdu_duration_seconds_sum', { apdu_command_type: 'SELECT' })).toBe(
        0.01,
      );
    });

    it('leaves no command without an outcome when the card stopped early', async () => {
      const script = obs.session.start().script([SELECT, GET_STATUS]);
      script.end([bytes('6A82')]);

      const unanswered = { error_type: '_OTHER', apdu_command_type: 'GET_STATUS' };
      expect(await obs.metric('cardlink_apdu_errors_total', unanswered)).toBe(1);
      expect(obs.spans()).toHaveLength(2);
    });

    it('is closed with its session, as timeout or transport error', async () => {
      const slow = obs.session.start();
      slow.script([SELECT]);
      slow.end('timeout');
      const dropped = obs.session.start();
      dropped.script([SELECT]);
      dropped.end('client_disconnect');

      expect(await obs.metric('cardlink_apdu_errors_total', { error_type: 'timeout' })).toBe(1);
      expect(await obs.metric('cardlink_apdu_errors_total', { error_type: 'transport' })).toBe(1);
      expect(obs.spans('apdu.SELECT')).toHaveLength(2);
    });

    it('that is sent after its session has ended gets its outcome at once', async () => {
      const session = obs.session.start();
      session.end('client_disconnect');
      session.script([SELECT, GET_STATUS]);

      expect(await obs.metric('cardlink_apdu_errors_total', { error_type: 'transport' })).toBe(2);
      expect(obs.spans('apdu.GET_STATUS')).toHaveLength(1);
    });

    it('says of a status that no standard defines that it is another', async () => {
      obs.session
        .start()
        .script([SELECT])
        .end([bytes('9000')], { status: 'made-up-by-the-card' });

      expect(
        await obs.metric('cardlink_script_duration_seconds_count', { scp81_script_status: '_OTHER' }),
      ).toBe(1);
    });

    it('counts only its first end, but decodes what comes later', async () => {
      const script = obs.session.start().script([SELECT]);
      script.fail('malformed_response');

      expect(script.end([bytes('9000')])).toMatchObject([{ statusWord: '9000' }]);
      expect(await obs.metric('cardlink_apdu_responses_total')).toBe(0);
      expect(await obs.metric('cardlink_script_duration_seconds_count')).toBeUndefined();
    });
  });
});
