import type { ObservableResult } from '@opentelemetry/api';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { bind } from '../../lib/metrics';
import { CollectingReader } from '../support/collecting-reader';
import { setUp } from './support';

describe('the time to live of series', () => {
  it('is without end by default', async () => {
    const { meter, reader, clock } = setUp();
    meter.createCounter('calls').add(1);
    await reader.collect();
    clock.nowMs += 1e12;

    expect(await reader.values('calls')).toEqual({ '{}': 1 });
  });

  it('drops a series that was not recorded for longer, and keeps the others', async () => {
    const { meter, reader, clock, provider } = setUp({ seriesTtlMs: 100 });
    const calls = meter.createCounter('calls');
    calls.add(1, { n: 'old' });
    calls.add(1, { n: 'busy' });
    for (let round = 0; round < 11; round += 1) {
      expect(Object.keys(await reader.values('calls'))).toHaveLength(2);
      clock.nowMs += 10;
      calls.add(1, { n: 'busy' });
    }

    expect(await reader.values('calls')).toEqual({ '{"n":"busy"}': 12 });
    expect(provider.streams()).toMatchObject([{ series: 1 }]);
  });

  it('begins a returning series anew, with a start time of its own, so that it never seems to go back', async () => {
    const { meter, reader, clock } = setUp({ seriesTtlMs: 100 });
    const calls = meter.createCounter('calls');
    calls.add(5);
    await reader.collect();
    clock.nowMs = 2_000;
    await reader.collect();
    clock.nowMs = 3_000;
    calls.add(1);
    clock.nowMs = 3_001;

    expect(await reader.points('calls')).toEqual([
      { attributes: {}, value: 1, startMs: 3_000, endMs: 3_001, exemplars: [] },
    ]);
  });

  it('empties all that a returning series had: buckets, extremes and exemplars', async () => {
    const { meter, reader, clock } = setUp({ seriesTtlMs: 100, exemplarFilter: 'always_on' });
    const size = meter.createHistogram('size', { advice: { explicitBucketBoundaries: [10] } });
    size.record(50);
    await reader.collect();
    clock.nowMs = 2_000;
    await reader.collect();
    size.record(3);

    const [point] = await reader.points('size');
    expect(point?.value).toEqual({
      buckets: { boundaries: [10], counts: [1, 0] },
      count: 1,
      sum: 3,
      min: 3,
      max: 3,
    });
    expect(point?.exemplars.map(({ value }) => value)).toEqual([3]);
  });

  it('never drops what a delta reader was not given yet', async () => {
    const delta = new CollectingReader({ temporality: 'delta' });
    const { meter, reader, clock } = setUp({ seriesTtlMs: 100, readers: [delta] });
    meter.createCounter('calls').add(5);
    await reader.collect();
    clock.nowMs += 1_000;
    await reader.collect();

    expect(await delta.values('calls')).toEqual({ '{}': 5 });
    clock.nowMs += 1_000;
    await reader.collect();
    expect(await reader.values('calls')).toEqual({});
  });

  it.each([
    ['totals alone', AggregationTemporality.CUMULATIVE],
    ['changes beside totals', AggregationTemporality.DELTA],
  ])(
    'keeps what goes up and down until it is back at 0, so that it is never below: %s',
    async (_, temporality) => {
      const other = new CollectingReader();
      other.selectAggregationTemporality = () => temporality;
      const { meter, reader, clock, provider } = setUp({ seriesTtlMs: 100, readers: [other] });
      const active = meter.createUpDownCounter('active');
      active.add(1);
      for (let round = 0; round < 3; round += 1) {
        clock.nowMs += 1_000;
        expect(await reader.values('active')).toEqual({ '{}': 1 });
        await other.collect();
      }
      active.add(-1);
      expect(await reader.values('active')).toEqual({ '{}': 0 });
      await other.collect();
      clock.nowMs += 1_000;
      await reader.collect();

      expect(provider.streams()).toMatchObject([{ series: 0 }]);
    },
  );

  it('lets a bound series go on in a row of its own', async () => {
    const { meter, reader, clock } = setUp({ seriesTtlMs: 100 });
    const calls = meter.createCounter('calls');
    const bound = bind(calls, { n: 1 });
    bound.add(1);
    await reader.collect();
    clock.nowMs += 1_000;
    await reader.collect();
    calls.add(7, { n: 2 });
    bound.add(2);

    expect(await reader.values('calls')).toEqual({ '{"n":1}': 2, '{"n":2}': 7 });
  });

  it('frees places under the limit', async () => {
    const { meter, reader, clock } = setUp({ seriesTtlMs: 100, cardinalityLimit: 1 });
    const calls = meter.createCounter('calls');
    calls.add(1, { n: 1 });
    await reader.collect();
    clock.nowMs += 1_000;
    await reader.collect();
    calls.add(1, { n: 2 });

    expect(await reader.values('calls')).toEqual({ '{"n":2}': 1 });
  });

  it('drops observable counters that were not observed for longer', async () => {
    const { meter, reader, clock, provider } = setUp({ seriesTtlMs: 100 });
    let disks = ['a', 'b'];
    meter.createObservableCounter('bytes').addCallback((result: ObservableResult) => {
      for (const disk of disks) result.observe(5, { disk });
    });
    await reader.collect();
    disks = ['a'];
    for (let round = 0; round < 3; round += 1) {
      clock.nowMs += 60;
      await reader.collect();
    }

    expect(provider.streams()).toMatchObject([{ series: 1 }]);
    disks = ['a', 'b'];
    clock.nowMs += 60;
    expect(await reader.points('bytes')).toMatchObject([
      { attributes: { disk: 'a' }, startMs: 1_000 },
      { attributes: { disk: 'b' }, startMs: 1_180, endMs: 1_240 },
    ]);
  });
});
