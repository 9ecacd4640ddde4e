import assert from 'node:assert';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { failureText, testFailure } from '../../lib/signals/test-failure';
import { type TestObservability, testObservability } from '../../lib/testing';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
const failing = (fields: object, message = 'it failed') => Object.assign(new Error(message), fields);

describe('TestRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const tests = (status: string, suite = 'files') =>
    obs.metric('cardlink_tests_total', { test_suite_name: suite, test_status: status });
  const running = () => obs.metric('cardlink_tests_running', { test_suite_name: 'files' });
  const flaky = () => obs.metric('cardlink_tests_flaky_total', { test_suite_name: 'files' });

  it('starts everything that a suite may count at 0', async () => {
    obs.tests.suite('files');

    for (const status of ['passed', 'failed', 'skipped', 'error']) expect(await tests(status)).toBe(0);
    expect(await running()).toBe(0);
    expect(await flaky()).toBe(0);
    const assertions = { test_suite_name: 'files', test_status: 'failed' };
    expect(await obs.metric('cardlink_test_assertions_total', assertions)).toBe(0);
  });

  it('passes a test that returns, and gives back what it returned', async () => {
    const suite = obs.tests.suite('files');
    const result = await suite.case('reads EF_ICCID', async () => {
      obs.clock.advance(2_000);
      return 42;
    });

    expect(result).toBe(42);
    expect(await tests('passed')).toBe(1);
    expect(await obs.metric('cardlink_test_duration_seconds_sum', { test_suite_name: 'files' })).toBe(2);
    expect(obs.spans('test.reads EF_ICCID')[0]?.attributes).toEqual({
      'test.suite.name': 'files',
      'test.case.name': 'reads EF_ICCID',
      'test.attempt': 1,
      'test.status': 'passed',
      'test.case.result.status': 'pass',
    });
    expect(obs.logs('cardlink.test.failed')).toHaveLength(0);
  });

  it('fails a test whose assertion does not hold, throws the same, and says so in an event', async () => {
    const error = thrownBy(() => assert.equal(1, 2));
    const suite = obs.tests.suite('files');

    await expect(suite.case('reads', () => Promise.reject(error))).rejects.toBe(error);

    expect(await tests('failed')).toBe(1);
    const [span] = obs.spans('test.reads');
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: '1 == 2' });
    expect(span?.attributes).toMatchObject({
      'test.status': 'failed',
      'test.case.result.status': 'fail',
      'error.type': 'assertion',
    });
    const [event] = obs.logs('cardlink.test.failed');
    expect(event?.attributes).toEqual({
      'test.suite.name': 'files',
      'test.case.name': 'reads',
      'test.attempt': 1,
      'test.status': 'failed',
      'error.type': 'assertion',
      'exception.message': '1 == 2',
    });
    expect(event?.spanContext?.spanId).toBe(span?.spanContext().spanId);
  });

  it('has no official status for a test that could not be carried out', async () => {
    const suite = obs.tests.suite('files');
    await expect(suite.case('reads', () => Promise.reject(new Error('no card')))).rejects.toThrow('no card');

    expect(await tests('error')).toBe(1);
    expect(obs.spans('test.reads')[0]?.attributes).toMatchObject({
      'test.status': 'error',
      'error.type': 'exception',
    });
    expect(obs.spans('test.reads')[0]?.attributes).not.toHaveProperty('test.case.result.status');
  });

  it('keeps secrets out of the text of a failure', async () => {
    const suite = obs.tests.suite('files');
    await suite.case('verifies', () => assert.fail('pin=1234 was refused')).catch(() => undefined);

    expect(obs.spans('test.verifies')[0]?.status.message).toBe('pin=[redacted] was refused');
    expect(JSON.stringify(obs.logs()[0]?.attributes)).not.toContain('1234');
  });

  it('shows how many tests are running', async () => {
    const suite = obs.tests.suite('files');
    let finish = (): void => undefined;
    const first = suite.case('one', () => new Promise<void>((resolve) => (finish = resolve)));
    const second = suite.case('two', () => new Promise<void>(() => undefined));
    expect(await running()).toBe(2);
    finish();
    await first;
    expect(await running()).toBe(1);
    suite.end();
    expect(await running()).toBe(0);
    void second;
  });

  describe('a test that is tried again', () => {
    const failsTimes = (times: number) => () => {
      times -= 1;
      if (times >= 0) assert.fail('not yet');
      return 'at last';
    };

    it('is flaky when it failed and then passes, is counted once, and has a span for each attempt', async () => {
      const suite = obs.tests.suite('files');

      expect(await suite.case('reads', failsTimes(2), { retry: 3 })).toBe('at last');

      expect(await flaky()).toBe(1);
      expect(await tests('passed')).toBe(1);
      expect(await tests('failed')).toBe(0);
      const attempts = obs
        .spans('test.reads')
        .map(({ attributes }) => [attributes['test.attempt'], attributes['test.status']]);
      expect(attempts).toEqual([
        [1, 'failed'],
        [2, 'failed'],
        [3, 'passed'],
      ]);
      expect(obs.logs('cardlink.test.failed')).toHaveLength(2);
      expect(await running()).toBe(0);
    });

    it('fails when it never passes, as often as it may be tried', async () => {
      const suite = obs.tests.suite('files');
      await expect(suite.case('reads', failsTimes(9), { retry: 2 })).rejects.toThrow('not yet');

      expect(await flaky()).toBe(0);
      expect(await tests('failed')).toBe(1);
      expect(obs.spans('test.reads')).toHaveLength(3);
    });

    it('that passes at once is not flaky', async () => {
      await obs.tests.suite('files').case('reads', failsTimes(0), { retry: 2 });
      expect(await flaky()).toBe(0);
    });

    it('is not tried again when it skips itself', async () => {
      class Pending {}
      const suite = obs.tests.suite('files');
      await expect(
        suite.case('reads', () => Promise.reject(new Pending()), { retry: 2 }),
      ).rejects.toBeInstanceOf(Pending);
      expect(await tests('skipped')).toBe(1);
      expect(obs.spans('test.reads')).toHaveLength(1);
    });

    it.each([Number.NaN, -1, 0.5])('is tried once for %d retries', async (retry) => {
      const suite = obs.tests.suite('files');
      await expect(suite.case('reads', failsTimes(9), { retry })).rejects.toThrow('not yet');
      expect(obs.spans('test.reads')).toHaveLength(1);
    });

    it('is tried 101 times at most', async () => {
      const suite = obs.tests.suite('files');
      await expect(
        suite.case('reads', failsTimes(1_000), { retry: Number.POSITIVE_INFINITY }),
      ).rejects.toThrow('not yet');
      expect(obs.spans('test.reads')).toHaveLength(101);
    });
  });

  it('counts assertions of a suite, of a test and without either', async () => {
    const suite = obs.tests.suite('files');
    suite.assertion(true);
    await suite.case('reads', (test) => {
      test.assertion(true);
      test.assertion(false);
    });
    obs.tests.recordAssertion('files', true);

    const assertions = (status: string) =>
      obs.metric('cardlink_test_assertions_total', { test_suite_name: 'files', test_status: status });
    expect(await assertions('passed')).toBe(3);
    expect(await assertions('failed')).toBe(1);
  });

  it('counts tests that were not run, or could not be set up, without a duration', async () => {
    const suite = obs.tests.suite('files');
    suite.skip('needs a modem');
    suite.setupFailed('needs a phone', new Error('no phone'));

    expect(await tests('skipped')).toBe(1);
    expect(await tests('error')).toBe(1);
    expect(await obs.metric('cardlink_test_duration_seconds_count')).toBeUndefined();
    expect(obs.spans('test.needs a modem')[0]?.attributes['test.status']).toBe('skipped');
    expect(obs.logs('cardlink.test.failed')[0]?.attributes).toMatchObject({
      'error.type': 'setup',
      'exception.message': 'no phone',
    });
  });

  it('is below the active span, with its tests below it, active while they run', async () => {
    const tracer = obs.tracerProvider.getTracer('runner');
    const seen = await tracer.startActiveSpan('run', async (outer) => {
      const suite = obs.tests.suite('files');
      const inner = await suite.case('reads', () => trace.getActiveSpan()?.spanContext().spanId);
      suite.end();
      outer.end();
      return inner;
    });

    const [outer] = obs.spans('run');
    const [suite] = obs.spans('test.suite files');
    const [test] = obs.spans('test.reads');
    expect(suite?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(test?.parentSpanContext?.spanId).toBe(suite?.spanContext().spanId);
    expect(seen).toBe(test?.spanContext().spanId);
  });

  describe('the end of a suite', () => {
    it('says on its span what became of its tests, and how long it took', async () => {
      const suite = obs.tests.suite('files');
      await suite.case('one', () => obs.clock.advance(1_500));
      await suite.case('two', () => assert.fail('no')).catch(() => undefined);
      suite.skip('three');
      suite.end();

      expect(obs.spans('test.suite files')[0]?.attributes).toEqual({
        'test.suite.name': 'files',
        'test.suite.run.status': 'failure',
        'test.suite.total': 3,
        'test.suite.passed': 1,
        'test.suite.failed': 1,
        'test.suite.skipped': 1,
        'test.suite.errors': 0,
      });
      const labels = { test_suite_name: 'files' };
      expect(await obs.metric('cardlink_test_suite_duration_seconds_sum', labels)).toBe(1.5);
    });

    it.each([
      ['success', () => undefined],
      ['success', (suite: ReturnType<TestObservability['tests']['suite']>) => suite.case('a', () => 1)],
      ['skipped', (suite: ReturnType<TestObservability['tests']['suite']>) => suite.skip('a')],
      ['failure', (suite: ReturnType<TestObservability['tests']['suite']>) => suite.setupFailed('a')],
    ])('is a %s by its tests', async (status, work) => {
      const suite = obs.tests.suite('files');
      await work(suite);
      suite.end();
      expect(obs.spans('test.suite files')[0]?.attributes['test.suite.run.status']).toBe(status);
    });

    it('counts once', async () => {
      const suite = obs.tests.suite('files');
      suite.end();
      suite.end();
      expect(await obs.metric('cardlink_test_suite_duration_seconds_count')).toBe(1);
      expect(obs.tests.open).toBe(0);
    });

    it('leaves no test without an outcome, and what it becomes later is not recorded again', async () => {
      const suite = obs.tests.suite('files');
      let finish = (): void => undefined;
      const late = suite.case(
        'hangs',
        () => new Promise<string>((resolve) => (finish = () => resolve('late'))),
      );
      suite.end();
      finish();

      expect(await late).toBe('late');
      expect(await tests('error')).toBe(1);
      expect(await tests('passed')).toBe(0);
      expect(obs.spans('test.hangs')).toHaveLength(1);
      expect(obs.spans('test.hangs')[0]?.attributes['error.type']).toBe('timeout');
    });

    it('comes with the shutdown, and with more suites open than anyone runs', () => {
      obs.tests.suite('first');
      for (let suite = 0; suite < 1_000; suite += 1) obs.tests.suite('files');
      expect(obs.tests.open).toBe(1_000);
      expect(obs.spans('test.suite first')[0]?.attributes['test.suite.run.status']).toBe('timed_out');

      obs.signals.endOpen();
      expect(obs.tests.open).toBe(0);
    });
  });

  describe('the label of a suite', () => {
    it('is one of the first 100 names, and for further ones _OTHER; spans have them all', async () => {
      for (let suite = 0; suite < 120; suite += 1) obs.tests.suite(`suite ${suite}`).end();
      obs.tests.recordResult('suite 3', 'passed');
      obs.tests.recordResult('suite 119', 'passed');

      expect(await tests('passed', 'suite 3')).toBe(1);
      expect(await tests('passed', '_OTHER')).toBe(1);
      expect(obs.spans('test.suite suite 119')).toHaveLength(1);
    });

    it.each(['', '   ', 'card 89490200001234567890', 'x'.repeat(1_000), 7 as unknown as string])(
      'is not %j',
      async (name) => {
        obs.tests.suite(name);
        expect(await tests('passed', '_OTHER')).toBe(0);
        expect(await obs.exposition()).not.toContain('8949020');
      },
    );
  });

  it('records what a runner with a flow of its own tells it', async () => {
    obs.tests.recordResult('files', 'passed', { durationSeconds: 3, isFlaky: true });
    obs.tests.recordResult('files', 'skipped');
    obs.tests.recordResult('files', 'exploded' as 'error', { durationSeconds: Number.NaN });
    obs.tests.recordSuite('files', 9);
    obs.tests.recordSuite('files', -1);

    expect(await tests('passed')).toBe(1);
    expect(await tests('error')).toBe(1);
    expect(await flaky()).toBe(1);
    expect(await obs.metric('cardlink_test_duration_seconds_sum')).toBe(3);
    expect(await obs.metric('cardlink_test_duration_seconds_count')).toBe(1);
    expect(await obs.metric('cardlink_test_suite_duration_seconds_count')).toBe(1);
  });

  it('runs what begins after the end of its suite, and records nothing of it', async () => {
    const suite = obs.tests.suite('files');
    suite.end();
    const attempts: number[] = [];
    const result = await suite.case(
      'late',
      (test) => {
        test.assertion(true);
        attempts.push(test.attempt);
        if (test.attempt === 1) throw new Error('at first');
        return 42;
      },
      { retry: 1 },
    );
    void suite.case('hangs', () => new Promise(() => {}));
    suite.assertion(true);
    suite.skip('skipped');
    suite.setupFailed('not set up');

    expect([result, attempts]).toEqual([42, [1, 2]]);
    expect(await obs.metric('cardlink_tests_running')).toBe(0);
    expect(await obs.metric('cardlink_tests_total')).toBe(0);
    expect(await obs.metric('cardlink_test_assertions_total')).toBe(0);
    expect(obs.spans().map(({ name }) => name)).toEqual(['test.suite files']);
  });

  it('runs tests as before after the shutdown', async () => {
    const suite = obs.tests.suite('files');
    await obs.shutdown();
    expect(await suite.case('reads', () => 42)).toBe(42);
    expect(() => suite.end()).not.toThrow();
  });
});

describe('what a test becomes by what it threw', () => {
  const timeout = failing({ name: 'TimeoutError' });
  it.each<[string, unknown, string, string | undefined]>([
    ['node:assert', thrownBy(() => assert.deepEqual({ a: 1 }, { a: 2 })), 'failed', 'assertion'],
    ['jest', thrownBy(() => expect(1).toBe(2)), 'failed', 'assertion'],
    ['jest, of another realm', failing({ matcherResult: { pass: false } }), 'failed', 'assertion'],
    ['jest, asymmetric', thrownBy(() => expect({ a: 1 }).toMatchObject({ a: 2 })), 'failed', 'assertion'],
    [
      'chai and vitest',
      failing({ name: 'AssertionError', showDiff: true, actual: 1 }),
      'failed',
      'assertion',
    ],
    [
      'node:test, failed',
      failing({
        code: 'ERR_TEST_FAILURE',
        failureType: 'testCodeFailure',
        cause: thrownBy(() => assert.ok(false)),
      }),
      'failed',
      'assertion',
    ],
    [
      'node:test, timeout',
      failing({ code: 'ERR_TEST_FAILURE', failureType: 'testTimeoutFailure' }),
      'error',
      'timeout',
    ],
    ['node:test, hook', failing({ code: 'ERR_TEST_FAILURE', failureType: 'hookFailed' }), 'error', 'setup'],
    [
      'node:test, in itself',
      failing({ code: 'ERR_TEST_FAILURE', cause: failing({ code: 'ERR_TEST_FAILURE' }) }),
      'error',
      'exception',
    ],
    ['mocha, timeout', failing({ code: 'ERR_MOCHA_TIMEOUT' }), 'error', 'timeout'],
    ['a timeout', timeout, 'error', 'timeout'],
    ['AbortSignal.timeout', new DOMException('slow', 'TimeoutError'), 'error', 'timeout'],
    ['any error', new TypeError('x is not a function'), 'error', 'exception'],
    ['a string', 'no card', 'error', 'exception'],
    ['nothing', undefined, 'error', 'exception'],
  ])('%s', (_name, thrown, status, errorType) => {
    expect(testFailure(thrown)).toEqual({ status, errorType });
  });

  it('is found for anything that may be thrown, with a text that is bounded', () => {
    const hostile = {
      get name(): string {
        throw new Error('no');
      },
      toString: () => {
        throw new Error('no');
      },
    };
    for (const thrown of [hostile, Object.create(null), Symbol('s'), new Error('x'.repeat(1e6))]) {
      expect(testFailure(thrown).status).toBe('error');
      expect(failureText(thrown).length).toBeLessThanOrEqual(1_000);
    }
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
        expect(typeof testFailure(thrown).status).toBe('string');
        expect(failureText(thrown).length).toBeLessThanOrEqual(1_000);
      }),
    );
  });

  it('has a text without colours', () => {
    expect(failureText(new Error('\u001b[31mReceived: 1\u001b[39m'))).toBe('Received: 1');
  });
});
