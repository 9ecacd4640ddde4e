import type { ObservableResult } from '@opentelemetry/api';
import { CollectingReader } from '../support/collecting-reader';
import { setUp } from './support';

/** An observable whose values are set from outside; what is undefined is not observed. */
function observed(): {
  callback: (result: ObservableResult) => void;
  now: Record<string, number | undefined>;
} {
  const now: Record<string, number | undefined> = {};
  return {
    now,
    callback: (result) => {
      for (const [disk, value] of Object.entries(now)) {
        if (value !== undefined) result.observe(value, { disk });
      }
    },
  };
}

const key = (disk: string): string => JSON.stringify({ disk });

describe('an observable gauge', () => {
  it('vanishes when it is not observed any more, and comes back', async () => {
    const { meter, reader, provider } = setUp();
    const { callback, now } = observed();
    meter.createObservableGauge('degrees').addCallback(callback);

    Object.assign(now, { a: 20, b: 30 });
    expect(await reader.values('degrees')).toEqual({ [key('a')]: 20, [key('b')]: 30 });
    now.a = undefined;
    expect(await reader.values('degrees')).toEqual({ [key('b')]: 30 });
    expect(provider.streams()).toMatchObject([{ series: 1 }]);
    now.a = 21;
    expect(await reader.values('degrees')).toEqual({ [key('a')]: 21, [key('b')]: 30 });
  });

  it('vanishes while its callback fails', async () => {
    const { meter, reader } = setUp();
    let fails = false;
    meter.createObservableGauge('degrees').addCallback((result) => {
      if (fails) throw new Error('no sensor');
      result.observe(20);
    });

    await reader.collect();
    fails = true;
    expect(await reader.values('degrees')).toEqual({});
    fails = false;
    expect(await reader.values('degrees')).toEqual({ '{}': 20 });
  });

  it('vanishes with its callback', async () => {
    const { meter, reader } = setUp();
    const gauge = meter.createObservableGauge('degrees');
    const callback = (result: ObservableResult): void => result.observe(20);
    gauge.addCallback(callback);
    await reader.collect();
    gauge.removeCallback(callback);

    expect(await reader.metrics()).toEqual([]);
  });

  it('has the last of several observations of one set', async () => {
    const { meter, reader } = setUp();
    const gauge = meter.createObservableGauge('degrees');
    gauge.addCallback((result) => result.observe(1));
    gauge.addCallback((result) => result.observe(2));

    expect(await reader.values('degrees')).toEqual({ '{}': 2 });
  });
});

describe('an observable counter', () => {
  it('is given to a cumulative reader as it is observed, to a delta reader as its change', async () => {
    const delta = new CollectingReader({ temporality: 'delta' });
    const { meter, reader } = setUp({ readers: [delta] });
    const { callback, now } = observed();
    meter.createObservableCounter('bytes').addCallback(callback);

    now.a = 100;
    expect(await reader.values('bytes')).toEqual({ [key('a')]: 100 });
    expect(await delta.values('bytes')).toEqual({ [key('a')]: 100 });
    now.a = 130;
    expect(await reader.values('bytes')).toEqual({ [key('a')]: 130 });
    now.a = 150;
    expect(await delta.values('bytes')).toEqual({ [key('a')]: 50 });
    expect(await delta.values('bytes')).toEqual({ [key('a')]: 0 });
  });

  it('that is away for a while and returns is no increase to a delta reader', async () => {
    const { meter, reader } = setUp({}, { temporality: 'delta' });
    const { callback, now } = observed();
    meter.createObservableCounter('bytes').addCallback(callback);
    Object.assign(now, { a: 100, b: 5 });
    await reader.collect();
    now.a = undefined;
    expect(await reader.values('bytes')).toEqual({ [key('b')]: 0 });
    expect(await reader.values('bytes')).toEqual({ [key('b')]: 0 });
    now.a = 103;

    expect(await reader.values('bytes')).toEqual({ [key('a')]: 3, [key('b')]: 0 });
  });

  it('that is away for a while keeps its start time for a cumulative reader', async () => {
    const { meter, reader, clock } = setUp();
    const { callback, now } = observed();
    meter.createObservableCounter('bytes').addCallback(callback);
    now.a = 100;
    await reader.collect();
    now.a = undefined;
    clock.nowMs = 2_000;
    expect(await reader.points('bytes')).toEqual([]);
    now.a = 103;
    clock.nowMs = 3_000;

    expect(await reader.points('bytes')).toMatchObject([{ value: 103, startMs: 1_000, endMs: 3_000 }]);
  });

  it('that goes back has begun anew: a cumulative reader sees a new start, a delta reader the whole new value', async () => {
    const delta = new CollectingReader({ temporality: 'delta' });
    const { meter, reader, clock } = setUp({ readers: [delta] });
    const { callback, now } = observed();
    meter.createObservableCounter('bytes').addCallback(callback);
    Object.assign(now, { a: 100, b: 100 });
    clock.nowMs = 2_000;
    await Promise.all([reader.collect(), delta.collect()]);
    Object.assign(now, { a: 7, b: 101 });
    clock.nowMs = 3_000;

    const [totals, changes] = await Promise.all([reader.points('bytes'), delta.values('bytes')]);
    expect(totals).toMatchObject([
      { attributes: { disk: 'a' }, value: 7, startMs: 2_000 },
      { attributes: { disk: 'b' }, value: 101, startMs: 1_000 },
    ]);
    expect(changes).toEqual({ [key('a')]: 7, [key('b')]: 1 });
    clock.nowMs = 4_000;
    expect(await reader.points('bytes')).toMatchObject([{ startMs: 2_000 }, { startMs: 1_000 }]);
  });

  it('that goes back while it is away has begun anew too', async () => {
    const { meter, reader, clock } = setUp();
    const { callback, now } = observed();
    meter.createObservableCounter('bytes').addCallback(callback);
    now.a = 100;
    clock.nowMs = 2_000;
    await reader.collect();
    now.a = undefined;
    clock.nowMs = 3_000;
    await reader.collect();
    now.a = 7;
    clock.nowMs = 4_000;

    expect(await reader.points('bytes')).toMatchObject([{ value: 7, startMs: 3_000 }]);
  });
});

describe('an observable updowncounter', () => {
  it('may go back: that is no new start', async () => {
    const { meter, reader, clock } = setUp();
    const { callback, now } = observed();
    meter.createObservableUpDownCounter('level').addCallback(callback);
    now.a = 100;
    await reader.collect();
    now.a = 7;
    clock.nowMs = 2_000;

    expect(await reader.points('level')).toMatchObject([{ value: 7, startMs: 1_000 }]);
  });

  it('is a total also for delta and lowmemory readers', async () => {
    for (const temporality of ['delta', 'lowmemory'] as const) {
      const { meter, reader } = setUp({}, { temporality });
      meter.createObservableUpDownCounter('level').addCallback((result) => result.observe(7));
      await reader.collect();

      expect(await reader.values('level')).toEqual({ '{}': 7 });
    }
  });
});
