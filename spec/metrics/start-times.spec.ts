import { CollectingReader, type Point } from '../support/collecting-reader';
import { setUp } from './support';

const timesOf = (points: Point[]): [number, number][] => points.map(({ startMs, endMs }) => [startMs, endMs]);

describe('the times of points', () => {
  it('for a cumulative reader begin with the first measurement of a series and stay there', async () => {
    const { meter, reader, clock } = setUp();
    const calls = meter.createCounter('calls');
    clock.nowMs = 2_000;
    calls.add(1, { n: 1 });
    clock.nowMs = 3_000;
    calls.add(1, { n: 2 });
    clock.nowMs = 4_000;
    expect(timesOf(await reader.points('calls'))).toEqual([
      [2_000, 4_000],
      [3_000, 4_000],
    ]);
    clock.nowMs = 5_000;
    expect(timesOf(await reader.points('calls'))).toEqual([
      [2_000, 5_000],
      [3_000, 5_000],
    ]);
  });

  it('for a delta reader begin with the instrument, then with its own collection before, alike for all series', async () => {
    const { meter, reader, clock } = setUp({}, { temporality: 'delta' });
    const calls = meter.createCounter('calls');
    clock.nowMs = 2_000;
    calls.add(1, { n: 1 });
    clock.nowMs = 3_000;
    expect(timesOf(await reader.points('calls'))).toEqual([[1_000, 3_000]]);
    clock.nowMs = 4_000;
    expect(timesOf(await reader.points('calls'))).toEqual([]);
    clock.nowMs = 5_000;
    calls.add(1, { n: 1 });
    calls.add(1, { n: 2 });
    clock.nowMs = 6_000;

    expect(timesOf(await reader.points('calls'))).toEqual([
      [4_000, 6_000],
      [4_000, 6_000],
    ]);
  });

  it('for a delta reader do not depend on when other readers collect', async () => {
    const other = new CollectingReader({ temporality: 'delta' });
    const { meter, reader, clock } = setUp({ readers: [other] }, { temporality: 'delta' });
    const calls = meter.createCounter('calls');
    for (const nowMs of [2_000, 3_000, 4_000]) {
      calls.add(1);
      clock.nowMs = nowMs;
      expect(await other.points('calls')).toMatchObject([{ value: 1, startMs: nowMs - 1_000, endMs: nowMs }]);
    }

    expect(await reader.points('calls')).toMatchObject([{ value: 3, startMs: 1_000, endMs: 4_000 }]);
  });

  it('of an observable begin with the instrument when it is there in the first collection', async () => {
    const { meter, reader, clock } = setUp();
    meter.createObservableCounter('bytes').addCallback((result) => result.observe(1));
    clock.nowMs = 2_000;
    expect(timesOf(await reader.points('bytes'))).toEqual([[1_000, 2_000]]);
    clock.nowMs = 3_000;

    expect(timesOf(await reader.points('bytes'))).toEqual([[1_000, 3_000]]);
  });

  it('of an observable that comes later begin with the collection before', async () => {
    const { meter, reader, clock } = setUp();
    let isThere = false;
    meter.createObservableCounter('bytes').addCallback((result) => {
      if (isThere) result.observe(1);
    });
    clock.nowMs = 2_000;
    await reader.collect();
    isThere = true;
    clock.nowMs = 3_000;
    expect(timesOf(await reader.points('bytes'))).toEqual([[2_000, 3_000]]);
    clock.nowMs = 4_000;

    expect(timesOf(await reader.points('bytes'))).toEqual([[2_000, 4_000]]);
  });

  it('of an observable for a delta reader begin with its collection before', async () => {
    const { meter, reader, clock } = setUp({}, { temporality: 'delta' });
    meter.createObservableCounter('bytes').addCallback((result) => result.observe(1));
    clock.nowMs = 2_000;
    await reader.collect();
    clock.nowMs = 3_000;

    expect(timesOf(await reader.points('bytes'))).toEqual([[2_000, 3_000]]);
  });

  it('end when the callbacks have returned, together for all metrics', async () => {
    const { meter, reader, clock } = setUp();
    meter.createCounter('calls').add(1);
    meter.createObservableGauge('degrees').addCallback(async (result) => {
      result.observe(20);
      clock.nowMs = 7_000;
    });

    const ends = (await reader.metrics()).map(({ dataPoints }) => dataPoints[0]?.endTime);
    expect(ends).toEqual([
      [7, 0],
      [7, 0],
    ]);
  });
});
