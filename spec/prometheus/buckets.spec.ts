import type { ExponentialHistogram } from '@opentelemetry/sdk-metrics';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { addHistograms, fromExplicit, fromExponential } from '../../lib/prometheus/buckets';

const none = { offset: 0, bucketCounts: [] };

describe('fromExplicit', () => {
  it('counts cumulatively and keeps the very array of bounds', () => {
    const boundaries = [1, 2];
    const result = fromExplicit({ buckets: { boundaries, counts: [1, 2, 3] }, count: 6, sum: 10 });
    expect(result).toEqual({ bounds: [1, 2], counts: [1, 3], count: 6, sum: 10 });
    expect(result.bounds).toBe(boundaries);
  });

  it('has no sum where the instrument has none', () => {
    expect(fromExplicit({ buckets: { boundaries: [], counts: [1] }, count: 1 }).sum).toBeUndefined();
  });

  it('leaves out bounds that are not finite and ascending', () => {
    const boundaries = [Number.NEGATIVE_INFINITY, 1, 1, 3, 2, Number.NaN, Number.POSITIVE_INFINITY];
    const result = fromExplicit({ buckets: { boundaries, counts: [1, 1, 1, 1, 1, 1, 1, 1] }, count: 8 });
    expect(result).toMatchObject({ bounds: [1, 3], counts: [3, 5] });
  });
});

describe('fromExponential', () => {
  it('makes a bound of each end of each bucket', () => {
    const data = {
      count: 7,
      sum: 1,
      scale: 0,
      zeroCount: 1,
      positive: { offset: 1, bucketCounts: [2, 0, 1] },
      negative: { offset: 0, bucketCounts: [1, 2] },
    };
    expect(fromExponential(data)).toEqual({
      bounds: [-4, -2, -1, 0, 2, 4, 8, 16],
      counts: [0, 2, 3, 4, 4, 6, 6, 7],
      count: 7,
      sum: 1,
    });
  });

  it('has no bound for sides without values', () => {
    const data = {
      count: 0,
      scale: 0,
      zeroCount: 0,
      positive: { offset: 0, bucketCounts: [0] },
      negative: none,
    };
    expect(fromExponential(data)).toMatchObject({ bounds: [], counts: [] });
    expect(fromExponential({ ...data, count: 2, zeroCount: 2 })).toMatchObject({ bounds: [0], counts: [2] });
  });

  it('keeps every second bound when the SDK halves the resolution, to the last digit', () => {
    const at = (scale: number, offset: number, length: number): readonly number[] =>
      fromExponential({
        count: length,
        scale,
        zeroCount: 0,
        positive: { offset, bucketCounts: Array.from({ length }, () => 1) },
        negative: none,
      }).bounds;
    expect(at(5, -40, 80).filter((_bound, index) => index % 2 === 0)).toEqual(at(4, -20, 40));
  });

  it('lets buckets fall together beyond what a double can hold', () => {
    const data = {
      count: 4,
      scale: -10,
      zeroCount: 0,
      positive: { offset: -1, bucketCounts: [2, 2] },
      negative: { offset: 0, bucketCounts: [0] },
    };
    expect(fromExponential(data)).toMatchObject({ bounds: [2 ** -1024, 1], counts: [0, 2] });
    expect(fromExponential({ ...data, scale: -11 })).toMatchObject({ bounds: [0, 1], counts: [0, 2] });
  });

  it('counts every value under each bound of what the stock SDK aggregates', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({
      readers: [reader],
      views: [{ instrumentName: '*', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
    });
    const meter = provider.getMeter('spec');
    let round = 0;
    const values = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(values, async (recorded) => {
        const name = `h${round++}`;
        const instrument = meter.createHistogram(name);
        for (const value of recorded) instrument.record(value);
        exporter.reset();
        await reader.forceFlush();
        const metrics = exporter
          .getMetrics()
          .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
        const data = metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints[0]?.value;
        const result = fromExponential(data as ExponentialHistogram);
        expect(result.counts.at(-1)).toBe(recorded.length);
        result.bounds.forEach((bound, index) => {
          // The SDK maps a value within a few ulp of a bound to either side of it.
          const below = recorded.filter((value) => value <= bound * (1 - 1e-9)).length;
          const atMost = recorded.filter((value) => value <= bound * (1 + 1e-9)).length;
          expect(result.counts[index]).toBeGreaterThanOrEqual(below);
          expect(result.counts[index]).toBeLessThanOrEqual(atMost);
        });
      }),
      { numRuns: 30 },
    );
    await provider.shutdown();
  });
});

describe('addHistograms', () => {
  it('adds what has the same bounds', () => {
    const one = { bounds: [1, 2], counts: [1, 2], count: 3, sum: 4 };
    expect(addHistograms(one, one)).toEqual({ bounds: [1, 2], counts: [2, 4], count: 6, sum: 8 });
  });

  it('keeps the bounds that both have, where a cumulative count stays exact, and no sum that one lacks', () => {
    const one = { bounds: [1, 2, 4], counts: [1, 2, 3], count: 3, sum: 4 };
    const other = { bounds: [2, 3, 4], counts: [5, 6, 7], count: 8, sum: undefined };
    expect(addHistograms(one, other)).toEqual({ bounds: [2, 4], counts: [7, 10], count: 11, sum: undefined });
  });
});
