import { type Attributes, createNoopMeter, diag, metrics, ValueType } from '@opentelemetry/api';
import { MeterProvider as StockMeterProvider } from '@opentelemetry/sdk-metrics';
import { bind } from '../../lib/metrics';
import { CollectingReader } from '../support/collecting-reader';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

describe('a bound series', () => {
  afterEach(() => diag.disable());

  it('records what the same calls with attributes would', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    const [level, size, degrees] = [
      meter.createUpDownCounter('level'),
      meter.createHistogram('size'),
      meter.createGauge('degrees'),
    ];
    const attributes = { queue: 'a', tags: ['x'] };
    bind(calls, attributes).add(1);
    calls.add(2, attributes);
    bind(level, attributes).add(-4);
    bind(size, attributes).record(8);
    bind(degrees, attributes).record(20);
    bind(degrees, attributes).set(21);

    const key = '{"queue":"a","tags":["x"]}';
    expect(await reader.values('calls')).toEqual({ [key]: 3 });
    expect(await reader.values('level')).toEqual({ [key]: -4 });
    expect(await reader.values('size')).toMatchObject({ [key]: { count: 1, sum: 8 } });
    expect(await reader.values('degrees')).toEqual({ [key]: 21 });
  });

  it('is there from its first recording on, not before', async () => {
    const { meter, reader } = setUp();
    const bound = bind(meter.createCounter('calls'), { queue: 'a' });
    expect(await reader.metrics()).toEqual([]);
    bound.add(0);
    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 0 });
  });

  it('refuses what the instrument refuses', async () => {
    recordDiagnostics();
    const { meter, reader } = setUp();
    const bound = bind(meter.createCounter('calls'), {});
    for (const value of [1, -1, Number.NaN, '2', undefined, 3n]) bound.add(value as number);

    expect(await reader.values('calls')).toEqual({ '{}': 1 });
  });

  it.each([ValueType.INT, ValueType.DOUBLE])(
    'is looked up once: counting in numbers of type %p',
    async (valueType) => {
      const process = jest.fn((attributes: Attributes) => attributes);
      const { meter, reader } = setUp({
        views: [{ instrumentName: 'calls', attributesProcessors: [{ process }] }],
      });
      const bound = bind(meter.createCounter('calls', { valueType }), { queue: 'a' });
      for (let call = 0; call < 5; call += 1) bound.add(2);

      expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 10 });
      expect(process).toHaveBeenCalledTimes(1);
    },
  );

  it('is recorded into each of several metrics of its instrument', async () => {
    const views = [
      { instrumentName: 'calls', name: 'one' },
      { instrumentName: 'calls', name: 'two' },
    ];
    const { meter, reader } = setUp({ views });
    const bound = bind(meter.createCounter('calls'), { queue: 'a' });
    bound.add(1);
    bound.add(2);

    expect(await reader.values('one')).toEqual({ '{"queue":"a"}': 3 });
    expect(await reader.values('two')).toEqual({ '{"queue":"a"}': 3 });
  });

  it('goes nowhere, without harm, when a View drops its instrument', () => {
    const { meter } = setUp({ views: [{ instrumentName: '*', aggregation: { type: 1 } }] });

    expect(() => bind(meter.createCounter('calls'), {}).add(1)).not.toThrow();
  });

  it('that comes too late for the limit is summed in the overflow, each measurement counted', async () => {
    const { meter, reader, provider } = setUp({ cardinalityLimit: 1 });
    const calls = meter.createCounter('calls');
    const [first, second] = [bind(calls, { n: 1 }), bind(calls, { n: 2 })];
    for (let n = 0; n < 3; n += 1) {
      first.add(1);
      second.add(1);
    }

    expect(await reader.values('calls')).toEqual({ '{"n":1}': 3, '{"otel.metric.overflow":true}': 3 });
    expect(provider.streams()).toMatchObject([{ overflowed: 3 }]);
  });

  it('gets a series of its own when a place becomes free', async () => {
    const { meter, reader, clock } = setUp({ cardinalityLimit: 1, seriesTtlMs: 10 });
    const calls = meter.createCounter('calls');
    const bound = bind(calls, { n: 2 });
    calls.add(1, { n: 1 });
    bound.add(1);
    await reader.collect();
    clock.nowMs += 100;
    await reader.collect();
    bound.add(5);

    expect(await reader.values('calls')).toEqual({ '{"n":2}': 5 });
  });

  it('keeps the attributes that it was made with, whatever they are called', async () => {
    const { meter, reader } = setUp();
    const attributes = JSON.parse('{"__proto__":"p","constructor":"c","list":["x"]}') as { list: string[] };
    const bound = bind(meter.createCounter('calls'), attributes);
    attributes.list.push('y');
    bound.add(1);

    const [point] = await reader.points('calls');
    expect(Object.entries(point?.attributes ?? {})).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['list', ['x']],
    ]);
  });

  const throwing = {
    get queue(): string {
      throw new Error('no');
    },
    right: 1,
  };
  it.each<[string, unknown, string]>([
    ['undefined', undefined, '{}'],
    ['null', null, '{}'],
    ['a text', 'abc', '{}'],
    ['a getter that throws', throwing, '{"right":1}'],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no');
          },
        },
      ),
      '{}',
    ],
  ])('does not throw at attributes that are %s', async (_what, attributes, key) => {
    recordDiagnostics();
    const { meter, reader } = setUp();
    const bound = bind(meter.createCounter('calls'), attributes as Attributes);
    bound.add(1);
    bound.add(2);

    expect(await reader.values('calls')).toEqual({ [key]: 3 });
  });

  it('over a foreign SDK is a call with the same attributes', async () => {
    const reader = new CollectingReader();
    const meter = new StockMeterProvider({ readers: [reader] }).getMeter('a');
    bind(meter.createCounter('calls'), { queue: 'a' }).add(2);
    const size = bind(meter.createHistogram('size'), { queue: 'a' });
    size.record(2);
    bind(meter.createGauge('degrees'), { queue: 'a' }).set(20);

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 2 });
    expect(await reader.values('size')).toMatchObject({ '{"queue":"a"}': { sum: 2 } });
    expect(await reader.values('degrees')).toEqual({ '{"queue":"a"}': 20 });
  });

  it.each<[string, () => unknown]>([
    ['an instrument that does nothing', () => createNoopMeter().createCounter('calls')],
    ['undefined', () => undefined],
    ['an object that is no instrument', () => ({})],
  ])('over %s does nothing', (_what, instrument) => {
    expect(() => bind(instrument() as never, {}).add(1)).not.toThrow();
    expect(() => bind(instrument as never, {}).add(1)).not.toThrow();
  });
});

describe('a bound series whose instrument is made by a function', () => {
  afterEach(() => {
    metrics.disable();
    diag.disable();
  });

  it('makes it for the first recording, once', async () => {
    const { meter, reader } = setUp();
    const make = jest.fn(() => meter.createCounter('calls'));
    const bound = bind(make, { queue: 'a' });
    expect(make).not.toHaveBeenCalled();
    bound.add(1);
    bound.add(2);

    expect(make).toHaveBeenCalledTimes(1);
    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 3 });
  });

  it('may be made and recorded before the provider is set: it goes there from then on', async () => {
    const bound = bind(() => metrics.getMeter('early').createCounter('calls'), { queue: 'a' });
    bound.add(1);
    const { provider, reader } = setUp();
    metrics.setGlobalMeterProvider(provider);
    bound.add(2);

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 2 });
  });

  it('does not throw when the function does, tells it, and asks again for the next provider', async () => {
    const { errors } = recordDiagnostics();
    let fails = true;
    const bound = bind(() => {
      if (fails) throw new Error('not yet');
      return metrics.getMeter('a').createCounter('calls');
    }, {});
    bound.add(1);
    bound.add(1);
    expect(errors).toEqual([expect.stringMatching('could not be made: not yet')]);
    fails = false;
    const { provider, reader } = setUp();
    metrics.setGlobalMeterProvider(provider);
    bound.add(5);

    expect(await reader.values('calls')).toEqual({ '{}': 5 });
  });
});
