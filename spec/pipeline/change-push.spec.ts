import { ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { ChangePush } from '../../lib/pipeline/change-push';
import { classifyExportError, type ExportFailure } from '../../lib/pipeline/export-failure';
import { failure } from './support/fake-exporter';

const TOO_LARGE = classifyExportError(failure(413));
const EXHAUSTED = classifyExportError(failure(8, 'message larger than max'));
const AWAY = classifyExportError(failure('ECONNREFUSED'));
const WRONG = classifyExportError(failure(400));

type Answer = (points: readonly number[]) => ExportFailure | undefined;

const take: Answer = () => undefined;
const atMost =
  (limit: number, refusal = TOO_LARGE): Answer =>
  (points) =>
    points.length > limit ? refusal : undefined;

function metric(name: string, values: readonly number[]): MetricData {
  return {
    descriptor: { name, description: 'about', unit: '1', valueType: ValueType.INT },
    aggregationTemporality: AggregationTemporality.DELTA,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: values.map((value) => ({ attributes: {}, startTime: [0, 0], endTime: [1, 0], value })),
  };
}

const valuesOf = ({ dataPoints }: MetricData) =>
  (dataPoints as DataPoint<number>[]).map(({ value }) => value);

/** Pushes whose data points are numbered in their order, to a backend that answers as it is told. */
function changes({ capacity = 100_000, watchdogMs = 600_000 } = {}) {
  const requests: ResourceMetrics[] = [];
  const told = { succeeded: 0, failed: [] as string[], dropped: [] as (readonly [number, string])[] };
  const backend = { answer: take, before: async () => {} };
  const taken: number[] = [];
  const asked: number[] = [];
  const pushes: number[][] = [];
  let made = 0;
  const push = new ChangePush({
    capacity,
    watchdogMs,
    tracker: {
      succeeded: (count) => {
        told.succeeded += count;
      },
      failed: ({ type }) => void told.failed.push(type),
      dropped: (count, reason) => void told.dropped.push([count, reason]),
    },
    attempt: async (metrics) => {
      const points = metrics.scopeMetrics.flatMap((scope) => scope.metrics.flatMap(valuesOf));
      asked.push(points.length);
      await backend.before();
      const refusal = backend.answer(points);
      if (!refusal) {
        requests.push(metrics);
        taken.push(...points);
      }
      return refusal;
    },
  });
  /** A push of metrics with so many points each, two metrics in a scope. */
  const make = (sizes: readonly number[]): ResourceMetrics => {
    const metrics = sizes.map((size, index) => {
      const values = Array.from({ length: size }, () => made++);
      return metric(`metric.${index}`, values);
    });
    pushes.push(metrics.flatMap(valuesOf));
    const half = Math.ceil(metrics.length / 2);
    return {
      resource: emptyResource(),
      scopeMetrics: [
        { scope: { name: 'first', version: '1' }, metrics: metrics.slice(0, half) },
        { scope: { name: 'second' }, metrics: metrics.slice(half) },
      ],
    };
  };
  const send = (...sizes: number[]) => push.push(make(sizes));
  return { push, send, make, backend, told, requests, taken, asked, pushes };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('a push of changes in pieces', () => {
  test('sends no more than 2,000 data points at once, in order, with the heads of scopes and metrics on each', async () => {
    const { send, requests, taken, asked, told } = changes();
    expect(await send(1_500, 3_000, 10)).toBe(true);

    expect(asked).toEqual([2_000, 2_000, 510]);
    expect(taken).toEqual(range(0, 4_510));
    const heads = requests.map(({ scopeMetrics }) =>
      scopeMetrics.map(({ scope, metrics }) => [scope, metrics.map(({ descriptor }) => descriptor.name)]),
    );
    const first = { name: 'first', version: '1' };
    expect(heads).toEqual([
      [[first, ['metric.0', 'metric.1']]],
      [[first, ['metric.1']]],
      [
        [first, ['metric.1']],
        [{ name: 'second' }, ['metric.2']],
      ],
    ]);
    expect(requests[1]?.scopeMetrics[0]?.metrics[0]).toEqual(metric('metric.1', range(2_000, 4_000)));
    expect(told).toEqual({ succeeded: 1, failed: [], dropped: [] });
  });

  test('joins what an outage left only as far as a piece holds', async () => {
    const { send, backend, taken, asked, told } = changes();
    backend.answer = () => AWAY;
    for (let time = 0; time < 4; time += 1) expect(await send(900)).toBe(false);
    backend.answer = take;
    expect(await send(900)).toBe(true);

    expect(asked).toEqual([900, 1_800, 2_000, 2_000, 2_000, 2_000, 500]);
    expect(taken).toEqual(range(0, 4_500));
    expect(told.succeeded).toBe(5);
  });

  test.each([TOO_LARGE, EXHAUSTED])(
    'is halved when it is refused with $type, and not told of',
    async (refusal) => {
      const { send, backend, taken, asked, told } = changes();
      backend.answer = atMost(600, refusal);
      expect(await send(2_000)).toBe(true);
      expect(asked).toEqual([2_000, 1_000, 500, 500, 500, 500]);
      expect(taken).toEqual(range(0, 2_000));
      expect(told).toEqual({ succeeded: 1, failed: [], dropped: [] });
    },
  );

  test('has each metric once, however often it was cut', async () => {
    const { send, backend, requests, taken } = changes();
    backend.answer = atMost(3);
    await send(10);
    expect(taken).toEqual(range(0, 10));
    expect(requests.map(({ scopeMetrics }) => scopeMetrics.map(({ metrics }) => metrics.length))).toEqual(
      Array(5).fill([1]),
    );
  });

  test('keeps to the smaller size, and tries a larger one after eight that were taken', async () => {
    const { send, backend, asked } = changes();
    backend.answer = atMost(600);
    await send(4_000);
    backend.answer = take;
    await send(5_000);
    expect(asked.slice(0, 2)).toEqual([2_000, 1_000]);
    expect(asked.slice(2, 10)).toEqual(Array(8).fill(500));
    expect(asked.slice(10)).toEqual(Array(5).fill(1_000));
  });

  test('gives up the one data point that no request can hold, and nothing else', async () => {
    const { send, backend, taken, told } = changes();
    backend.answer = (points) => (points.includes(70) ? TOO_LARGE : undefined);
    expect(await send(50, 50)).toBe(false);
    expect(taken).toEqual(range(0, 100).filter((value) => value !== 70));
    expect(told).toEqual({ succeeded: 0, failed: ['413'], dropped: [[1, '413']] });
    expect(await send(10)).toBe(true);
  });

  test('asks no further in this push when a backend refuses even single data points, one after another', async () => {
    const { send, backend, taken, asked, told } = changes();
    backend.answer = () => EXHAUSTED;
    await send(8);
    expect(asked).toEqual([8, 4, 2, 1]);
    expect(told).toEqual({
      succeeded: 0,
      failed: ['RESOURCE_EXHAUSTED'],
      dropped: [[1, 'RESOURCE_EXHAUSTED']],
    });
    backend.answer = take;
    await send(8);
    expect(taken).toEqual(range(1, 16));
    expect(asked.slice(4)).toEqual([15]);
  });

  test('gives up no more than the piece that is wrong', async () => {
    const { send, backend, taken, told } = changes();
    backend.answer = (points) => (points.includes(0) ? WRONG : undefined);
    expect(await send(3_000)).toBe(false);
    expect(taken).toEqual(range(2_000, 3_000));
    expect(told).toEqual({ succeeded: 0, failed: ['400'], dropped: [[1, '400']] });
  });

  test('keeps as much as it may of a push that is larger', async () => {
    const { send, backend, taken, told } = changes({ capacity: 30 });
    backend.answer = () => AWAY;
    await send(40, 10);
    expect(told.dropped).toEqual([[1, 'queue_full']]);
    backend.answer = take;
    await send(5);
    expect(taken).toEqual(range(20, 55));
    expect(told.succeeded).toBe(1);
  });

  test('leaves to the next push what it has no time to begin in the first half of its own', async () => {
    jest.useFakeTimers();
    try {
      const { send, backend, asked, taken } = changes({ watchdogMs: 1_000 });
      backend.before = async () => void jest.advanceTimersByTime(300);
      expect(await send(10_000)).toBe(false);
      expect(asked).toEqual([2_000, 2_000]);
      backend.before = async () => {};
      expect(await send(1)).toBe(true);
      expect(taken).toEqual(range(0, 10_001));
    } finally {
      jest.useRealTimers();
    }
  });

  test('tells of a refusal over the size when there was no time for a smaller piece', async () => {
    const { push, send, backend, told } = changes();
    push.beginWithin(0);
    backend.answer = atMost(1);
    expect(await send(2)).toBe(false);
    expect(told).toEqual({ succeeded: 0, failed: ['413'], dropped: [] });
  });

  test('counts what waits when it is closed, and what comes later', async () => {
    const { push, send, backend, told } = changes();
    backend.answer = () => AWAY;
    await send(1);
    await send(1);
    await push.close();
    expect(await send(1)).toBe(false);
    expect(told.dropped).toEqual([
      [2, 'shutdown'],
      [1, 'shutdown'],
    ]);
  });

  test('brings each data point once and in order, or counts its push as dropped, whatever a backend does', async () => {
    const answers = fc.oneof(
      fc.constant(take),
      fc.constant<Answer>(() => AWAY),
      fc.constant<Answer>(() => WRONG),
      fc
        .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(TOO_LARGE, EXHAUSTED))
        .map(([limit, refusal]) => atMost(limit, refusal)),
      fc.nat(200).map<Answer>((large) => (points) => (points.includes(large) ? TOO_LARGE : undefined)),
    );
    const steps = fc.array(
      fc.record({
        sizes: fc.array(fc.nat(30), { maxLength: 4 }).filter((sizes) => sizes.some((size) => size > 0)),
        answer: answers,
        paused: fc.boolean(),
        awaited: fc.boolean(),
        limited: fc.boolean(),
      }),
      { maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 200 }),
        fc.boolean(),
        async (rounds, capacity, back) => {
          const { push, send, make, backend, told, taken, pushes } = changes({ capacity });
          for (const { sizes, answer, paused, awaited, limited } of rounds) {
            backend.answer = answer;
            push.beginWithin(limited ? 0 : Number.POSITIVE_INFINITY);
            const sent = paused ? push.keep(make(sizes)) : send(...sizes);
            if (awaited) await sent;
          }
          if (back) {
            backend.answer = take;
            await send(1);
          }
          await push.close();

          expect(taken).toEqual([...new Set(taken)].sort((one, other) => one - other));
          const arrived = new Set(taken);
          const whole = pushes.filter((points) => points.every((point) => arrived.has(point))).length;
          expect(told.succeeded).toBe(whole);
          expect(told.dropped.reduce((sum, [count]) => sum + count, 0)).toBe(pushes.length - whole);
        },
      ),
      { numRuns: 300 },
    );
  });
});
