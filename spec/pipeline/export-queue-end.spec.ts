import { ExportResultCode } from '@opentelemetry/core';
import { eventually } from '../support/eventually';
import { FakeExporter, failure, failWith, SUCCEED } from './support/fake-exporter';
import { queueOf, range } from './support/queue-of';

const REFUSED = failure('ECONNREFUSED');
const UNAUTHORIZED = failure(401);

describe('a drain', () => {
  test('delivers everything that waits, batch by batch, without a delay', async () => {
    const exporter = new FakeExporter<number>();
    const { queue, addAll } = queueOf(exporter, { delayMs: 60_000 });
    addAll(0, 2_000);
    expect(await queue.drain({ timeoutMs: 5_000 })).toEqual({ undelivered: 0 });
    expect(exporter.items).toEqual(range(0, 2_000));
  });

  test('joins an export under way', async () => {
    let finish = () => {};
    const exporter = new FakeExporter<number>((_items, done) => {
      finish = () => done({ code: ExportResultCode.SUCCESS });
    });
    const { queue } = queueOf(exporter);
    queue.add(1);
    await eventually(() => exporter.inFlight === 1);
    const drained = queue.drain({ timeoutMs: 5_000 });
    finish();
    expect(await drained).toEqual({ undelivered: 0 });
    expect(exporter.batches).toEqual([[1]]);
  });

  test('is over when what waited at its call is through, whatever comes later', async () => {
    const { queue, exporter } = (() => {
      const endless = new FakeExporter<number>();
      const made = queueOf(endless, { batchSize: 1, delayMs: 60_000 });
      endless.behaviour = (_items, done) => {
        made.queue.add(99);
        done({ code: ExportResultCode.SUCCESS });
      };
      return { ...made, exporter: endless };
    })();
    queue.add(1);
    expect(await queue.drain({ timeoutMs: 5_000 })).toEqual({ undelivered: 0 });
    expect(exporter.batches[0]).toEqual([1]);
  });

  test('ends at the first failure and says how much still waits', async () => {
    const exporter = new FakeExporter<number>(failWith(REFUSED));
    const { queue, addAll } = queueOf(exporter, { batchSize: 10 });
    addAll(0, 25);
    expect(await queue.drain({ timeoutMs: 5_000 })).toEqual({ undelivered: 25 });
    expect(exporter.batches).toHaveLength(1);
  });

  test('goes on past batches that a backend refuses for good', async () => {
    const exporter = new FakeExporter<number>(failWith(UNAUTHORIZED));
    const { queue, addAll, dropped } = queueOf(exporter, { batchSize: 10 });
    addAll(0, 25);
    expect(await queue.drain({ timeoutMs: 5_000 })).toEqual({ undelivered: 0 });
    expect(dropped).toEqual({ '401': 25 });
  });

  test('answers when its time is over, with what is in flight counted as undelivered', async () => {
    const exporter = new FakeExporter<number>(() => {});
    const { queue, addAll } = queueOf(exporter, { batchSize: 10 });
    addAll(0, 25);
    expect(await queue.drain({ timeoutMs: 20 })).toEqual({ undelivered: 25 });
  });

  test('begins no export after the last start it is given', async () => {
    const exporter = new FakeExporter<number>((_items, done) => {
      setTimeout(() => done({ code: ExportResultCode.SUCCESS }), 30);
    });
    const { queue, addAll } = queueOf(exporter, { batchSize: 10 });
    addAll(0, 25);
    expect(await queue.drain({ timeoutMs: 5_000, lastStartMs: 10 })).toEqual({ undelivered: 15 });
  });

  test('leaves the queue working', async () => {
    const exporter = new FakeExporter<number>(failWith(REFUSED));
    const { queue, told } = queueOf(exporter);
    queue.add(1);
    await queue.drain({ timeoutMs: 1_000 });
    exporter.behaviour = SUCCEED;
    await eventually(() => told.succeeded === 1);
  });
});

describe('a shutdown', () => {
  test('delivers what waits and closes the exporter', async () => {
    const exporter = new FakeExporter<number>();
    const { queue, addAll, told } = queueOf(exporter, { delayMs: 60_000 });
    addAll(0, 600);
    expect(await queue.shutdown({ timeoutMs: 5_000 })).toEqual({ undelivered: 0 });
    expect(exporter.items).toEqual(range(0, 600));
    expect(exporter.shutdowns).toBe(1);
    expect(told.metricsEnded).toBe(true);
  });

  test('delivers what comes while it delivers the rest, too', async () => {
    const exporter = new FakeExporter<number>((items, done) => {
      // What is closed meanwhile ends a few more spans.
      if (Math.max(...items) < 3) queue.add(items.length + Math.max(...items));
      SUCCEED(items, done);
    });
    const { queue, dropped } = queueOf(exporter, { delayMs: 60_000 });
    queue.add(1);
    expect(await queue.shutdown({ timeoutMs: 5_000 })).toEqual({ undelivered: 0 });
    expect(exporter.items).toEqual([1, 2, 3]);
    expect(dropped).toEqual({});
  });

  test('gives up and counts what cannot be delivered', async () => {
    const exporter = new FakeExporter<number>(failWith(REFUSED));
    const { queue, addAll, dropped } = queueOf(exporter, { batchSize: 10 });
    addAll(0, 25);
    expect(await queue.shutdown({ timeoutMs: 1_000 })).toEqual({ undelivered: 25 });
    expect(dropped).toEqual({ shutdown: 25 });
    expect(queue.length).toBe(0);
  });

  test('counts what comes after it, and keeps nothing of it', async () => {
    const exporter = new FakeExporter<number>();
    const { queue, dropped } = queueOf(exporter);
    await queue.shutdown({ timeoutMs: 1_000 });
    queue.add(1);
    expect(dropped).toEqual({ already_shutdown: 1 });
    expect(queue.length).toBe(0);
  });

  test('happens once', async () => {
    const exporter = new FakeExporter<number>();
    const { queue } = queueOf(exporter);
    queue.add(1);
    const answers = await Promise.all([
      queue.shutdown({ timeoutMs: 1_000 }),
      queue.shutdown({ timeoutMs: 1_000 }),
    ]);
    expect(answers).toEqual([{ undelivered: 0 }, { undelivered: 0 }]);
    expect(exporter.shutdowns).toBe(1);
  });

  test('makes no exporter when nothing was ever exported', async () => {
    const createExporter = jest.fn(() => new FakeExporter<number>());
    const { queue } = queueOf(new FakeExporter(), { createExporter });
    await queue.shutdown({ timeoutMs: 1_000 });
    queue.warmUp();
    expect(createExporter).not.toHaveBeenCalled();
  });

  test('counts an export in flight once when its time is over, whatever becomes of it', async () => {
    let finish = () => {};
    const exporter = new FakeExporter<number>((_items, done) => {
      finish = () => done({ code: ExportResultCode.SUCCESS });
    });
    const { queue, dropped, told } = queueOf(exporter);
    queue.add(1);
    expect(await queue.shutdown({ timeoutMs: 20 })).toEqual({ undelivered: 1 });
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(dropped).toEqual({ shutdown: 1 });
    expect(told.succeeded).toBe(0);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('cannot close'))],
    ['never ends', () => new Promise<void>(() => {})],
  ])('ends in time with an exporter whose own shutdown %s', async (_what, shutdown) => {
    const exporter = new FakeExporter<number>();
    exporter.shutdown = shutdown;
    const { queue } = queueOf(exporter);
    queue.add(1);
    expect(await queue.shutdown({ timeoutMs: 50 })).toEqual({ undelivered: 0 });
  });
});
