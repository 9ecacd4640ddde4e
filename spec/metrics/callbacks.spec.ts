import { diag, type ObservableResult } from '@opentelemetry/api';
import { CallbackError, MeterProvider } from '../../lib/metrics';
import { valuesOf } from '../support/collecting-reader';
import { recordDiagnostics } from '../support/diagnostics';
import { eventually } from '../support/eventually';
import { setUp } from './support';

/** A promise that is settled from outside. */
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const hang = (): Promise<void> => new Promise(() => {});

describe('the callbacks of observable instruments', () => {
  afterEach(() => diag.disable());

  it('are called once in each collection', async () => {
    const { meter, reader } = setUp();
    const callback = jest.fn((result: ObservableResult) => result.observe(1));
    meter.createObservableGauge('temperature').addCallback(callback);

    await reader.collect();
    await reader.collect();

    expect(callback).toHaveBeenCalledTimes(2);
  });

  it('are called once though they were added twice, and no more when they are removed', async () => {
    const { meter, reader } = setUp();
    const gauge = meter.createObservableGauge('temperature');
    const callback = jest.fn();
    gauge.addCallback(callback);
    gauge.addCallback(callback);
    await reader.collect();
    gauge.removeCallback(callback);
    await reader.collect();

    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('may observe several sets, and give promises', async () => {
    const { meter, reader } = setUp();
    meter.createObservableGauge('temperature').addCallback(async (result) => {
      await Promise.resolve();
      result.observe(20, { room: 'a' });
      result.observe(21, { room: 'b' });
    });

    expect(await reader.values('temperature')).toEqual({ '{"room":"a"}': 20, '{"room":"b"}': 21 });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no sensor');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no sensor'))],
  ])(
    'costs only its own instruments when one %s, and the error has their names and the cause',
    async (_how, failing) => {
      const { meter, reader } = setUp();
      meter.createObservableGauge('broken').addCallback(failing);
      meter.createObservableGauge('temperature').addCallback((result) => result.observe(20));

      const result = await reader.collect();

      expect(valuesOf(result, 'temperature')).toEqual({ '{}': 20 });
      expect(result.errors).toEqual([
        expect.objectContaining({
          name: 'CallbackError',
          instruments: ['broken'],
          message: 'a callback of broken failed: no sensor',
          cause: expect.objectContaining({ message: 'no sensor' }),
        }),
      ]);
      expect(result.errors[0]).toBeInstanceOf(CallbackError);
    },
  );

  it('counts nothing of what one has observed before it fails, not even towards the limit', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 1 });
    meter.createObservableGauge('temperature').addCallback((result) => {
      result.observe(20, { room: 'a' });
      throw new Error('no sensor');
    });
    meter.createObservableGauge('temperature').addCallback((result) => result.observe(21, { room: 'b' }));

    expect(await reader.values('temperature')).toEqual({ '{"room":"b"}': 21 });
  });

  it.each([
    ['an object without a text', Object.create(null)],
    ['a symbol', Symbol('failed')],
    ['nothing', undefined],
    [
      'an object whose text throws',
      {
        toString: () => {
          throw new Error('no');
        },
      },
    ],
  ])('may throw %s, and collections go on', async (_what, thrown) => {
    const { meter, reader } = setUp();
    meter.createObservableGauge('temperature').addCallback(() => {
      throw thrown;
    });
    meter.createObservableGauge('temperature').addCallback(() => Promise.reject(thrown));

    expect((await reader.collect()).errors).toHaveLength(2);
    expect((await reader.collect()).errors).toHaveLength(2);
  });

  it('cost only their own instruments when one hangs, which ends at the deadline', async () => {
    const { meter, reader } = setUp({ callbackTimeoutMs: 10 });
    meter.createObservableGauge('stuck').addCallback(hang);
    meter.createObservableGauge('temperature').addCallback((result) => result.observe(20));

    const result = await reader.collect();

    expect(valuesOf(result, 'temperature')).toEqual({ '{}': 20 });
    expect(result.errors.map(String)).toEqual([
      'CallbackError: a callback of stuck did not return within 10 ms',
    ]);
  });

  it('take the shorter deadline of a reader', async () => {
    const { meter, reader } = setUp({ callbackTimeoutMs: 60_000 });
    meter.createObservableGauge('stuck').addCallback(hang);

    const { errors } = await reader.collect({ timeoutMillis: 5 });

    expect(String(errors[0])).toMatch('did not return within 5 ms');
  });

  it('do not let a reader with a longer time-out wait longer', async () => {
    const { meter, reader } = setUp({ callbackTimeoutMs: 5 });
    meter.createObservableGauge('stuck').addCallback(hang);

    const { errors } = await reader.collect({ timeoutMillis: 60_000 });

    expect(String(errors[0])).toMatch('did not return within 5 ms');
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 40, Number.NaN, 0, -1])(
    'have time enough when the deadline is said to be %d ms',
    async (callbackTimeoutMs) => {
      const { meter, reader } = setUp({ callbackTimeoutMs });
      meter.createObservableGauge('temperature').addCallback(async (result) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        result.observe(20);
      });

      expect(await reader.values('temperature')).toEqual({ '{}': 20 });
    },
  );

  it('are not called again while they hang, and are when they have ended', async () => {
    const { meter, reader } = setUp({ callbackTimeoutMs: 10 });
    const first = deferred();
    const callback = jest.fn((result: ObservableResult) => result.observe(20));
    callback.mockImplementationOnce((() => first.promise) as never);
    meter.createObservableGauge('temperature').addCallback(callback);

    await reader.collect();
    const whileHanging = await reader.collect();
    expect(callback).toHaveBeenCalledTimes(1);
    expect(String(whileHanging.errors[0])).toMatch('still hangs since an earlier collection');

    first.resolve();
    const values = await eventually(async () => {
      const result = await reader.collect();
      return result.errors.length === 0 && valuesOf(result, 'temperature');
    });
    expect(values).toEqual({ '{}': 20 });
  });

  it('keep no process alive with their deadline', async () => {
    const { meter, reader } = setUp({ callbackTimeoutMs: 50 });
    meter.createObservableGauge('stuck').addCallback(hang);
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();

    const collection = reader.collect();
    await Promise.resolve();
    await Promise.resolve();
    expect(timers()).toBe(before);
    expect((await collection).errors).toHaveLength(1);
  });

  it('leave nothing of the deadline behind when they return in time', async () => {
    const cleared = jest.spyOn(globalThis, 'clearTimeout');
    const set = jest.spyOn(globalThis, 'setTimeout');
    const { meter, reader } = setUp();
    meter.createObservableGauge('temperature').addCallback(async (result) => result.observe(20));

    await reader.collect();

    expect(set).toHaveBeenCalledTimes(1);
    expect(cleared).toHaveBeenCalledWith(set.mock.results[0]?.value);
    jest.restoreAllMocks();
  });

  it('observe nothing any more after they have returned', async () => {
    const { meter, reader } = setUp();
    const results: ObservableResult[] = [];
    meter.createObservableGauge('temperature').addCallback((result) => void results.push(result));
    await reader.collect();

    results[0]?.observe(20);

    expect(await reader.values('temperature')).toEqual({});
  });

  it('observe nothing any more after their deadline', async () => {
    const { meter, reader } = setUp({ callbackTimeoutMs: 5 });
    const late = deferred();
    const hasObserved = jest.fn();
    let calls = 0;
    meter.createObservableCounter('bytes').addCallback(async (result) => {
      calls += 1;
      if (calls > 1) return;
      await late.promise;
      result.observe(20);
      hasObserved();
    });
    await reader.collect();

    late.resolve();
    await eventually(() => hasObserved.mock.calls.length > 0);

    expect(await reader.values('bytes')).toEqual({});
  });

  it('may record on other instruments, which is in the same collection', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    meter.createObservableGauge('temperature').addCallback((result) => {
      calls.add(1);
      result.observe(20);
    });

    const result = await reader.collect();

    expect([valuesOf(result, 'calls'), valuesOf(result, 'temperature')]).toEqual([{ '{}': 1 }, { '{}': 20 }]);
  });

  it('may make instruments and add callbacks, which are called from the next collection on', async () => {
    const { meter, reader } = setUp();
    const added = jest.fn();
    meter.createObservableGauge('temperature').addCallback(() => {
      meter.createObservableGauge('pressure').addCallback(added);
    });
    await reader.collect();
    expect(added).not.toHaveBeenCalled();
    await reader.collect();
    expect(added).toHaveBeenCalledTimes(1);
  });

  it('may collect themselves: who waits for what waits for it ends at the deadline', async () => {
    const { meter, reader } = setUp({ callbackTimeoutMs: 10 });
    meter.createCounter('calls').add(1);
    meter.createObservableGauge('temperature').addCallback(async () => void (await reader.collect()));

    const result = await reader.collect();

    expect(result.errors).toHaveLength(1);
    expect(valuesOf(result, 'calls')).toEqual({ '{}': 1 });
  });

  it.each([
    ['undefined', undefined],
    ['a string', 'callback'],
    ['an object', {}],
  ])('are told of and left out when one is %s', async (_what, callback) => {
    const { errors } = recordDiagnostics();
    const { meter, reader } = setUp();
    meter.createObservableGauge('temperature').addCallback(callback as never);

    expect((await reader.collect()).errors).toEqual([]);
    expect(errors.join()).toMatch('a callback of temperature is no function');
  });

  it('take a copy of the attributes that they observe', async () => {
    const { meter, reader } = setUp();
    meter.createObservableGauge('temperature').addCallback((result) => {
      const attributes = { room: 'a', tags: ['x'] };
      result.observe(20, attributes);
      attributes.room = 'b';
      attributes.tags.push('y');
    });

    expect(await reader.values('temperature')).toEqual({ '{"room":"a","tags":["x"]}': 20 });
  });
});

describe('MeterProvider', () => {
  it('collects where there are no callbacks', async () => {
    const { reader } = setUp();

    expect(await reader.metrics()).toEqual([]);
    expect(new MeterProvider()).toBeInstanceOf(MeterProvider);
  });
});
