import type { ObservableResult } from '@opentelemetry/api';
import type { CollectionResult, MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import { mergeByScope } from '../../lib/metrics/collection';
import { CollectingReader, metricsOf, pointsOf, valuesOf } from '../support/collecting-reader';
import { setUp } from './support';

/** An observable whose callback ends when it is told to; counts its calls. */
function slowCallback(): {
  callback: (result: ObservableResult) => Promise<void>;
  calls: () => number;
  end: () => void;
} {
  let calls = 0;
  const ends: (() => void)[] = [];
  return {
    callback: async (result) => {
      calls += 1;
      result.observe(calls);
      await new Promise<void>((resolve) => ends.push(resolve));
    },
    calls: () => calls,
    end: () => ends.shift()?.(),
  };
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const metricOf = (name: string): MetricData =>
  ({ descriptor: { name }, dataPoints: [{ value: 1 }] }) as unknown as MetricData;

/** A producer of metrics with these names, by scope. */
function producerOf(names: Record<string, string[]>, errors: unknown[] = []): MetricProducer {
  const scopeMetrics = Object.entries(names).map(([scope, metrics]) => ({
    scope: { name: scope },
    metrics: metrics.map(metricOf),
  }));
  return {
    collect: async () => ({ resourceMetrics: { scopeMetrics }, errors }) as unknown as CollectionResult,
  };
}

/** What was collected, as names of metrics by names of scopes. */
function namesOf({ resourceMetrics }: CollectionResult): [string, string[]][] {
  return resourceMetrics.scopeMetrics.map(({ scope, metrics }) => [
    scope.name,
    metrics.map(({ descriptor }) => descriptor.name),
  ]);
}

describe('collections', () => {
  it('that come at the same moment share one round of callbacks', async () => {
    const second = new CollectingReader();
    const { meter, reader } = setUp({ readers: [second] });
    const callback = jest.fn((result: ObservableResult) => result.observe(1));
    meter.createObservableCounter('bytes').addCallback(callback);

    const results = await Promise.all([reader.collect(), reader.collect(), second.collect()]);

    expect(callback).toHaveBeenCalledTimes(1);
    expect(results.map((result) => valuesOf(result, 'bytes'))).toEqual([
      { '{}': 1 },
      { '{}': 1 },
      { '{}': 1 },
    ]);
  });

  it('that come while one runs share the next round, and have what was recorded before them', async () => {
    const { meter, reader } = setUp();
    const slow = slowCallback();
    meter.createObservableGauge('round').addCallback(slow.callback);
    const calls = meter.createCounter('calls');

    const running = reader.collect();
    await soon();
    calls.add(1);
    const fresh = [reader.collect(), reader.collect()];
    await soon();
    expect(slow.calls()).toBe(1);

    slow.end();
    expect(valuesOf(await running, 'round')).toEqual({ '{}': 1 });
    await soon();
    expect(slow.calls()).toBe(2);
    slow.end();
    for (const result of await Promise.all(fresh)) {
      expect(valuesOf(result, 'round')).toEqual({ '{}': 2 });
      expect(valuesOf(result, 'calls')).toEqual({ '{}': 1 });
    }
  });

  it('of a flush are fresh', async () => {
    const { provider, meter, reader } = setUp();
    const slow = slowCallback();
    meter.createObservableGauge('round').addCallback(slow.callback);

    const running = reader.collect();
    await soon();
    const flush = provider.forceFlush();
    slow.end();
    await running;
    await soon();

    expect(slow.calls()).toBe(2);
    slow.end();
    await flush;
  });

  it('have what is recorded until the callbacks have ended', async () => {
    const { meter, reader } = setUp();
    const slow = slowCallback();
    meter.createObservableGauge('round').addCallback(slow.callback);
    const calls = meter.createCounter('calls');

    const running = reader.collect();
    await soon();
    calls.add(1);
    slow.end();

    expect(valuesOf(await running, 'calls')).toEqual({ '{}': 1 });
  });

  it('lose nothing and give nothing twice to a delta reader when they come thick and fast', async () => {
    const { meter, reader } = setUp({}, { temporality: 'delta' });
    const calls = meter.createCounter('calls');
    const collections: Promise<CollectionResult>[] = [];
    for (let n = 1; n <= 50; n += 1) {
      calls.add(1);
      collections.push(reader.collect());
      if (n % 7 === 0) await soon();
    }
    collections.push(reader.collect());

    const results = await Promise.all(collections);
    const total = results.reduce((sum, result) => sum + (valuesOf(result, 'calls')['{}'] ?? 0), 0);
    expect(total).toBe(50);
  });

  it('go on after one in which the clock failed', async () => {
    let isBroken = false;
    const { meter, reader } = setUp({
      now: () => {
        if (isBroken) throw new Error('no clock');
        return 1;
      },
    });
    meter.createCounter('calls').add(1);
    isBroken = true;
    await expect(reader.collect()).rejects.toThrow('no clock');
    isBroken = false;

    expect(await reader.values('calls')).toEqual({ '{}': 1 });
  });

  it.each([
    ['with totals alone', []],
    ['with changes beside totals', [new CollectingReader({ temporality: 'delta' })]],
  ])('never give a series that begins as they end, before its time and value: %s', async (_, readers) => {
    const { reader, meter, clock } = setUp({ readers });
    const calls = meter.createCounter('calls');
    const collection = reader.collect();
    for (let turn = 0; turn < 50; turn += 1) {
      clock.nowMs += 1;
      calls.add(7, { turn });
      await null;
    }

    const points = pointsOf(await collection, 'calls');
    expect(points.length).toBeGreaterThan(0);
    expect(points.filter(({ value, startMs, endMs }) => value !== 7 || startMs > endMs)).toEqual([]);
  });
});

describe('additional producers', () => {
  it('are collected with what is recorded, put into the scopes of the same name', async () => {
    const metricProducers = [
      producerOf({ application: ['theirs'], health: ['ready'] }),
      producerOf({ health: ['live'] }),
    ];
    const { meter, reader } = setUp({ metricProducers });
    meter.createCounter('own').add(1);

    expect(namesOf(await reader.collect())).toEqual([
      ['application', ['own', 'theirs']],
      ['health', ['ready', 'live']],
    ]);
  });

  it('are asked once for all readers that collect together', async () => {
    const producer = producerOf({ health: ['ready'] });
    const collect = jest.spyOn(producer, 'collect');
    const second = new CollectingReader();
    const { reader } = setUp({ metricProducers: [producer], readers: [second] });

    const results = await Promise.all([reader.collect(), second.collect()]);

    expect(collect).toHaveBeenCalledTimes(1);
    expect(results.map((result) => metricsOf(result).length)).toEqual([1, 1]);
  });

  it('add their errors to those of the collection', async () => {
    const { reader } = setUp({ metricProducers: [producerOf({}, ['partly'])] });

    expect((await reader.collect()).errors).toEqual(['partly']);
  });

  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'no',
    ],
    ['rejects', () => Promise.reject(new Error('no')), 'no'],
    ['hangs', () => new Promise(() => {}), 'did not answer within 10 ms'],
    ['gives nothing', () => undefined, 'something else than metrics by scope'],
    ['gives no scopes', () => ({ resourceMetrics: {} }), 'something else than metrics by scope'],
    [
      'gives scopes without metrics',
      () => ({ resourceMetrics: { scopeMetrics: [{ scope: { name: 'a' } }] } }),
      'something else',
    ],
    [
      'gives metrics without a scope',
      () => ({ resourceMetrics: { scopeMetrics: [{ metrics: [] }] } }),
      'something else',
    ],
  ])('cost nothing else when one %s', async (_how, collect, message) => {
    const metricProducers = [{ collect } as MetricProducer, producerOf({ health: ['ready'] })];
    const { meter, reader } = setUp({ metricProducers, callbackTimeoutMs: 10 });
    meter.createCounter('own').add(1);

    for (let round = 0; round < 2; round += 1) {
      const result = await reader.collect();
      expect(metricsOf(result).map(({ descriptor }) => descriptor.name)).toEqual(['own', 'ready']);
      expect(result.errors).toHaveLength(1);
      expect(String(result.errors[0])).toMatch(message);
    }
  });

  it('do not keep the process alive while one hangs', async () => {
    const { reader } = setUp({
      metricProducers: [{ collect: () => new Promise(() => {}) }],
      callbackTimeoutMs: 30,
    });
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();

    const collection = reader.collect();
    await Promise.resolve();
    await Promise.resolve();

    expect(timers()).toBe(before);
    await collection;
  });
});

describe('mergeByScope', () => {
  it('keeps scopes of one name apart that have another version or schema', () => {
    const scopes = [
      { scope: { name: 'a' }, metrics: [metricOf('1')] },
      { scope: { name: 'a', version: '2' }, metrics: [metricOf('2')] },
      { scope: { name: 'a', schemaUrl: 'https://example.com' }, metrics: [metricOf('3')] },
      { scope: { name: 'a', version: '' }, metrics: [metricOf('4')] },
    ];

    expect(mergeByScope(scopes).map(({ metrics }) => metrics.length)).toEqual([2, 1, 1]);
  });
});
