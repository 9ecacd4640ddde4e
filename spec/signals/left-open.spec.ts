import { type TestObservability, testObservability } from '../../lib/testing';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SELECT = Uint8Array.from([0x00, 0xa4, 0x04, 0x00]);
const OK = Uint8Array.from([0x90, 0x00]);

describe('what is left open', () => {
  let obs: TestObservability;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    obs = testObservability();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await obs.shutdown();
  });

  const pass = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += MINUTE_MS) {
      const stepMs = Math.min(MINUTE_MS, milliseconds - passed);
      obs.clock.advance(stepMs);
      jest.advanceTimersByTime(stepMs);
    }
  };
  const timeouts = () => obs.metric('cardlink_sessions_total', { session_status: 'timeout' });

  it('of sessions ends as timeout after ten minutes, with the commands that wait in it', async () => {
    const session = obs.session.start();
    const answer = session.exchange(SELECT, () => new Promise(() => {}));
    pass(9 * MINUTE_MS);
    expect(session.open).toBe(true);
    pass(11 * MINUTE_MS);

    expect(session.open).toBe(false);
    expect(obs.session.open).toBe(0);
    expect(await timeouts()).toBe(1);
    expect(await obs.metric('cardlink_sessions_active')).toBe(0);
    expect(await obs.metric('cardlink_apdu_errors_total', { error_type: 'timeout' })).toBe(1);
    expect(obs.spans('apdu.SELECT')[0]?.parentSpanContext?.spanId).toBe(
      obs.spans('ota.session')[0]?.spanContext().spanId,
    );
    session.end();
    expect(await timeouts()).toBe(1);
    expect(answer).toBeInstanceOf(Promise);
  });

  it('of sessions stays open while commands are exchanged', async () => {
    const session = obs.session.start();
    for (let exchange = 0; exchange < 12; exchange += 1) {
      pass(5 * MINUTE_MS);
      await session.exchange(SELECT, () => OK);
    }

    expect(session.open).toBe(true);
    session.end();
    expect(await obs.metric('cardlink_sessions_total', { session_status: 'completed' })).toBe(1);
  });

  it('of sessions has the bound that the application gives it, or none', async () => {
    obs.session.start({ timeoutMs: 1_000 });
    const endless = obs.session.start({ timeoutMs: Number.POSITIVE_INFINITY });
    pass(1_000);
    expect(await timeouts()).toBe(1);
    pass(2 * HOUR_MS);

    expect(endless.open).toBe(true);
    expect(await timeouts()).toBe(1);
  });

  it('of sessions with a bound of its own stays open while commands are exchanged', async () => {
    const session = obs.session.start({ timeoutMs: 3 * MINUTE_MS });
    for (let exchange = 0; exchange < 12; exchange += 1) {
      pass(MINUTE_MS);
      await session.exchange(SELECT, () => OK);
    }
    expect(session.open).toBe(true);
    pass(6 * MINUTE_MS);

    expect(session.outcome?.status).toBe('timeout');
  });

  it('of sessions stays open while something is exchanged in its context', async () => {
    await obs.session.run({}, async (session) => {
      for (let exchange = 0; exchange < 5; exchange += 1) {
        pass(5 * MINUTE_MS);
        await obs.apdu.exchange(SELECT, () => OK);
      }
      for (const record of [
        () => obs.apdu.recordCommand('SELECT'),
        () => obs.apdu.recordResponse(0x9000),
        () => obs.apdu.recordBytes('sent', 1),
        () => obs.apdu.recordError('timeout', 'SELECT'),
      ]) {
        pass(9 * MINUTE_MS);
        record();
      }
      expect(session.open).toBe(true);
    });
  });

  it('of sessions is kept by the adaptive sampler as it is set by default, complete, since it has failed', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const adaptive = testObservability({ tracing: { sampler: 'adaptive', spansPerSecond: 0.01 } });
    for (let count = 0; count < 20; count += 1) await adaptive.session.run({}, () => {});
    const session = adaptive.session.start({ id: 'left' });
    for (let passed = 0; passed < 20; passed += 1) {
      if (passed === 9) await session.exchange(SELECT, () => OK);
      adaptive.clock.advance(MINUTE_MS);
      jest.advanceTimersByTime(MINUTE_MS);
    }

    const ofSession = adaptive.spans().filter(({ attributes }) => attributes['session.id'] === 'left');
    expect(ofSession.map(({ name }) => name)).toEqual(['apdu.SELECT', 'ota.session']);
    const decision = { trace_sampling_decision: 'kept_failed' };
    expect(await adaptive.metric('cardlink_trace_sampled_total', decision)).toBe(1);
    await adaptive.shutdown();
  });

  it('of suites with a bound of its own stays open while tests begin and end', async () => {
    const suite = obs.tests.suite('files', { timeoutMs: 3 * MINUTE_MS });
    for (let test = 0; test < 12; test += 1) {
      pass(MINUTE_MS);
      await suite.case('passes', () => {});
    }
    expect(obs.tests.open).toBe(1);
    pass(6 * MINUTE_MS);

    expect(obs.tests.open).toBe(0);
    expect(obs.spans('test.suite files')[0]?.attributes['test.suite.run.status']).toBe('timed_out');
  });

  it('of suites ends as timed out after hours without a test', async () => {
    const suite = obs.tests.suite('files');
    void suite.case('hangs', () => new Promise(() => {}));
    pass(3 * HOUR_MS);
    await suite.case('passes', () => {});
    pass(4 * HOUR_MS);
    expect(obs.tests.open).toBe(1);
    pass(5 * HOUR_MS);

    expect(obs.tests.open).toBe(0);
    expect(obs.spans('test.suite files')[0]?.attributes).toMatchObject({
      'test.suite.run.status': 'timed_out',
      'test.suite.total': 2,
      'test.suite.errors': 1,
    });
    expect(await obs.metric('cardlink_tests_running')).toBe(0);
  });

  it('of exchanges outside a session is a timeout after ten minutes, and not counted again when the answer comes', async () => {
    let answer: (bytes: Uint8Array) => void = () => {};
    const late = obs.apdu.exchange(SELECT, () => new Promise<Uint8Array>((resolve) => (answer = resolve)));
    pass(9 * MINUTE_MS);
    expect(obs.spans()).toHaveLength(0);
    pass(MINUTE_MS);

    expect(obs.spans('apdu.SELECT')[0]?.attributes).toMatchObject({ 'error.type': 'timeout' });
    expect(await obs.metric('cardlink_apdu_errors_total', { error_type: 'timeout' })).toBe(1);
    answer(OK);
    expect((await late).statusWord).toBe('9000');
    expect(await obs.metric('cardlink_apdu_responses_total')).toBe(0);
    expect(obs.spans()).toHaveLength(1);
    void obs.apdu.exchange(SELECT, () => new Promise(() => {}));
    obs.signals.endOpen();
    expect(obs.spans('apdu.SELECT')[1]?.attributes).toMatchObject({ 'error.type': 'transport' });
  });

  it('of queries is a timeout after an hour, unless the query has a bound of its own', async () => {
    const hang = () => new Promise<void>(() => {});
    const timeouts = () => obs.metric('cardlink_db_errors_total', { error_type: 'timeout' });
    let fail: (error: Error) => void = () => {};
    const late = obs.db.query('UPDATE', 'cards', () => new Promise<void>((_, reject) => (fail = reject)));
    void obs.db.query('SELECT', 'cards', hang, { timeoutMs: MINUTE_MS });
    void obs.db.query('DELETE', 'cards', hang, { timeoutMs: Number.POSITIVE_INFINITY });
    pass(MINUTE_MS);
    expect(obs.spans().map(({ name }) => name)).toEqual(['db.SELECT']);
    pass(HOUR_MS);

    expect(obs.spans().map(({ name }) => name)).toEqual(['db.SELECT', 'db.UPDATE']);
    expect(await timeouts()).toBe(2);
    const error = new Error('gone');
    fail(error);
    await expect(late).rejects.toBe(error);
    expect(await obs.metric('cardlink_db_operations_total')).toBe(2);
    expect(await timeouts()).toBe(2);
    obs.signals.endOpen();
    expect(obs.spans('db.DELETE')[0]?.attributes).toMatchObject({ 'error.type': '_OTHER' });
  });

  it('of operations on devices is a timeout after an hour, unless the operation has a bound of its own', async () => {
    const hang = () => new Promise<void>(() => {});
    void obs.adb.operation('install', hang);
    void obs.adb.operation('logcat', hang, { timeoutMs: Number.POSITIVE_INFINITY });
    void obs.at.command('AT+COPS=?', hang, { timeoutMs: MINUTE_MS });
    pass(MINUTE_MS);
    expect(obs.spans().map(({ name }) => name)).toEqual(['at.AT+COPS']);
    pass(HOUR_MS);

    expect(obs.spans().map(({ name }) => name)).toEqual(['at.AT+COPS', 'adb.install']);
    expect(await obs.metric('cardlink_device_errors_total', { error_type: 'timeout' })).toBe(2);
    obs.signals.endOpen();
    expect(obs.spans('adb.logcat')).toHaveLength(1);
  });
});
