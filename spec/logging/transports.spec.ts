import { type Context, context, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createLogger as createWinston, format, type transport as TransportBase } from 'winston';
import { type TestObservability, testObservability } from '../../lib/testing';
import { eventually } from '../support/eventually';
import { reported } from '../support/start';

const MESSAGE = Symbol.for('message');
const SPLAT = Symbol.for('splat');
type Info = Record<string | symbol, unknown>;

/** A transport of an application, whose `log` is given. */
function transportOf(log: (this: TransportBase, info: Info, next: () => void) => void): TransportBase {
  const { Transport } = jest.requireActual<{ Transport: new (options: object) => TransportBase }>('winston');
  return new Transport({ log });
}

function collecting(infos: Info[]): TransportBase {
  return transportOf((info, next) => {
    infos.push(info);
    next();
  });
}

const linesOf = (obs: TestObservability) =>
  obs.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);

function inSpan<T>(obs: TestObservability, work: () => T): { result: T; spanId: string; context: Context } {
  const span = obs.tracerProvider.getTracer('test').startSpan('work');
  const active = trace.setSpan(ROOT_CONTEXT, span);
  return { result: context.with(active, work), spanId: span.spanContext().spanId, context: active };
}

describe('a winston transport of the application', () => {
  afterEach(() => {
    jest.useRealTimers();
    diag.disable();
  });

  it('gets the cleaned line and the members of each record', async () => {
    const obs = testObservability();
    const infos: Info[] = [];
    obs.logging.winston.add(
      transportOf((info, next) => {
        infos.push(info);
        next();
      }),
    );

    obs.logger('ota').error('pin=4711', { commands: 4 });
    await obs.logging.flush(1_000);

    expect(infos).toHaveLength(1);
    expect(infos[0]).toMatchObject({ level: 'error', component: 'ota', context: { commands: 4 } });
    expect(JSON.stringify(infos[0])).not.toContain('4711');
    expect(infos[0]?.[MESSAGE]).toBe(obs.logLines[0]);
  });

  it('gets with each record the trace in which it was logged, however slow it is', async () => {
    const obs = testObservability();
    const seen: unknown[] = [];
    obs.logging.winston.add(
      transportOf((info, next) => {
        seen.push([info.message, info.span_id]);
        setTimeout(next, 1);
      }),
    );

    const expected = Array.from({ length: 50 }, (_, index) => {
      const { spanId } = inSpan(obs, () =>
        obs.logger('ota').info(`record ${index} `.concat('x'.repeat(index))),
      );
      return [expect.stringContaining(`record ${index} `), spanId];
    });
    await obs.logging.flush(5_000);

    expect(seen).toEqual(expected);
  });

  it('holds up no other output when it never calls back, and grows no memory without bound', async () => {
    const obs = testObservability({ log: { sample: { every: 1 } } });
    obs.logging.winston.add(transportOf(() => {}));

    for (let count = 0; count < 12_000; count += 1) obs.logger('ota').info('record');

    expect(obs.logLines).toHaveLength(12_000);
    expect(await obs.metric('cardlink_log_dropped_total', { error_type: 'queue_full' })).toBe(1_999);
  });

  it('is told of once when it fails, tried again, and told of when it works', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'setImmediate', 'nextTick'] });
    const told = reported();
    const obs = testObservability();
    const delivered: unknown[] = [];
    let failures = 2;
    obs.logging.winston.add(
      transportOf(function log(info, next) {
        if (failures-- > 0) this.emit('error', new Error('backend away'));
        else delivered.push(info.message);
        next();
      }),
    );

    obs.logger('ota').info('one');
    obs.logger('ota').info('two');
    await jest.advanceTimersByTimeAsync(5_000);

    expect(delivered).toEqual(['one', 'two']);
    expect(told).toEqual([
      expect.stringContaining('fails and is tried again: backend away'),
      expect.stringContaining('works again'),
    ]);
  });

  it('loses a record, counted, that it has refused again and again, and goes on with the next', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'setImmediate', 'nextTick'] });
    reported();
    const obs = testObservability();
    const delivered: unknown[] = [];
    obs.logging.winston.add(
      transportOf((info, next) => {
        if (info.message === 'poison') throw new Error('cannot');
        delivered.push(info.message);
        next();
      }),
    );

    obs.logger('ota').info('poison');
    obs.logger('ota').info('good');
    await jest.advanceTimersByTimeAsync(60_000);

    expect(delivered).toEqual(['good']);
    jest.useRealTimers();
    expect(await obs.metric('cardlink_log_dropped_total', { error_type: 'transport_failed' })).toBe(1);
  });
});

describe('a record that somebody logs through our winston logger', () => {
  it('is cleaned, correlated and written once, with its error', () => {
    const obs = testObservability();
    const { spanId } = inSpan(obs, () =>
      obs.logging.winston.log('error', 'password=hunter2', new Error('boom', { cause: new Error('deep') })),
    );

    expect(obs.logLines).toHaveLength(1);
    expect(linesOf(obs)[0]).toMatchObject({
      level: 'ERROR',
      component: 'winston',
      span_id: spanId,
      exception: { message: expect.stringContaining('boom') },
    });
    expect(obs.logLines[0]).not.toContain('hunter2');
    expect(obs.logs()).toHaveLength(1);
  });

  it('is of the component that it names, whose level counts', () => {
    const obs = testObservability({ log: { levels: { driver: 'error' } } });

    obs.logging.winston.log('info', 'left out', { component: 'driver' });
    obs.logging.winston.log('error', 'kept', { component: 'driver' });

    expect(linesOf(obs)).toMatchObject([{ component: 'driver', message: 'kept' }]);
  });
});

describe('a winston logger of the application that we attach to', () => {
  function foreign(obs: TestObservability) {
    const infos: Info[] = [];
    const logger = createWinston({
      format: format.combine(format.splat(), format.json()),
      transports: [
        transportOf((info, next) => {
          infos.push(info);
          setImmediate(next);
        }),
      ],
    });
    const detach = obs.logging.attach(logger);
    return { infos, logger, detach };
  }

  it('has the trace of its call in each record, whenever it is written, also of its children', async () => {
    const obs = testObservability();
    const { infos, logger } = foreign(obs);
    const child = logger.child({ card: 1 });

    const expected = Array.from({ length: 100 }, (_, index) => {
      const { spanId } = inSpan(obs, () => (index % 2 === 0 ? logger : child).info(`record ${index}`));
      return { message: `record ${index}`, span_id: spanId };
    });
    await eventually(() => infos.length === 100);

    expect(infos).toMatchObject(expected);
  });

  it('has no secrets in its messages, its fields, its arguments and its errors', async () => {
    const obs = testObservability();
    const { infos, logger } = foreign(obs);

    logger.info('pin=4711', { psk: '00112233445566778899aabbccddeeff' });
    logger.info('got %j', { password: 'hunter2' });
    logger.error(new Error('token=hunter2'));
    logger.log({ level: 'info', message: 'x', nested: { kic: '0102030405060708' } });
    await eventually(() => infos.length === 4);

    const text = infos.map((info) => `${JSON.stringify(info)}${String(info[MESSAGE])}`).join('\n');
    expect(text).not.toMatch(/4711|hunter2|00112233|01020304/);
  });

  it.each<[message: string, values: unknown[], shown: string]>([
    ['login %s with password %s', ['bob', 'hunter2x'], 'login bob with password [redacted]'],
    ['a password=%s', ['hunter2x'], 'a password=[redacted]'],
    ['%s=%s', ['password', 'hunter2x'], 'password=[redacted]'],
    ['PIN is %s', ['4711'], 'PIN is [redacted]'],
    ['PIN %d', [4711], 'PIN [redacted]'],
    ['IMSI %s attached', ['262011234567890'], 'IMSI imsi:*'],
    ['cfg %j', [{ env: 'psk', pin: '4711' }], 'cfg {"env":"psk","pin":"[redacted]"}'],
  ])('has no secrets that %j and its values say together only', async (message, values, shown) => {
    const obs = testObservability();
    const { infos, logger } = foreign(obs);

    logger.info(message, ...values);
    await eventually(() => infos.length === 1);

    const [info = {}] = infos;
    expect(`${JSON.stringify(info)}${String(info[MESSAGE])}`).not.toMatch(/hunter2x|4711|262011234567890/);
    expect(info.message).toEqual(expect.stringContaining(shown.replace('*', '')));
    expect(info).not.toHaveProperty('0');
    expect(JSON.stringify(obs.logs().map(({ body, attributes }) => [body, attributes]))).not.toMatch(
      /hunter2x|4711|262011234567890/,
    );
  });

  it('has the values that its messages have no place for as members, whatever percent signs are in them', async () => {
    const obs = testObservability();
    const { infos, logger } = foreign(obs);

    logger.info('at %s', '100%d', { commands: 4 });
    logger.info('done %d%% of %s', 7, 'all', { commands: 5 });
    logger.log({ level: 'info', message: 'PIN %s of %s', splat: ['4711', 'c1', { commands: 6 }] });
    logger.info('rows', { commands: 7 });
    await eventually(() => infos.length === 4);

    expect(infos).toMatchObject([
      { message: 'at 100%d', commands: 4 },
      { message: 'done 7% of all', commands: 5 },
      { message: 'PIN [redacted] of c1', commands: 6 },
      { message: 'rows', commands: 7 },
    ]);
  });

  it('has no secret behind a message that names it', async () => {
    const obs = testObservability();
    const infos: Info[] = [];
    const logger = createWinston({ transports: [collecting(infos)] });
    obs.logging.attach(logger);

    logger.info('PIN:', '4711');
    logger.info('password', 'hunter2x');
    logger.info('card', 'c1');
    await eventually(() => infos.length === 3);

    expect(infos.map((info) => info[SPLAT])).toEqual([['[redacted]'], ['[redacted]'], ['c1']]);
  });

  it('has its records go over OTLP once each, in their traces', async () => {
    const obs = testObservability();
    const { logger } = foreign(obs);

    const { spanId } = inSpan(obs, () => logger.warn('slow', { commands: 4 }));

    expect(obs.logs()).toHaveLength(1);
    expect(obs.logs()[0]).toMatchObject({
      body: 'slow',
      severityText: 'WARNING',
      attributes: { commands: 4 },
    });
    expect(obs.logs()[0]?.spanContext?.spanId).toBe(spanId);
  });

  it('leaves OTLP to OTel’s own transport where the logger has that', () => {
    const obs = testObservability();
    const { logger } = foreign(obs);
    class OpenTelemetryTransportV3 {}
    const transport = Object.assign(
      transportOf((_, next) => next()),
      { constructor: OpenTelemetryTransportV3 },
    );
    logger.add(transport);

    logger.info('once');

    expect(obs.logs()).toEqual([]);
  });

  it('is as it was when it is taken back, and attached but once', async () => {
    const obs = testObservability();
    const { infos, logger, detach } = foreign(obs);
    obs.logging.attach(logger);
    logger.info('attached');
    detach();
    logger.info('pin=4711');
    await eventually(() => infos.length === 2);

    expect(obs.logs()).toHaveLength(1);
    expect(infos[1]?.message).toBe('pin=4711');
    expect(Object.hasOwn(logger, 'write')).toBe(false);
  });

  it('has nothing of a child’s own secret members, and each record once, whichever of them is attached', async () => {
    const obs = testObservability();
    const { infos, logger } = foreign(obs);
    const child = logger.child({ psk: '00112233445566778899aabbccddeeff' });
    obs.logging.attach(child);

    child.info('from the child');
    await eventually(() => infos.length === 1);

    expect(JSON.stringify(infos)).not.toContain('00112233');
    expect(obs.logs()).toHaveLength(1);
  });

  it('has its child attached where that alone is given', async () => {
    const obs = testObservability();
    const infos: Info[] = [];
    const logger = createWinston({
      transports: [collecting(infos)],
    });
    const child = logger.child({ psk: '00112233445566778899aabbccddeeff' });
    obs.logging.attach(child);

    child.info('pin=4711');
    await eventually(() => infos.length === 1);

    expect(JSON.stringify(infos)).not.toMatch(/00112233|4711/);
  });

  it('goes on when a record cannot be read, and has no line in it that another logger wrote uncleaned', async () => {
    const obs = testObservability();
    const { infos, logger } = foreign(obs);
    const bad = {
      level: 'info',
      message: 'bad',
      get field(): never {
        throw new Error('not to be looked at');
      },
    };

    logger.write(bad);
    logger.write({
      level: 'info',
      message: 'x',
      [Symbol.for('level')]: 'info',
      [MESSAGE]: 'pin=4711',
      [Symbol('own')]: { pin: '4711' },
    });
    await eventually(() => infos.length === 2);

    expect(infos[0]?.message).toBe('bad');
    const [, second = {}] = infos;
    expect(JSON.stringify(Reflect.ownKeys(second).map((key) => second[key]))).not.toContain('4711');
  });

  it('keeps what caused an error, in its records and over OTLP', async () => {
    const obs = testObservability();
    const { infos, logger } = foreign(obs);

    logger.error(new Error('outer', { cause: new TypeError('the cause') }));
    logger.error('failed', new Error('outer', { cause: new TypeError('the cause') }));
    await eventually(() => infos.length === 2);

    for (const { stack } of infos) expect(stack).toMatch(/transports\.spec/);
    expect(infos[0]?.stack).toContain('[cause]: TypeError: the cause');
    expect(obs.logs()[0]?.attributes['exception.stacktrace']).toContain('the cause');
  });

  it('hands no record on over OTLP that its level keeps back', () => {
    const obs = testObservability();
    const { logger } = foreign(obs);

    logger.debug('off');
    logger.info('on');
    logger.silent = true;
    logger.info('silent');

    expect(obs.logs().map(({ body }) => body)).toEqual(['on']);
  });

  it('keeps its profiles and its default members', async () => {
    const obs = testObservability();
    const infos: Info[] = [];
    const logger = createWinston({
      defaultMeta: { unit: 'cards', password: 'hunter2' },
      transports: [collecting(infos)],
    });
    obs.logging.attach(logger);

    logger.profile('read');
    logger.profile('read');
    logger.info('begun');
    await eventually(() => infos.length === 2);

    expect(infos).toMatchObject([
      { message: 'read', durationMs: expect.any(Number) },
      { message: 'begun', unit: 'cards' },
    ]);
    expect(JSON.stringify(infos)).not.toContain('hunter2');
  });
});
