import { diag, type ObservableResult } from '@opentelemetry/api';
import { type AggregationOption, AggregationType } from '@opentelemetry/sdk-metrics';
import { CollectingReader } from '../support/collecting-reader';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

const OVERFLOW = '{"otel.metric.overflow":true}';

/** Observes the sets `{n: from}` to `{n: to}` with their number as value. */
function observing(from: number, to: number): (result: ObservableResult) => void {
  return (result) => {
    for (let n = from; n <= to; n += 1) result.observe(n, { n });
  };
}

describe('the limit of series', () => {
  afterEach(() => diag.disable());

  it('is 2,000 where nobody says otherwise', () => {
    const { meter, provider } = setUp();
    const calls = meter.createCounter('calls');
    for (let n = 0; n < 2_100; n += 1) calls.add(1, { n });

    expect(provider.streams()).toMatchObject([{ limit: 2_000, series: 2_001, overflowed: 100 }]);
  });

  it('is that of each reader, under a View that says none as well', () => {
    const readers = [new CollectingReader({ limit: 7 })];
    const { meter, provider } = setUp({ readers, views: [{ instrumentName: 'viewed' }] }, { limit: 3 });
    meter.createCounter('viewed');
    meter.createCounter('calls');

    expect(provider.streams().map(({ name, limit }) => [name, limit])).toEqual([
      ['viewed', 3],
      ['viewed', 7],
      ['calls', 3],
      ['calls', 7],
    ]);
  });

  it('is that of the provider, whatever the readers say', () => {
    const { meter, provider } = setUp({ cardinalityLimit: 5 }, { limit: 3 });
    meter.createCounter('calls');

    expect(provider.streams()).toMatchObject([{ limit: 5 }]);
  });

  it('of 0 sums everything in the overflow series', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 0 });
    meter.createCounter('calls').add(1);
    meter.createCounter('calls').add(2, { n: 1 });

    expect(await reader.values('calls')).toEqual({ [OVERFLOW]: 3 });
  });

  it.each([Number.NaN, -1])('of %d is told of and left out, wherever it comes from', (limit) => {
    const { errors } = recordDiagnostics();
    const views = [{ instrumentName: 'viewed', aggregationCardinalityLimit: limit }];
    const { meter, provider } = setUp({ cardinalityLimit: limit, views }, { limit });
    meter.createCounter('viewed');
    meter.createCounter('calls');

    expect(provider.streams().map((stream) => stream.limit)).toEqual([2_000, 2_000]);
    expect(errors).toEqual([expect.stringMatching(`a limit of ${limit} attribute sets .* is left out`)]);
  });

  it.each(['cumulative', 'delta', 'lowmemory'] as const)(
    'lasts over any number of collections for a %s reader: later sets are summed in the overflow series',
    async (temporality) => {
      const { meter, reader, provider } = setUp({ cardinalityLimit: 2 }, { temporality });
      const calls = meter.createCounter('calls');
      let overflow = 0;
      for (let round = 0; round < 20; round += 1) {
        for (let n = 0; n < 4; n += 1) calls.add(1, { n: round === 0 ? n : n + round });
        const values = await reader.values('calls');
        expect(Object.keys(values).length).toBeLessThanOrEqual(3);
        overflow =
          temporality === 'cumulative' ? (values[OVERFLOW] ?? 0) : overflow + (values[OVERFLOW] ?? 0);
      }

      // Of 80 measurements {n: 0} and {n: 1} had three: in the first round two, in the second {n: 1} again.
      expect(overflow).toBe(77);
      expect(provider.streams()).toMatchObject([{ series: 3, overflowed: 77 }]);
    },
  );

  it('keeps all that was recorded before it was reached', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 2 });
    const calls = meter.createCounter('calls');
    for (let n = 0; n < 5; n += 1) calls.add(1, { n });
    for (let n = 0; n < 5; n += 1) calls.add(1, { n });

    expect(await reader.values('calls')).toEqual({ '{"n":0}': 2, '{"n":1}': 2, [OVERFLOW]: 6 });
  });

  it('holds for histograms, updowncounters and gauges', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 1 });
    const size = meter.createHistogram('size', { advice: { explicitBucketBoundaries: [2] } });
    const [level, degrees] = [meter.createUpDownCounter('level'), meter.createGauge('degrees')];
    for (let n = 0; n < 4; n += 1) {
      size.record(n, { n });
      level.add(n, { n });
      degrees.record(n, { n });
    }

    expect(await reader.values('size')).toMatchObject({
      [OVERFLOW]: { count: 3, sum: 6, min: 1, max: 3, buckets: { counts: [2, 1] } },
    });
    expect(await reader.values('level')).toEqual({ '{"n":0}': 0, [OVERFLOW]: 6 });
    expect(await reader.values('degrees')).toEqual({ '{"n":0}': 0, [OVERFLOW]: 3 });
  });

  it.each(['createObservableCounter', 'createObservableUpDownCounter'] as const)(
    'holds for %s, whose overflow is summed anew in each collection',
    async (create) => {
      const { meter, reader, provider } = setUp({ cardinalityLimit: 2 });
      meter[create]('bytes').addCallback(observing(1, 5));

      for (let round = 0; round < 3; round += 1) {
        expect(await reader.values('bytes')).toEqual({ '{"n":1}': 1, '{"n":2}': 2, [OVERFLOW]: 12 });
      }
      expect(provider.streams()).toMatchObject([{ series: 3, overflowed: 9 }]);
    },
  );

  it('gives a delta reader the change of the sum in the overflow of an observable counter', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 1 }, { temporality: 'delta' });
    let factor = 1;
    meter.createObservableCounter('bytes').addCallback((result) => {
      for (let n = 1; n <= 3; n += 1) result.observe(n * factor, { n });
    });

    expect(await reader.values('bytes')).toEqual({ '{"n":1}': 1, [OVERFLOW]: 5 });
    factor = 3;
    expect(await reader.values('bytes')).toEqual({ '{"n":1}': 2, [OVERFLOW]: 10 });
  });

  it('keeps the last of the values in the overflow of an observable gauge', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 1 });
    meter.createObservableGauge('degrees').addCallback(observing(1, 3));

    expect(await reader.values('degrees')).toEqual({ '{"n":1}': 1, [OVERFLOW]: 3 });
  });

  it('counts the places of observable counters that are away, and not those of gauges', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 2 });
    let from = 1;
    const callback = (result: ObservableResult) => observing(from, from + 1)(result);
    meter.createObservableCounter('bytes').addCallback(callback);
    meter.createObservableGauge('degrees').addCallback(callback);
    await reader.collect();
    from = 3;
    await reader.collect();

    expect(await reader.values('bytes')).toEqual({ [OVERFLOW]: 7 });
    expect(await reader.values('degrees')).toEqual({ '{"n":3}': 3, '{"n":4}': 4 });
  });

  it('holds for observables in histograms', async () => {
    const aggregation: AggregationOption = {
      type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
      options: { boundaries: [2] },
    };
    const { meter, reader } = setUp({ cardinalityLimit: 1, views: [{ instrumentName: '*', aggregation }] });
    meter.createObservableGauge('degrees').addCallback(observing(1, 3));

    expect(await reader.values('degrees')).toMatchObject({
      [OVERFLOW]: { count: 2, buckets: { counts: [1, 1] } },
    });
  });

  it('is told once for each metric, with what to do, through diag and onOverflow', () => {
    const { warnings } = recordDiagnostics();
    const onOverflow = jest.fn();
    const { meter } = setUp({ cardinalityLimit: 1, onOverflow });
    const [calls, jobs] = [meter.createCounter('calls'), meter.createCounter('jobs')];
    for (let n = 0; n < 5; n += 1) calls.add(1, { n });
    for (let n = 0; n < 5; n += 1) jobs.add(1, { n });

    const scope = { name: 'application', version: '' };
    expect(onOverflow.mock.calls).toEqual([
      [{ name: 'calls', scope, limit: 1 }],
      [{ name: 'jobs', scope, limit: 1 }],
    ]);
    expect(warnings).toEqual([
      expect.stringMatching('calls has reached its limit of 1 attribute sets: .* or raise the limit'),
      expect.stringMatching('jobs has reached its limit'),
    ]);
  });

  it('is told once although an overflow series was given up and began anew', async () => {
    const onOverflow = jest.fn();
    const { meter, reader, clock } = setUp({ cardinalityLimit: 1, onOverflow, seriesTtlMs: 10 });
    const calls = meter.createCounter('calls');
    for (let round = 0; round < 3; round += 1) {
      calls.add(1, { n: 1 });
      calls.add(1, { n: 2 });
      await reader.collect();
      clock.nowMs += 100;
      await reader.collect();
      expect(await reader.values('calls')).toEqual({});
    }

    expect(onOverflow).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['an error', new Error('no')],
    ['an object without text', Object.create(null)],
  ])('counts exactly though onOverflow throws %s, which is told', async (_what, thrown) => {
    const { errors } = recordDiagnostics();
    const onOverflow = (): never => {
      throw thrown;
    };
    const { meter, reader } = setUp({ cardinalityLimit: 1, onOverflow });
    const calls = meter.createCounter('calls');
    for (let n = 0; n < 5; n += 1) calls.add(1, { n });

    expect(await reader.values('calls')).toEqual({ '{"n":0}': 1, [OVERFLOW]: 4 });
    expect(errors).toEqual([expect.stringMatching('onOverflow failed')]);
  });

  it('may be recorded past from within onOverflow', async () => {
    const { meter, reader } = setUp({ cardinalityLimit: 1, onOverflow: () => calls.add(10, { n: 99 }) });
    const calls = meter.createCounter('calls');
    calls.add(1, { n: 0 });
    calls.add(1, { n: 1 });

    expect(await reader.values('calls')).toEqual({ '{"n":0}': 1, [OVERFLOW]: 11 });
  });
});
