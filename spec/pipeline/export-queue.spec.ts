import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode } from '@opentelemetry/core';
import { eventually } from '../support/eventually';
import { FakeExporter, failure, failWith, SUCCEED } from './support/fake-exporter';
import { queueOf, range } from './support/queue-of';

const REFUSED = failure('ECONNREFUSED');
const UNAUTHORIZED = failure(401);

describe('exporting', () => {
  test('waits for the delay, and sends what came meanwhile in one batch', async () => {
    const exporter = new FakeExporter<number>();
    const { queue } = queueOf(exporter);
    queue.add(1);
    queue.add(2);
    expect(exporter.batches).toEqual([]);
    await eventually(() => exporter.batches.length > 0);
    expect(exporter.batches).toEqual([[1, 2]]);
  });

  test('does not wait for the delay when a batch is full', async () => {
    const exporter = new FakeExporter<number>();
    const { addAll } = queueOf(exporter, { delayMs: 60_000, batchSize: 10 });
    addAll(0, 10);
    await eventually(() => exporter.batches.length > 0);
    expect(exporter.items).toEqual(range(0, 10));
  });

  test('takes a delay that had begun for over when the batch fills', async () => {
    const exporter = new FakeExporter<number>();
    const { queue, addAll } = queueOf(exporter, { delayMs: 60_000, batchSize: 10 });
    queue.add(0);
    await new Promise((resolve) => setImmediate(resolve));
    addAll(1, 10);
    await eventually(() => exporter.batches.length > 0);
    expect(exporter.items).toEqual(range(0, 10));
  });

  test('loses nothing of 5,000 items in one tick', async () => {
    const exporter = new FakeExporter<number>();
    const { addAll, told, dropped } = queueOf(exporter);
    addAll(0, 5_000);
    await eventually(() => told.succeeded === 5_000);
    expect(exporter.items).toEqual(range(0, 5_000));
    expect(Math.max(...exporter.batches.map((batch) => batch.length))).toBe(512);
    expect(dropped).toEqual({});
    expect(told.processed).toBe(5_000);
  });

  test('gives up the oldest of what exceeds the capacity in one tick, and counts them', async () => {
    const exporter = new FakeExporter<number>();
    const { addAll, told, dropped } = queueOf(exporter, { capacity: 100 });
    addAll(0, 150);
    await eventually(() => told.succeeded === 100);
    expect(exporter.items).toEqual(range(50, 150));
    expect(dropped).toEqual({ queue_full: 50 });
    expect(told.metricsDropped).toBe(50);
  });

  test('has one export in flight at a time', async () => {
    const exporter = new FakeExporter<number>((_items, done) => {
      setTimeout(() => done({ code: ExportResultCode.SUCCESS }), 2);
    });
    const { addAll, told } = queueOf(exporter, { batchSize: 10 });
    addAll(0, 100);
    await eventually(() => told.succeeded === 100);
    expect(exporter.mostInFlight).toBe(1);
  });

  test('is not traced, and not in the context of the code that caused it', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const exporter = new FakeExporter<number>();
    const { queue } = queueOf(exporter);
    queue.add(1);
    await eventually(() => exporter.batches.length > 0);
    context.disable();
    expect(exporter.tracingSuppressed).toBe(true);
  });

  test('keeps no process alive, whether it waits for a delay, for the next tick or to try again', async () => {
    const timeouts = jest.spyOn(globalThis, 'setTimeout');
    const immediates = jest.spyOn(globalThis, 'setImmediate');
    const waiting = queueOf(new FakeExporter<number>(), { delayMs: 41_000 });
    waiting.queue.add(1);
    queueOf(new FakeExporter<number>(), { batchSize: 10 }).addAll(0, 10);
    const exporter = new FakeExporter<number>(failWith(REFUSED));
    const failing = queueOf(exporter, { delayMs: 1, backoffMs: { first: 90_000, longest: 90_000 } });
    failing.queue.add(1);
    await eventually(() => failing.failures.length > 0);
    const isRefed = (timer: unknown) => (timer as NodeJS.Timeout | NodeJS.Immediate).hasRef();
    // Ours are told from those of `eventually` by their length: the delay and the pause.
    const ours = timeouts.mock.results.filter((_, call) => Number(timeouts.mock.calls[call]?.[1]) > 40_000);
    expect(ours.map(({ value }) => isRefed(value))).toEqual([false, false]);
    expect(immediates.mock.results.map(({ value }) => isRefed(value))).toEqual([false]);
    jest.restoreAllMocks();
  });
});

describe('an export that failed for a reason that may pass', () => {
  test('is tried again, in order, with what came meanwhile behind it', async () => {
    const exporter = new FakeExporter<number>(failWith(REFUSED));
    const { addAll, failures, told, dropped } = queueOf(exporter, { batchSize: 10 });
    addAll(0, 10);
    await eventually(() => failures.length >= 2);
    addAll(10, 20);
    exporter.batches.length = 0;
    exporter.behaviour = SUCCEED;
    await eventually(() => told.succeeded === 20);
    expect(exporter.items).toEqual(range(0, 20));
    expect(dropped).toEqual({});
    expect(failures[0]).toMatchObject({ type: 'ECONNREFUSED', reason: 'connection refused' });
  });

  test('costs only the oldest, when more comes than fits', async () => {
    const exporter = new FakeExporter<number>(failWith(REFUSED));
    const { addAll, failures, told, dropped } = queueOf(exporter, { capacity: 50, batchSize: 10 });
    addAll(0, 50);
    await eventually(() => failures.length > 0);
    addAll(50, 70);
    exporter.batches.length = 0;
    exporter.behaviour = SUCCEED;
    await eventually(() => told.succeeded === 50);
    expect(exporter.items).toEqual(range(20, 70));
    expect(dropped).toEqual({ queue_full: 20 });
  });

  test('is tried again ever more rarely, up to a bound', async () => {
    const startsMs: number[] = [];
    const exporter = new FakeExporter<number>((_items, done) => {
      startsMs.push(performance.now());
      done({ code: ExportResultCode.FAILED, error: REFUSED });
    });
    const { queue } = queueOf(exporter, { backoffMs: { first: 20, longest: 80 } });
    queue.add(1);
    await eventually(() => startsMs.length >= 4);
    const pauses = startsMs.slice(1).map((startMs, index) => startMs - (startsMs[index] ?? 0));
    expect(pauses[0]).toBeGreaterThanOrEqual(15);
    expect(pauses[1]).toBeGreaterThanOrEqual(31);
    expect(pauses[2]).toBeGreaterThanOrEqual(63);
  });
});

test('the pause between tries stops growing', async () => {
  const exporter = new FakeExporter<number>(failWith(REFUSED));
  const { queue } = queueOf(exporter, { backoffMs: { first: 5, longest: 10 } });
  queue.add(1);
  // Doubling without end, the last of these pauses alone would take 20 s.
  await eventually(() => exporter.batches.length >= 14);
});

describe('an export that failed for good', () => {
  test('is given up and counted by its reason, and the next one goes on', async () => {
    const exporter = new FakeExporter<number>(failWith(UNAUTHORIZED));
    const { addAll, queue, told, dropped } = queueOf(exporter, { batchSize: 10 });
    addAll(0, 10);
    await eventually(() => dropped['401'] === 10);
    exporter.behaviour = SUCCEED;
    queue.add(10);
    await eventually(() => told.succeeded === 1);
    expect(dropped).toEqual({ '401': 10 });
  });
});

describe('an exporter that misbehaves', () => {
  test('by throwing costs its batch, and the application sees nothing of it', async () => {
    const exporter = new FakeExporter<number>(() => {
      throw new TypeError('not serialisable');
    });
    const { queue, dropped, failures } = queueOf(exporter);
    queue.add(1);
    await eventually(() => dropped.TypeError === 1);
    expect(failures[0]).toMatchObject({ retryable: false, reason: 'not serialisable' });
  });

  test('by calling back twice has its first word taken', async () => {
    const exporter = new FakeExporter<number>((_items, done) => {
      done({ code: ExportResultCode.SUCCESS });
      done({ code: ExportResultCode.FAILED, error: REFUSED });
    });
    const { queue, told, failures } = queueOf(exporter);
    queue.add(1);
    await eventually(() => told.succeeded === 1);
    expect(failures).toEqual([]);
    expect(queue.length).toBe(0);
  });

  test('by never calling back is given up after a while, and tried again', async () => {
    const exporter = new FakeExporter<number>(() => {});
    const { queue, told, failures } = queueOf(exporter, { watchdogMs: 10 });
    queue.add(1);
    const keepAlive = setInterval(() => {}, 5);
    await eventually(() => failures[0]?.type === 'timeout');
    exporter.behaviour = SUCCEED;
    await eventually(() => told.succeeded === 1);
    clearInterval(keepAlive);
  });

  test('by not coming into being costs what was to be exported, and is tried again', async () => {
    const exporter = new FakeExporter<number>();
    let attempts = 0;
    const { queue, told, dropped } = queueOf(exporter, {
      createExporter: () => {
        attempts += 1;
        if (attempts <= 2) throw new RangeError('no such package');
        return exporter;
      },
    });
    queue.warmUp();
    queue.add(1);
    await eventually(() => dropped.RangeError === 1);
    queue.add(2);
    await eventually(() => told.succeeded === 1);
    expect(exporter.items).toEqual([2]);
  });
});
