import type { HrTime } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  InstrumentType,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { MeterProvider } from '../../lib/metrics';
import { TrackedMetricExporter } from '../../lib/pipeline/metric-push';
import { failure } from './support/fake-exporter';

const nanoseconds = ([seconds, nanos]: HrTime = [0, 0]) => BigInt(seconds) * 1_000_000_000n + BigInt(nanos);

type Answer = 'taken' | 'away' | 'refused' | 'too large';

const ANSWERS: Readonly<Record<Answer, ExportResult>> = {
  taken: { code: ExportResultCode.SUCCESS },
  away: { code: ExportResultCode.FAILED, error: failure('ECONNREFUSED') },
  'too large': { code: ExportResultCode.FAILED, error: failure(413) },
  refused: { code: ExportResultCode.FAILED, error: failure(400) },
};

/** A push of changes to a backend that answers as it is told; `taken` is what it has. */
function deltaPush({ capacity = 100, temporality = 'delta' as 'delta' | 'lowmemory' } = {}) {
  const taken: ResourceMetrics[] = [];
  const told = { succeeded: 0, failed: 0, dropped: [] as (readonly [number, string])[] };
  let answer: Answer = 'taken';
  const push = new TrackedMetricExporter({
    temporality,
    capacity,
    watchdogMs: 1_000,
    tracker: {
      succeeded: (count) => {
        told.succeeded += count;
      },
      failed: () => {
        told.failed += 1;
      },
      dropped: (count, reason) => {
        told.dropped.push([count, reason]);
      },
    },
    createExporter: () => ({
      export: (metrics, done) => {
        if (answer === 'taken') taken.push(metrics);
        done(ANSWERS[answer]);
      },
      forceFlush: async () => {},
      shutdown: async () => {},
    }),
  });
  const reader = new PeriodicExportingMetricReader({ exporter: push, exportIntervalMillis: 100_000_000 });
  const provider = new MeterProvider({ resource: emptyResource(), readers: [reader] });
  return {
    push,
    told,
    counter: provider.getMeter('spec').createCounter('jobs'),
    provider,
    flush: async (next: Answer) => {
      answer = next;
      await provider.forceFlush();
    },
    points: () =>
      taken.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) =>
          metrics.flatMap(({ dataPoints }) => dataPoints as DataPoint<number>[]),
        ),
      ),
  };
}

describe('a push of changes', () => {
  test('that failed is sent again before the next, in the same request', async () => {
    const { counter, flush, points, told, provider } = deltaPush();
    counter.add(1);
    await flush('away');
    counter.add(10);
    await flush('away');
    counter.add(100);
    await flush('taken');
    counter.add(1_000);
    await flush('taken');

    expect(points().map(({ value }) => value)).toEqual([1, 10, 100, 1_000]);
    expect(told).toEqual({ succeeded: 4, failed: 2, dropped: [] });
    await provider.shutdown();
  });

  test('loses nothing and repeats nothing, however the backend comes and goes', async () => {
    const steps = fc.array(
      fc.record({
        add: fc.nat(1_000),
        answer: fc.constantFrom<Answer>('taken', 'away'),
        paused: fc.boolean(),
      }),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (rounds) => {
        const { push, counter, flush, points, provider } = deltaPush();
        for (const { add, answer, paused } of rounds) {
          counter.add(add);
          if (paused) push.pause();
          await flush(answer);
          push.resume();
        }
        await flush('taken');
        counter.add(1);
        await flush('taken');

        const total = rounds.reduce((sum, { add }) => sum + add, 1);
        const received = points();
        expect(received.reduce((sum, { value }) => sum + value, 0)).toBe(total);
        received.slice(1).forEach((point, index) => {
          expect(nanoseconds(point.startTime)).toBeGreaterThanOrEqual(nanoseconds(received[index]?.endTime));
        });
        await provider.shutdown();
      }),
    );
  });

  test('waits with no more data points than it may: the oldest go first, and are counted', async () => {
    const { counter, flush, points, told, provider } = deltaPush({ capacity: 2 });
    for (const value of [1, 10, 100, 1_000]) {
      counter.add(value);
      await flush('away');
    }
    counter.add(10_000);
    await flush('taken');

    expect(points().map(({ value }) => value)).toEqual([100, 1_000, 10_000]);
    expect(told.dropped).toEqual([
      [1, 'queue_full'],
      [1, 'queue_full'],
    ]);
    await provider.shutdown();
  });

  test('that the backend refuses is given up, and counted', async () => {
    const { counter, flush, points, told, provider } = deltaPush();
    counter.add(1);
    await flush('away');
    counter.add(10);
    await flush('refused');
    counter.add(100);
    await flush('taken');

    expect(points().map(({ value }) => value)).toEqual([100]);
    expect(told.dropped).toEqual([[2, '400']]);
    await provider.shutdown();
  });

  test('that is too large is sent in smaller requests; a data point too large by itself is given up, and counted', async () => {
    const { counter, flush, points, told, push, provider } = deltaPush();
    counter.add(1, { size: 'small' });
    counter.add(2, { size: 'large' });
    await flush('too large');
    counter.add(3);
    await flush('taken');

    expect(points().map(({ value }) => value)).toEqual([2, 3]);
    expect(told).toEqual({ succeeded: 1, failed: 1, dropped: [[1, '413']] });
    expect(push.lastPushFailed).toBe(false);
    await provider.shutdown();
  });

  test('that waits when all ends is sent last, or given up and counted', async () => {
    const sent = deltaPush();
    sent.push.pause();
    sent.counter.add(1);
    await sent.flush('taken');
    sent.push.resume(0);
    sent.counter.add(2);
    await sent.provider.shutdown();
    expect(sent.points().map(({ value }) => value)).toEqual([1, 2]);
    expect(sent.told).toEqual({ succeeded: 2, failed: 0, dropped: [] });

    const lost = deltaPush();
    lost.counter.add(1);
    await lost.flush('away');
    lost.counter.add(2);
    await lost.provider.shutdown();
    expect(lost.told.dropped).toEqual([[2, 'shutdown']]);
    expect(lost.push.lastPushFailed).toBe(true);
  });

  test.each([
    ['delta', ['COUNTER', 'HISTOGRAM', 'OBSERVABLE_COUNTER']],
    ['lowmemory', ['COUNTER', 'HISTOGRAM']],
  ] as const)('with the preference %s is one for %j alone', (temporality, changes) => {
    const { push } = deltaPush({ temporality });
    const delta = Object.values(InstrumentType).filter(
      (type) => push.selectAggregationTemporality(type) === AggregationTemporality.DELTA,
    );
    expect(delta.sort()).toEqual(changes);
  });
});
