import { diag } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '../../lib/metrics';
import { CollectingReader, valuesOf } from '../support/collecting-reader';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

class FailingReader extends CollectingReader {
  protected override async onForceFlush(): Promise<void> {
    throw new Error('no network');
  }

  protected override async onShutdown(): Promise<void> {
    throw new Error('no network');
  }
}

describe('MeterProvider', () => {
  afterEach(() => diag.disable());

  it('puts its resource on all that is collected', async () => {
    const resource = resourceFromAttributes({ 'service.name': 'cards' });
    const { reader } = setUp({ resource });

    expect((await reader.collect()).resourceMetrics.resource).toBe(resource);
  });

  it('gives metrics by scope, without scopes that have none', async () => {
    const { provider, meter, reader } = setUp();
    provider.getMeter('empty').createCounter('never');
    provider.getMeter('other', '2', { schemaUrl: 'https://example.com' }).createCounter('calls').add(1);
    meter.createCounter('calls').add(1);

    const { scopeMetrics } = (await reader.collect()).resourceMetrics;
    expect(scopeMetrics.map(({ scope }) => scope)).toEqual([
      { name: 'application', version: '' },
      { name: 'other', version: '2', schemaUrl: 'https://example.com' },
    ]);
  });

  it('says how much there is of each metric', async () => {
    const { provider, meter, reader } = setUp({ cardinalityLimit: 2 });
    const calls = meter.createCounter('calls');
    for (let n = 0; n < 5; n += 1) calls.add(1, { n });
    meter.createObservableGauge('degrees').addCallback((result) => result.observe(20));
    await reader.collect();

    const scope = { name: 'application', version: '' };
    expect(provider.streams()).toEqual([
      { name: 'calls', scope, limit: 2, series: 3, overflowed: 3 },
      { name: 'degrees', scope, limit: 2, series: 1, overflowed: 0 },
    ]);
  });

  it('flushes and shuts down all its readers, and rejects when one fails', async () => {
    const other = new CollectingReader();
    const { provider } = setUp({ readers: [new FailingReader(), other] });
    const [flushed, shutDown] = [jest.spyOn(other, 'forceFlush'), jest.spyOn(other, 'shutdown')];

    await expect(provider.forceFlush({ timeoutMillis: 100 })).rejects.toThrow('no network');
    await expect(provider.shutdown({ timeoutMillis: 100 })).rejects.toThrow('no network');
    expect(flushed).toHaveBeenCalledWith({ timeoutMillis: 100 });
    expect(shutDown).toHaveBeenCalledWith({ timeoutMillis: 100 });
  });

  it('waits for all its readers also when one fails at once, or throws', async () => {
    class ThrowingReader extends CollectingReader {
      override shutdown(): Promise<void> {
        throw new Error('no network');
      }
    }
    class SlowReader extends CollectingReader {
      hasEnded = false;
      protected override async onShutdown(): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, 10));
        this.hasEnded = true;
      }
    }
    const slow = new SlowReader();
    const { provider } = setUp({ readers: [new ThrowingReader(), new FailingReader(), slow] });

    await expect(provider.shutdown()).rejects.toThrow('no network');
    expect(slow.hasEnded).toBe(true);
    await expect(provider.shutdown()).resolves.toBeUndefined();
  });

  it('lets its readers collect for the last time in the shutdown, callbacks and all', async () => {
    const { provider, meter, reader } = setUp();
    const callback = jest.fn((result) => result.observe(1));
    meter.createObservableGauge('degrees').addCallback(callback);
    meter.createCounter('calls').add(1);
    const collect = jest.spyOn(reader, 'collect');

    await provider.shutdown();

    expect(valuesOf(await collect.mock.results[0]?.value, 'calls')).toEqual({ '{}': 1 });
    expect(callback).toHaveBeenCalledTimes(1);
    await expect(reader.collect()).rejects.toThrow('shutdown');
  });

  it('after its shutdown gives meters that do nothing, tells misuse once, and never throws', async () => {
    const { warnings } = recordDiagnostics();
    const { provider, meter } = setUp();
    const calls = meter.createCounter('calls');
    await provider.shutdown();

    for (let n = 0; n < 2; n += 1) {
      provider.getMeter('late').createCounter('calls').add(1);
      provider
        .getMeter('late')
        .createObservableGauge('degrees')
        .addCallback(() => {});
      calls.add(1);
      meter.createHistogram('size').record(1);
      await provider.forceFlush();
      await provider.shutdown();
    }

    expect(provider.streams().filter(({ scope }) => scope.name === 'late')).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching('"late" does nothing'),
      expect.stringMatching('flushed after their shutdown'),
      expect.stringMatching('shut down twice'),
    ]);
  });

  it('lets a reader measure its own collections when that is asked for', async () => {
    const { reader } = setUp({ sdkMetricsEnabled: true });
    await reader.collect();

    const names = (await reader.metrics()).map(({ descriptor }) => descriptor.name);
    expect(names).toEqual(['otel.sdk.metric_reader.collection.duration']);
  });

  it('takes the real time by default', async () => {
    const reader = new CollectingReader();
    const before = Date.now();
    const provider = new MeterProvider({ readers: [reader] });
    provider.getMeter('a').createCounter('calls').add(1);

    const [point] = await reader.points('calls');
    expect(point?.startMs).toBeGreaterThanOrEqual(before);
    expect(point?.endMs).toBeLessThanOrEqual(Date.now());
  });
});
