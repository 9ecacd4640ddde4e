import { diag, ValueType } from '@opentelemetry/api';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

describe('making instruments', () => {
  afterEach(() => diag.disable());

  it('gives the same instrument for the same name, type and unit', async () => {
    const { warnings } = recordDiagnostics();
    const { meter, reader } = setUp();
    const first = meter.createCounter('calls', { unit: '{call}' });
    const second = meter.createCounter('calls', { unit: '{call}' });
    first.add(1);
    second.add(2);

    expect(second).toBe(first);
    expect(await reader.values('calls')).toEqual({ '{}': 3 });
    expect(warnings).toEqual([]);
  });

  it('gives observables that are the same one metric', async () => {
    const { meter, reader } = setUp();
    const callback = jest.fn((result) => result.observe(1));
    meter.createObservableGauge('temperature').addCallback(callback);
    meter.createObservableGauge('temperature').addCallback(callback);

    expect(await reader.points('temperature')).toHaveLength(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('gives the instrument with the first-seen name when names differ in case alone, and tells it once', async () => {
    const { warnings } = recordDiagnostics();
    const { meter, reader } = setUp();
    const first = meter.createCounter('requestCount');
    const second = meter.createCounter('RequestCount');
    meter.createCounter('RequestCount');

    expect(second).toBe(first);
    second.add(1);
    expect((await reader.metrics()).map(({ descriptor }) => descriptor.name)).toEqual(['requestCount']);
    expect(warnings).toEqual([
      expect.stringMatching('requestCount .* the name written as RequestCount: the first holds'),
    ]);
  });

  it.each([
    [
      'type',
      { of: 'createUpDownCounter' as const },
      /different type \(COUNTER and UP_DOWN_COUNTER\): rename one by a View/,
    ],
    ['unit', { unit: 'ms' }, /different unit \(s and ms\): give both the same unit, or rename one by a View/],
    ['kind of numbers', { valueType: ValueType.INT }, /different valueType/],
  ])(
    'exports both and tells it once when a second one has another %s',
    async (_what, {
      of,
      ...options
    }: {
      of?: 'createUpDownCounter';
      unit?: string;
      valueType?: ValueType;
    }, message) => {
      const { warnings } = recordDiagnostics();
      const { meter, reader } = setUp();
      meter.createCounter('time', { unit: 's' }).add(1);
      for (let n = 0; n < 2; n += 1) meter[of ?? 'createCounter']('Time', { unit: 's', ...options }).add(5);

      const metrics = await reader.metrics();
      expect(metrics.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value])).toEqual([
        ['time', 1],
        ['Time', 10],
      ]);
      expect(warnings).toEqual([expect.stringMatching(message)]);
    },
  );

  it('tells nothing when a View has renamed one of them', () => {
    const { warnings } = recordDiagnostics();
    const { meter } = setUp({ views: [{ instrumentName: 'time', instrumentUnit: 'ms', name: 'time.ms' }] });
    meter.createCounter('time', { unit: 's' });
    meter.createCounter('time', { unit: 'ms' });

    expect(warnings).toEqual([]);
  });

  it('tells nothing when instruments of the same name are of different meters', () => {
    const { warnings } = recordDiagnostics();
    const { provider, meter } = setUp();
    meter.createCounter('time', { unit: 's' });
    provider.getMeter('application', '2').createCounter('time', { unit: 'ms' });

    expect(warnings).toEqual([]);
  });

  it('takes the longer of two descriptions, and tells it once', async () => {
    const { warnings } = recordDiagnostics();
    const { meter, reader } = setUp();
    meter.createCounter('calls', { description: 'Calls' }).add(1);
    meter.createCounter('calls', { description: 'Calls that were made' });
    meter.createCounter('calls', { description: 'Call' });

    expect((await reader.metrics())[0]?.descriptor.description).toBe('Calls that were made');
    expect(warnings).toEqual([expect.stringMatching('two descriptions, "Calls" and "Calls that were made"')]);
  });

  it('tells nothing of descriptions when a View describes', () => {
    const { warnings } = recordDiagnostics();
    const { meter } = setUp({ views: [{ instrumentName: 'calls', description: 'All calls' }] });
    meter.createCounter('calls', { description: 'Calls' });
    meter.createCounter('calls', { description: 'Calls that were made' });

    expect(warnings).toEqual([]);
  });

  it('goes by the first advice, and tells it when a second is another', async () => {
    const { warnings } = recordDiagnostics();
    const { meter, reader } = setUp();
    meter.createHistogram('size', { advice: { explicitBucketBoundaries: [1] } });
    meter.createHistogram('size', { advice: { explicitBucketBoundaries: [2] } }).record(1.5);

    expect(await reader.values('size')).toMatchObject({
      '{}': { buckets: { boundaries: [1], counts: [0, 1] } },
    });
    expect(warnings).toEqual([expect.stringMatching('size .* other advice: the first holds')]);
  });

  it('gives the same meter for the same name, version and schema', () => {
    const { provider } = setUp();
    const meter = provider.getMeter('a', '1', { schemaUrl: 'https://example.com' });

    expect(provider.getMeter('a', '1', { schemaUrl: 'https://example.com' })).toBe(meter);
    expect(provider.getMeter('a', '1')).not.toBe(meter);
    expect(provider.getMeter('a', '2', { schemaUrl: 'https://example.com' })).not.toBe(meter);
    expect(provider.getMeter('b')).toBe(provider.getMeter('b', ''));
  });

  it.each([
    ['an empty name', ''],
    ['undefined', undefined],
    ['a number', 5],
    ['an object without text', Object.create(null)],
  ])('gives a working meter for %s, and tells it', async (_what, name) => {
    const { warnings } = recordDiagnostics();
    const { provider, reader } = setUp();
    provider
      .getMeter(name as string)
      .createCounter('calls')
      .add(1);

    expect(await reader.values('calls')).toEqual({ '{}': 1 });
    expect(warnings.join()).toMatch('a meter was asked for without a name');
  });

  it.each([undefined, null, 5, 'options'])('takes the meter options %p for none', (options) => {
    const { provider } = setUp();

    expect(provider.getMeter('a', '1', options as never)).toBe(provider.getMeter('a', '1'));
  });
});
