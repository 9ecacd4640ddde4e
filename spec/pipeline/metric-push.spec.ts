import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { AggregationTemporality, InstrumentType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ExportFailure } from '../../lib/pipeline/export-failure';
import { TrackedMetricExporter } from '../../lib/pipeline/metric-push';
import { RenewedExporter } from '../../lib/pipeline/renewed-exporter';
import { failure } from './support/fake-exporter';

const NO_METRICS = {} as ResourceMetrics;

function pushWith(answer: (done: (result: ExportResult) => void) => void, watchdogMs = 1_000) {
  const failures: ExportFailure[] = [];
  const told = { succeeded: 0 };
  const inner = { export: jest.fn(), forceFlush: jest.fn(async () => {}), shutdown: jest.fn(async () => {}) };
  inner.export.mockImplementation((_metrics, done) => answer(done));
  const createExporter = jest.fn(() => inner);
  const push = new TrackedMetricExporter({
    createExporter,
    watchdogMs,
    temporality: 'cumulative',
    capacity: 100,
    tracker: {
      succeeded: (count) => {
        told.succeeded += count;
      },
      failed: (reason) => void failures.push(reason),
      dropped: () => {},
    },
  });
  const send = () => new Promise<ExportResult>((resolve) => push.export(NO_METRICS, resolve));
  return { push, send, inner, createExporter, failures, told };
}

const succeed = (done: (result: ExportResult) => void) => done({ code: ExportResultCode.SUCCESS });
const refuse = (done: (result: ExportResult) => void) =>
  done({ code: ExportResultCode.FAILED, error: failure('ECONNREFUSED') });

describe('the push of metrics', () => {
  test('makes its exporter when it first pushes, once', async () => {
    const { send, createExporter, told } = pushWith(succeed);
    expect(createExporter).not.toHaveBeenCalled();
    await send();
    await send();
    expect(createExporter).toHaveBeenCalledTimes(1);
    expect(told.succeeded).toBe(2);
  });

  test('is told of failing by its tracker alone', async () => {
    const { push, send, failures } = pushWith(refuse);
    expect(await send()).toEqual({ code: ExportResultCode.SUCCESS });
    expect(failures).toMatchObject([{ type: 'ECONNREFUSED' }]);
    expect(push.lastPushFailed).toBe(true);
  });

  test('is given up when the exporter never calls back', async () => {
    const { send, failures } = pushWith(() => {}, 10);
    const keepAlive = setInterval(() => {}, 5);
    await send();
    clearInterval(keepAlive);
    expect(failures).toMatchObject([{ type: 'timeout' }]);
  });

  test('survives an exporter that throws or cannot be made', async () => {
    const { push, send, failures, createExporter } = pushWith(() => {
      throw new TypeError('broken');
    });
    createExporter.mockImplementationOnce(() => {
      throw new RangeError('no such package');
    });
    createExporter.mockImplementationOnce(() => {
      throw new RangeError('no such package');
    });
    push.warmUp();
    await send();
    await send();
    expect(failures.map(({ type }) => type)).toEqual(['RangeError', 'TypeError']);
  });

  test('passes nothing on while it is paused', async () => {
    const { push, send, inner } = pushWith(succeed);
    push.pause();
    expect(await send()).toEqual({ code: ExportResultCode.SUCCESS });
    expect(inner.export).not.toHaveBeenCalled();
    push.resume();
    await send();
    expect(inner.export).toHaveBeenCalledTimes(1);
  });

  test('flushes and closes its exporter, and makes none for that', async () => {
    const { push, inner, createExporter } = pushWith(succeed);
    await push.forceFlush();
    await push.shutdown();
    push.warmUp();
    expect(createExporter).not.toHaveBeenCalled();
    const made = pushWith(succeed);
    made.push.warmUp();
    await made.push.forceFlush();
    await made.push.shutdown();
    expect([made.inner.forceFlush.mock.calls.length, made.inner.shutdown.mock.calls.length]).toEqual([1, 1]);
    expect(inner.shutdown).not.toHaveBeenCalled();
  });

  test('asks for cumulative totals, so that the next push carries what a failed one did', () => {
    const { push } = pushWith(succeed);
    for (const type of Object.values(InstrumentType)) {
      expect(push.selectAggregationTemporality(type)).toBe(AggregationTemporality.CUMULATIVE);
    }
  });
});

describe('a gRPC exporter whose backend stays away', () => {
  test('is made anew after three failures in a row, and the old one closed', async () => {
    const made: { generation: number; shutdown: jest.Mock; answer: ExportResult }[] = [];
    const failed: ExportResult = { code: ExportResultCode.FAILED };
    const exporter = new RenewedExporter<string>((generation) => {
      const one = { generation, shutdown: jest.fn(async () => {}), answer: failed };
      made.push(one);
      return {
        export: (_items, done) => done(one.answer),
        forceFlush: async () => {},
        shutdown: one.shutdown,
      };
    });
    const send = () => new Promise((resolve) => exporter.export('items', resolve));
    for (let time = 0; time < 2; time += 1) await send();
    expect(made).toHaveLength(1);
    await send();
    expect(made.map(({ generation }) => generation)).toEqual([1, 2]);
    expect(made[0]?.shutdown).toHaveBeenCalledTimes(1);
    if (made[1]) made[1].answer = { code: ExportResultCode.SUCCESS };
    for (let time = 0; time < 5; time += 1) await send();
    expect(made).toHaveLength(2);
    await exporter.forceFlush();
    await exporter.shutdown();
    expect(made[1]?.shutdown).toHaveBeenCalledTimes(1);
  });
});
