import { context, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import type { Options } from '../../lib';
import { type TestObservability, testObservability } from '../../lib/testing';
import { reported } from '../support/start';

type Line = Record<string, unknown> & {
  context?: Record<string, unknown>;
  exception?: Record<string, unknown>;
};

function linesOf(obs: TestObservability): readonly Line[] {
  return obs.logLines.map((line) => JSON.parse(line) as Line);
}

function firstLine(log: (obs: TestObservability) => void, options: Options = {}): Line {
  const obs = testObservability(options);
  log(obs);
  expect(obs.logLines).toHaveLength(1);
  return linesOf(obs)[0] as Line;
}

describe('a logger', () => {
  afterEach(() => diag.disable());

  it('writes one JSON object a line, with time, level, component, message, fields and who reports', () => {
    const line = firstLine((obs) => obs.logger('ota').info('script delivered', { commands: 4 }));

    expect(line).toEqual({
      timestamp: '2026-01-01T00:00:00.000000Z',
      level: 'INFO',
      component: 'ota',
      logger: 'ota',
      message: 'script delivered',
      context: { commands: 4 },
      service: 'cardlink',
      host: expect.any(String),
      pid: process.pid,
    });
  });

  it('says the span that is active, and none when there is none', () => {
    const obs = testObservability();
    const span = obs.tracerProvider.getTracer('test').startSpan('work');
    const log = obs.logger('ota');

    context.with(trace.setSpan(ROOT_CONTEXT, span), () => log.info('inside'));
    log.info('outside');

    const { traceId, spanId } = span.spanContext();
    const [inside, outside] = linesOf(obs);
    expect(inside).toMatchObject({ trace_id: traceId, span_id: spanId, trace_flags: '01' });
    expect(outside).not.toHaveProperty('trace_id');
  });

  it('says the session in whose context it is, and the request that the application named', async () => {
    const obs = testObservability();
    const log = obs.logger('ota');

    await obs.session.run({ id: 'feedface00000001' }, () =>
      obs.logging.correlated({ requestId: 'r-17' }, () => log.info('inside')),
    );

    expect(linesOf(obs)[0]).toMatchObject({ session_id: 'feedface00000001', request_id: 'r-17' });
  });

  it('says the session where nothing is traced, too', async () => {
    const obs = testObservability({ tracing: { enabled: false } });
    const log = obs.logger('ota');

    await obs.session.run({ id: 'feedface00000001' }, async () => {
      await Promise.resolve();
      log.info('inside');
    });
    log.info('outside');

    expect(linesOf(obs)[0]).toMatchObject({ session_id: 'feedface00000001' });
    expect(linesOf(obs)[0]).not.toHaveProperty('trace_id');
    expect(linesOf(obs)[1]).not.toHaveProperty('session_id');
  });

  it('leaves the trace out where the settings say so', () => {
    const obs = testObservability({ log: { traceCorrelation: false } });
    const span = obs.tracerProvider.getTracer('test').startSpan('work');

    context.with(trace.setSpan(ROOT_CONTEXT, span), () => obs.logger('ota').info('inside'));

    expect(linesOf(obs)[0]).not.toHaveProperty('trace_id');
  });

  it('lifts the duration and the ids among the fields into the record', () => {
    const line = firstLine((obs) =>
      obs.logger('db').info('query', { duration_ms: 1.5, requestId: 'r-1', session_id: 's-1', rows: 2 }),
    );

    expect(line).toMatchObject({
      duration_ms: 1.5,
      request_id: 'r-1',
      session_id: 's-1',
      context: { rows: 2 },
    });
  });

  it('puts values into the placeholders of a message', () => {
    const line = firstLine((obs) => obs.logger('ota').info('%s took %d ms', 'SELECT', 12, { attempt: 1 }));

    expect(line).toMatchObject({ message: 'SELECT took 12 ms', context: { attempt: 1 } });
  });

  it.each([
    [['PIN:', '4711'], ['[redacted]']],
    [['PIN:', 4711], ['[redacted]']],
    [['password', 'hunter2x'], ['[redacted]']],
    [
      ['login of', 'bob', 'password', 'hunter2x'],
      ['bob', 'password', '[redacted]'],
    ],
    [['IMSI', '262011234567890'], [expect.stringMatching(/^imsi:[0-9a-f]{16}$/)]],
    [
      ['card', 'c1', 2],
      ['c1', 2],
    ],
  ])('judges what stands behind a message with the words before it: %j', (given, shown) => {
    const [message, ...values] = given;
    const line = firstLine((obs) => obs.logger('ota').info(message as string, ...(values as never[])));

    expect(line).toMatchObject({ message, context: { arguments: shown } });
  });

  it('keeps a long text behind a message, cleaned and cut as others are', () => {
    const text = `a@b.example ${'x '.repeat(50_000)}`;
    const line = firstLine((obs) => obs.logger('ota').info('body', text));
    expect(line).toMatchObject({
      context: { arguments: [expect.stringMatching(/^\[redacted\] x x .*cut: /s)] },
    });
    const secret = firstLine((obs) => obs.logger('ota').info('password:', 'x'.repeat(100_000)));
    expect(secret).toMatchObject({ context: { arguments: ['[redacted]'] } });
  });

  it.each<[string, (obs: TestObservability, error: Error) => void]>([
    ['as the message', (obs, error) => obs.logger('ota').error(error)],
    ['after the message', (obs, error) => obs.logger('ota').error('failed', error)],
    ['among the fields', (obs, error) => obs.logger('ota').error('failed', { error, attempt: 1 })],
    ['as a value of a placeholder', (obs, error) => obs.logger('ota').error('failed: %s', error)],
    ['after values and fields', (obs, error) => obs.logger('ota').error('%s', 'x', { attempt: 1 }, error)],
  ])('keeps stack and causes of an error %s', (_, log) => {
    const error = new Error('outer', { cause: new TypeError('inner') });
    const line = firstLine((obs) => log(obs, error));

    expect(line.exception).toMatchObject({
      type: 'Error',
      message: 'outer',
      stack: expect.stringContaining('logger.spec'),
      causes: [{ type: 'TypeError', message: 'inner', stack: expect.stringContaining('logger.spec') }],
    });
  });

  it('masks secrets in the message, in fields of any depth and in errors', () => {
    const obs = testObservability();
    const error = Object.assign(new Error('password=hunter2 was refused'), { code: 'EAUTH' });

    obs.logger('tls').error('token: hunter2', { nested: [{ pin: '4711' }] }, error);

    const [text = ''] = obs.logLines;
    expect(text).not.toMatch(/hunter2|4711/);
    expect(linesOf(obs)[0]?.exception).toMatchObject({ code: 'EAUTH' });
  });

  it('hands fields down to the loggers made from it, of which a record’s own come first', () => {
    const line = firstLine((obs) =>
      obs
        .logger('ota')
        .with({ request_id: 'r-1', card: 'a', try: 1 })
        .with({ step: 2 })
        .info('sent', { try: 3 }),
    );

    expect(line).toMatchObject({ request_id: 'r-1', context: { card: 'a', step: 2, try: 3 } });
  });

  it('says file, line and function of the call on request', () => {
    function callerOfLog(obs: TestObservability): void {
      obs.logger('ota').info('here');
    }

    const line = firstLine(callerOfLog, { log: { source: true } });

    expect(line.source).toEqual({
      file: expect.stringContaining('logger.spec.ts'),
      line: expect.any(Number),
      // Jest maps names of functions by the source; spec/system/logs.spec.ts looks at the name itself.
      function: expect.any(String),
    });
  });

  it('emits each record once as an OTel log record, with the same attributes and in the same trace', () => {
    const obs = testObservability();
    const span = obs.tracerProvider.getTracer('test').startSpan('work');

    context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
      obs.logger('ota').warning('slow card', { commands: 4 }, new RangeError('late')),
    );

    expect(obs.logs()).toHaveLength(1);
    const [record] = obs.logs();
    expect(record).toMatchObject({
      body: 'slow card',
      severityText: 'WARNING',
      severityNumber: 13,
      instrumentationScope: { name: 'ota' },
      attributes: { commands: 4, 'exception.type': 'RangeError', 'exception.message': 'late' },
    });
    expect(record?.spanContext?.spanId).toBe(span.spanContext().spanId);
  });

  it('counts what it wrote by level and component', async () => {
    const obs = testObservability();
    obs.logger('ota').info('one');
    obs.logger('ota').info('two');
    obs.logger('tls').error('three');

    const count = (log_level: string, log_component: string) =>
      obs.metric('cardlink_log_records_total', { log_level, log_component });
    expect(await count('info', 'ota')).toBe(2);
    expect(await count('error', 'tls')).toBe(1);
  });

  it('tells, instead of throwing, that a method was taken out of its logger', () => {
    const lines = reported();
    const obs = testObservability();
    const { info } = obs.logger('ota');

    info('lost');

    expect(obs.logLines).toEqual([]);
    expect(lines.join()).toContain('log.info(…)');
  });

  it('writes one valid line of bounded length, whatever it is given', () => {
    const ordinary = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withObjectString: true,
      withTypedArray: true,
      withSparseArray: true,
    });
    const value = fc.oneof(
      ordinary.map((made) => ({ make: () => made })),
      fc.constantFrom(...HOSTILE).map((make) => ({ make })),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
        const [first, ...rest] = values.map(({ make }) => make());
        const obs = testObservability({ log: { level: 'debug' } });
        obs.logger('x').error(first, ...rest);

        expect(obs.logLines).toHaveLength(1);
        const [line = ''] = obs.logLines;
        expect(line.length).toBeLessThan(350_000);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(JSON.parse(line)).toMatchObject({ level: 'ERROR', component: 'x' });
      }),
      { numRuns: 150 },
    );
  });

  it('says how long a text was that it cut', () => {
    const line = firstLine((obs) =>
      obs.logger('x').info('m'.repeat(10_000_000), { field: 'f'.repeat(9_000) }),
    );

    expect(String(line.message)).toMatch(/\[cut: 10000000 characters\]$/);
    expect(String(line.context?.field)).toMatch(/\[cut: 9000 characters\]$/);
  });

  it('shows of fields what was looked at, though a getter gives another value the next time', () => {
    let reads = 0;
    const fields = {
      nested: {
        get text() {
          reads += 1;
          return reads === 1 ? 'harmless' : 'password=hunter2';
        },
      },
    };
    const obs = testObservability();
    obs.logger('x').info('got', fields);

    expect(linesOf(obs)[0]?.context).toEqual({ nested: { text: 'harmless' } });
    expect(obs.logs()[0]?.attributes).toEqual({ nested: { text: 'harmless' } });
  });

  it('says in a field what is no number, and how long a text was that it cut, at any depth', () => {
    const line = firstLine((obs) =>
      obs
        .logger('x')
        .info('got', { ratio: Number.NaN, a: { b: 'b'.repeat(100_000) }, c: 'c'.repeat(10_000_000) }),
    );

    expect(line.context).toMatchObject({
      ratio: 'NaN',
      a: { b: expect.stringMatching(/b… \[cut: 100000 characters\]$/) },
    });
    expect(String(line.context?.c)).toMatch(/c… \[cut: 10000000 characters\]$/);
  });

  it('keeps the stacks of all errors that it is given', () => {
    const line = firstLine((obs) => obs.logger('x').error('both', new Error('one'), new TypeError('two')));

    expect(line.context?.errors).toMatchObject([
      { type: 'TypeError', stack: expect.stringContaining('logger.spec') },
    ]);
  });

  it('hands on to OTel only what its attributes allow', () => {
    const obs = testObservability();
    obs.logger('x').info('got', { big: 7n, at: new Date(0), none: undefined, nested: { big: 7n } });

    expect(obs.logs()[0]?.attributes).toEqual({
      big: '7',
      at: '1970-01-01T00:00:00.000Z',
      nested: { big: '7' },
    });
  });

  it('says how long the message of an error was that it cut', () => {
    const line = firstLine((obs) => obs.logger('x').error(new Error('e'.repeat(1_000_000))));

    expect(line.exception?.message).toMatch(/e… \[cut: /);
  });
});

/** Made anew each time: fast-check looks at its own constants. */
const HOSTILE: readonly (() => unknown)[] = [
  () => Symbol('x'),
  () => new Date(Number.NaN),
  () => () => 1,
  () => 'x'.repeat(10_000_000),
  () => deep(10_000),
  circular,
  throwing,
  revoked,
  () => new Proxy({}, { ownKeys: () => assertNever() }),
  () => Object.create(null),
  () => '\u001b[31mred\u0007\r\n{"level":"CRITICAL"}\u2028\u009b31m',
  () => new AggregateError([new Error('a')], 'many'),
];

function assertNever(): never {
  throw new Error('not to be looked at');
}

function deep(depth: number): object {
  let value: object = {};
  for (let level = 0; level < depth; level += 1) value = { value };
  return value;
}

function circular(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}

function throwing(): object {
  return {
    get bad() {
      return assertNever();
    },
    toString: assertNever,
    toJSON: assertNever,
  };
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
