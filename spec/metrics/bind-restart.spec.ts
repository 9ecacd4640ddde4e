import { type MeterProvider as ApiMeterProvider, metrics, ValueType } from '@opentelemetry/api';
import { MeterProvider as StockMeterProvider } from '@opentelemetry/sdk-metrics';
import { bind } from '../../lib/metrics';
import { CollectingReader } from '../support/collecting-reader';
import { type Setup, setUp } from './support';

/** A provider of ours, in place in the API. */
function start(): Setup {
  const setup = setUp();
  put(setup.provider);
  return setup;
}

function put(provider: ApiMeterProvider): void {
  metrics.disable();
  metrics.setGlobalMeterProvider(provider);
}

describe('a bound series over a restart', () => {
  afterEach(() => metrics.disable());

  it('goes on in the provider that takes the place of its own', async () => {
    const first = start();
    const bound = bind(first.meter.createCounter('calls'), { queue: 'a' });
    bound.add(1);
    await first.provider.shutdown();
    const second = start();
    bound.add(2);
    bound.add(3);
    await second.provider.shutdown();
    const third = start();
    bound.add(4);

    expect(await third.reader.values('calls')).toEqual({ '{"queue":"a"}': 4 });
    expect(third.provider.streams()).toHaveLength(1);
    expect(second.provider.streams()).toMatchObject([{ name: 'calls', series: 1 }]);
  });

  it('finds the same instrument there, as it was asked for', async () => {
    const first = start();
    const meter = first.provider.getMeter('cards', '2', { schemaUrl: 'https://example.com' });
    const options = {
      unit: 'By',
      description: 'Sizes',
      valueType: ValueType.INT,
      advice: { explicitBucketBoundaries: [1, 2] },
    };
    const bound = bind(meter.createHistogram('size', options), {});
    await first.provider.shutdown();
    const { reader } = start();
    bound.record(1);

    const { scopeMetrics } = (await reader.collect()).resourceMetrics;
    expect(scopeMetrics[0]?.scope).toEqual({ name: 'cards', version: '2', schemaUrl: 'https://example.com' });
    expect(scopeMetrics[0]?.metrics[0]).toMatchObject({
      descriptor: { name: 'size', unit: 'By', description: 'Sizes', valueType: ValueType.INT },
      dataPoints: [{ value: { buckets: { boundaries: [1, 2] } } }],
    });
  });

  it.each(['createCounter', 'createUpDownCounter', 'createHistogram', 'createGauge'] as const)(
    'holds for %s',
    async (create) => {
      const first = start();
      const bound = bind(first.meter[create]('it') as never, {}) as { add(value: number): void };
      bound.add(1);
      await first.provider.shutdown();
      const { reader } = start();
      bound.add(1);

      expect(await reader.points('it')).toHaveLength(1);
    },
  );

  it('is not confused by a time without a provider, in which it was recorded', async () => {
    const first = start();
    const bound = bind(first.meter.createCounter('calls'), {});
    bound.add(1);
    await first.provider.shutdown();
    metrics.disable();
    bound.add(2);
    const second = start();
    bound.add(4);

    expect(await second.reader.values('calls')).toEqual({ '{}': 4 });
  });

  it('finds the new provider also when it was never recorded in the old one', async () => {
    const first = start();
    const bound = bind(first.meter.createCounter('calls'), {});
    await first.provider.shutdown();
    const second = start();
    bound.add(4);

    expect(await second.reader.values('calls')).toEqual({ '{}': 4 });
  });

  it('stays with its own provider as long as that lives, whoever else is in place', async () => {
    const first = start();
    const bound = bind(first.meter.createCounter('calls'), {});
    bound.add(1);
    const second = start();
    bound.add(2);

    expect(await first.reader.values('calls')).toEqual({ '{}': 3 });
    expect(await second.reader.metrics()).toEqual([]);
  });

  it('goes over to a foreign SDK that takes the place, and back', async () => {
    const first = start();
    const bound = bind(first.meter.createCounter('calls'), { queue: 'a' });
    bound.add(1);
    await first.provider.shutdown();
    const reader = new CollectingReader();
    put(new StockMeterProvider({ readers: [reader] }));
    bound.add(2);
    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 2 });

    const second = start();
    bound.add(4);
    expect(await second.reader.values('calls')).toEqual({ '{"queue":"a"}': 4 });
  });

  it('does nothing, without harm, after a shutdown that nobody follows', async () => {
    const first = start();
    const bound = bind(first.meter.createCounter('calls'), {});
    bound.add(1);
    await first.provider.shutdown();

    for (let n = 0; n < 3; n += 1) bound.add(1);
    expect(first.provider.streams()).toMatchObject([{ series: 1 }]);
  });

  it('made by a function is made again by each provider', async () => {
    const make = jest.fn(() => metrics.getMeter('a').createCounter('calls'));
    const bound = bind(make, {});
    const first = start();
    bound.add(1);
    await first.provider.shutdown();
    const second = start();
    bound.add(2);
    bound.add(3);

    expect(await second.reader.values('calls')).toEqual({ '{}': 5 });
    expect(make).toHaveBeenCalledTimes(2);
  });
});
