import { diag } from '@opentelemetry/api';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  InstrumentType,
} from '@opentelemetry/sdk-metrics';
import { MeterProvider } from '../../lib/metrics';
import { CollectingReader, type CollectingReaderOptions, valuesOf } from '../support/collecting-reader';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

const aggregating = (type: InstrumentType, option: AggregationOption): CollectingReaderOptions => ({
  aggregationSelector: (asked) => (asked === type ? option : { type: AggregationType.DEFAULT }),
});

describe('several readers', () => {
  it('share the series of a metric that they want alike', async () => {
    const second = new CollectingReader({ temporality: 'delta' });
    const { provider, meter, reader } = setUp({ readers: [second] });
    meter.createCounter('calls').add(1);

    expect(provider.streams()).toHaveLength(1);
    expect(await reader.values('calls')).toEqual({ '{}': 1 });
    expect(await second.values('calls')).toEqual({ '{}': 1 });
  });

  it('that aggregate an instrument in different ways each have their own', async () => {
    const exponential = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
    const second = new CollectingReader(aggregating(InstrumentType.HISTOGRAM, exponential));
    const third = new CollectingReader(aggregating(InstrumentType.HISTOGRAM, { type: AggregationType.DROP }));
    const { meter, reader } = setUp({ readers: [second, third] });
    meter.createHistogram('size').record(4);

    expect(await reader.values('size')).toMatchObject({ '{}': { sum: 4, buckets: {} } });
    expect(await second.values('size')).toMatchObject({ '{}': { sum: 4, positive: {} } });
    expect(await third.values('size')).toEqual({});
  });

  it('that meet two by two in metrics of one name each have theirs', async () => {
    const choosing = (option: AggregationOption, limit: number): CollectingReader =>
      new CollectingReader({ ...aggregating(InstrumentType.COUNTER, option), limit });
    const first = choosing({ type: AggregationType.DROP }, 10);
    const both = choosing({ type: AggregationType.SUM }, 10);
    const last = choosing({ type: AggregationType.SUM }, 20);
    const provider = new MeterProvider({
      readers: [first, both, last],
      views: [
        { instrumentName: 'calls', name: 'calls', aggregation: { type: AggregationType.SUM } },
        { instrumentName: 'calls', name: 'calls', aggregationCardinalityLimit: 10 },
      ],
    });
    recordDiagnostics();
    provider.getMeter('application').createCounter('calls').add(1);

    const limits = provider.streams().map(({ limit }) => limit);
    expect(limits).toEqual([10, 20, 10]);
  });

  it('get deltas, totals and a mixture of the two side by side, each exactly', async () => {
    const delta = new CollectingReader({ temporality: 'delta' });
    const lowmemory = new CollectingReader({ temporality: 'lowmemory' });
    const { meter, reader: cumulative } = setUp({ readers: [delta, lowmemory] });
    const [calls, level] = [meter.createCounter('calls'), meter.createUpDownCounter('level')];
    let bytes = 0;
    meter.createObservableCounter('bytes').addCallback((result) => result.observe(bytes));
    const step = (): void => {
      calls.add(1);
      level.add(2);
      bytes += 3;
    };
    const allOf = async (reader: CollectingReader): Promise<unknown[]> =>
      (await reader.metrics()).map(({ dataPoints }) => dataPoints[0]?.value);

    step();
    expect(await allOf(cumulative)).toEqual([1, 2, 3]);
    expect(await allOf(delta)).toEqual([1, 2, 3]);
    step();
    step();
    expect(await allOf(delta)).toEqual([2, 6, 6]);
    expect(await allOf(cumulative)).toEqual([3, 6, 9]);
    expect(await allOf(lowmemory)).toEqual([3, 6, 9]);
    step();
    expect(await allOf(lowmemory)).toEqual([1, 8, 12]);
    expect(await allOf(cumulative)).toEqual([4, 8, 12]);
    expect(await allOf(delta)).toEqual([1, 8, 3]);
  });

  it('are told the temporality that they chose', async () => {
    const { meter, reader } = setUp({}, { temporality: 'lowmemory' });
    meter.createCounter('calls').add(1);
    meter.createUpDownCounter('level').add(1);
    meter.createHistogram('size').record(1);
    meter.createObservableCounter('bytes').addCallback((result) => result.observe(1));

    const { DELTA, CUMULATIVE } = AggregationTemporality;
    expect((await reader.metrics()).map(({ aggregationTemporality }) => aggregationTemporality)).toEqual([
      DELTA,
      CUMULATIVE,
      DELTA,
      CUMULATIVE,
    ]);
  });

  it('get the least and the greatest value of their own interval', async () => {
    const { meter, reader } = setUp({ readers: [new CollectingReader()] }, { temporality: 'delta' });
    const size = meter.createHistogram('size', { advice: { explicitBucketBoundaries: [10] } });
    size.record(1);
    size.record(100);
    await reader.collect();
    size.record(20);

    expect(await reader.values('size')).toEqual({
      '{}': { buckets: { boundaries: [10], counts: [0, 1] }, count: 1, sum: 20, min: 20, max: 20 },
    });
  });

  it('get, as delta, only series that were recorded since, gauges too', async () => {
    const { meter, reader } = setUp({}, { temporality: 'delta' });
    const [calls, degrees] = [meter.createCounter('calls'), meter.createGauge('degrees')];
    calls.add(1, { n: 1 });
    degrees.record(20, { n: 1 });
    await reader.collect();
    calls.add(0, { n: 2 });
    degrees.record(21, { n: 2 });

    const result = await reader.collect();
    expect(valuesOf(result, 'calls')).toEqual({ '{"n":2}': 0 });
    expect(valuesOf(result, 'degrees')).toEqual({ '{"n":2}': 21 });
    expect(await reader.metrics()).toEqual([]);
  });

  it('may change what they were given without changing what is given next', async () => {
    const { meter, reader } = setUp();
    const [size, calls] = [meter.createHistogram('size'), meter.createCounter('calls')];
    size.record(4, { n: 1 });
    calls.add(1, { n: 1 });
    for (const { dataPoints } of await reader.metrics()) {
      for (const point of dataPoints) {
        (point.attributes as Record<string, unknown>).n = 2;
        if (typeof point.value === 'object' && 'buckets' in point.value && 'counts' in point.value.buckets) {
          point.value.buckets.counts.fill(0);
        }
      }
    }

    expect(await reader.values('calls')).toEqual({ '{"n":1}': 1 });
    expect(await reader.values('size')).toMatchObject({
      '{"n":1}': { count: 1, buckets: { counts: { 1: 1 } } },
    });
  });

  it('may be none: recording goes nowhere', async () => {
    const alone = new MeterProvider();
    alone.getMeter('a').createCounter('calls').add(1);
    alone
      .getMeter('a')
      .createObservableGauge('degrees')
      .addCallback(() => {});

    expect(alone.streams()).toEqual([]);
    await alone.shutdown();
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['is unknown', () => ({ type: 99 })],
    ['is undefined', () => undefined],
    ['has boundaries that are no numbers', () => ({ type: 4, options: { boundaries: ['a'] } })],
  ])('get the default, which is told once, when what they chose %s', async (_how, choose) => {
    const { errors } = recordDiagnostics();
    const { meter, reader } = setUp({}, { aggregationSelector: choose as never });
    meter.createCounter('calls').add(1);
    meter.createCounter('jobs').add(1);

    expect(await reader.values('calls')).toEqual({ '{}': 1 });
    expect(errors).toEqual([
      expect.stringMatching('the aggregation that a reader chose for each COUNTER is left out'),
    ]);
    diag.disable();
  });

  it('cannot be read by two providers', () => {
    const { reader } = setUp();

    expect(() => setUp({ readers: [reader] })).toThrow('can not be bound');
  });
});
