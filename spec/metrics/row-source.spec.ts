import { AggregationType, type DataPoint, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  isRowSource,
  MeterProvider,
  type MetricRows,
  READ_ROWS,
  type ReadableMetrics,
  type ReadOptions,
  type RowSource,
} from '../../lib/metrics';
import { CollectingReader } from '../support/collecting-reader';
import { eventually } from '../support/eventually';

/** A reader that keeps its producer, to read rows from it. */
class RowReader extends MetricReader {
  source: RowSource | undefined;

  override setMetricProducer(producer: RowSource): void {
    super.setMetricProducer(producer);
    this.source = producer;
  }

  override async onShutdown(): Promise<void> {}

  override async onForceFlush(): Promise<void> {}

  read<Read>(read: (metrics: ReadableMetrics) => Promise<Read>, options?: ReadOptions): Promise<Read> {
    if (this.source === undefined) throw new Error('the reader has no producer');
    return this.source[READ_ROWS](options, read);
  }
}

/** The points that rows stand for, without their end. */
function pointsOf(rows: MetricRows): Partial<DataPoint<unknown>>[] {
  return Array.from({ length: rows.rows }, (_, row) => row)
    .filter((row) => rows.has(row))
    .map((row) => ({ attributes: rows.attributes(row), value: rows.value(row) }));
}

function setUp(cardinalityLimit?: number) {
  const reader = new RowReader();
  const provider = new MeterProvider({
    readers: [reader],
    cardinalityLimit,
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  return { reader, provider, meter: provider.getMeter('test') };
}

describe('reading rows', () => {
  it('gives the same as a collection, for each kind of metric', async () => {
    const { reader, meter } = setUp();
    for (const k of ['x', 'y']) {
      meter.createCounter('counter').add(2, { k });
      meter.createUpDownCounter('updown').add(-1, { k });
      meter.createGauge('gauge').record(0.5, { k });
      meter.createHistogram('histogram').record(7, { k });
      meter.createHistogram('exponential').record(7, { k });
    }
    meter.createObservableGauge('observed').addCallback((result) => result.observe(3, { k: 'z' }));
    meter.createObservableCounter('total').addCallback((result) => result.observe(4));

    const read = await reader.read(async ({ scopes }) =>
      scopes.flatMap(({ metrics }) =>
        metrics.map(({ rows }) => rows && { ...rows.metric, dataPoints: pointsOf(rows) }),
      ),
    );
    const { resourceMetrics } = await reader.collect();

    expect(read).toHaveLength(7);
    expect(resourceMetrics.scopeMetrics[0]?.metrics).toMatchObject(read);
  });

  it('holds up the next collection until it has ended', async () => {
    const { reader, meter } = setUp();
    const gauge = meter.createGauge('gauge');
    gauge.record(1);
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let isReading = false;
    const reading = reader.read(async ({ isOpen }) => {
      isReading = true;
      await ended;
      return isOpen();
    });
    await eventually(() => isReading);
    let isCollected = false;
    const collected = reader.collect().then(() => {
      isCollected = true;
    });
    await new Promise(setImmediate);
    expect(isCollected).toBe(false);

    end();
    await expect(reading).resolves.toBe(true);
    await collected;
  });

  it('that takes longer than its time-out is told so, and lets the next collection begin', async () => {
    const { reader, meter } = setUp();
    meter.createGauge('gauge').record(1);
    let end: () => void = () => {};
    const reading = reader.read(
      async ({ isOpen }) => {
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return isOpen();
      },
      { readTimeoutMillis: 20 },
    );

    await reader.collect();
    await reader.collect();
    end();
    await expect(reading).resolves.toBe(false);
  });

  it('may take longer than callbacks may', async () => {
    const { reader, meter } = setUp();
    meter.createGauge('gauge').record(1);
    const read = async ({ isOpen }: ReadableMetrics) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return isOpen();
    };
    await expect(reader.read(read, { timeoutMillis: 1 })).resolves.toBe(true);
  });

  it('leaves out series that begin meanwhile, in places that were free before', async () => {
    let nowMs = 1_000;
    const reader = new RowReader();
    const provider = new MeterProvider({ readers: [reader], seriesTtlMs: 10, now: () => nowMs });
    const calls = provider.getMeter('test').createCounter('calls');
    for (const k of ['goes', 'stays']) calls.add(1, { k });
    await reader.collect();
    nowMs += 20;
    calls.add(1, { k: 'stays' });

    const read = await reader.read(async ({ scopes }) => {
      const rows = scopes[0]?.metrics[0]?.rows;
      calls.add(1, { k: 'comes' });
      return rows && pointsOf(rows);
    });

    expect(read).toEqual([{ attributes: { k: 'stays' }, value: 2 }]);
  });

  it('that fails rejects, and nobody else', async () => {
    const { reader, meter } = setUp();
    meter.createGauge('gauge').record(1);
    const reading = reader.read(() => Promise.reject(new Error('no format')));
    const collected = reader.collect();

    await expect(reading).rejects.toThrow('no format');
    await expect(collected).resolves.toMatchObject({ errors: [] });
  });

  it('tells the pairs of key and value of each row, which rows share, and -1 for the overflow series', async () => {
    const { reader, meter } = setUp(2);
    const calls = meter.createCounter('calls');
    calls.add(1, { a: 'x', b: 1 });
    calls.add(1, { b: 2, a: 'x' });
    calls.add(1, { a: 'y' });

    const read = await reader.read(async ({ scopes }) => {
      const rows = scopes[0]?.metrics[0]?.rows;
      if (rows === undefined) return [];
      return Array.from({ length: rows.rows }, (_, row) => {
        const pairs: number[] = [];
        const count = rows.pairs(row, pairs);
        return count < 0
          ? count
          : pairs.slice(0, count).map((pair) => [rows.pairKey(pair).key, rows.pairValue(pair), pair]);
      });
    });

    expect(read).toEqual([
      [
        ['a', 'x', 0],
        ['b', 1, 1],
      ],
      [
        ['b', 2, 2],
        ['a', 'x', 0],
      ],
      -1,
    ]);
  });

  it('keeps what an owner has for a pair, until the pairs are numbered anew', async () => {
    const { reader, meter } = setUp();
    let names = ['stays'];
    meter.createObservableGauge('devices').addCallback((result) => {
      for (const device of names) result.observe(1, { device });
    });
    const kept = () =>
      reader.read(async ({ scopes }) => scopes[0]?.metrics[0]?.rows?.keptByPair<string>(reader) ?? []);

    (await kept())[0] = 'of the first';
    expect(await kept()).toEqual(['of the first']);
    // So many that come and go that what they leave behind is tidied away.
    names = ['stays', ...Array.from({ length: 1_000 }, (_, n) => `goes-${n}`)];
    await kept();
    names = ['stays'];
    await kept();
    expect(await kept()).toEqual([]);
  });

  it('knows the keys and of which types their values are', async () => {
    const { reader, meter } = setUp();
    const calls = meter.createCounter('calls');
    calls.add(1, { a: 'x', b: 1 });
    calls.add(1, { a: '', b: true });
    calls.add(1, { a: '\ud800', c: ['x'] });

    const keys = await reader.read(async ({ scopes }) =>
      scopes[0]?.metrics[0]?.rows?.keys.map(({ key, types }) => [key, [...types]]),
    );

    expect(keys).toEqual([
      ['a', ['string', 'empty', 'ill-formed']],
      ['b', ['number', 'boolean']],
      ['c', ['array']],
    ]);
  });

  it('is something that other producers do not offer', () => {
    const { reader } = setUp();

    expect(reader.source && isRowSource(reader.source)).toBe(true);
    expect(isRowSource({ collect: () => Promise.reject(new Error('never')) })).toBe(false);
  });

  it('leaves out a series that takes the place of an earlier one while it reads: its totals are not there yet', async () => {
    const clock = { nowMs: 1_000 };
    const reader = new RowReader();
    const provider = new MeterProvider({
      readers: [reader, new CollectingReader({ temporality: 'delta' })],
      seriesTtlMs: 100,
      now: () => clock.nowMs,
      views: [{ instrumentName: 'level', aggregation: { type: AggregationType.LAST_VALUE } }],
    });
    const level = provider.getMeter('test').createGauge('level');
    const read = (during: () => void) =>
      reader.read(async ({ scopes }) => {
        const rows = scopes[0]?.metrics[0]?.rows;
        during();
        return rows && pointsOf(rows);
      });
    level.record(7, { k: 'x' });
    level.record(7, { k: 'y' });
    await read(() => {});
    await provider.forceFlush();
    clock.nowMs += 1_000;
    level.record(7, { k: 'y' });
    await provider.forceFlush();

    expect(await read(() => level.record(7, { k: 'z' }))).toEqual([{ attributes: { k: 'y' }, value: 7 }]);
    expect(await read(() => {})).toHaveLength(2);
  });
});
