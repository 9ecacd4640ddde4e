import { type Attributes, type Context, context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import {
  type AggregationOption,
  AggregationType,
  createAllowListAttributesProcessor,
} from '@opentelemetry/sdk-metrics';
import { bind } from '../../lib/metrics';
import { CollectingReader, type Point } from '../support/collecting-reader';
import { setUp } from './support';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

function inSpan(traceFlags = TraceFlags.SAMPLED, spanId = SPAN_ID): Context {
  return trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext({ traceId: TRACE_ID, spanId, traceFlags }));
}

const valuesOf = (points: Point<unknown>[]): number[][] =>
  points.map(({ exemplars }) => exemplars.map(({ value }) => value));

describe('exemplars', () => {
  afterEach(() => context.disable());

  it('are measurements in a sampled span by default, with its ids, their value and time', async () => {
    const { meter, reader, clock } = setUp();
    clock.nowMs = 1_500;
    meter.createCounter('calls').add(3, { queue: 'a' }, inSpan());

    const [point] = await reader.points('calls');
    expect(point?.exemplars).toMatchObject([
      { value: 3, traceId: TRACE_ID, spanId: SPAN_ID, filteredAttributes: {} },
    ]);
    expect(point?.exemplars.map(({ timestamp }) => hrTimeToMilliseconds(timestamp))).toEqual([1_500]);
  });

  it('are found in the active context where none is given', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    context.with(inSpan(), () => calls.add(1));

    expect((await reader.points('calls'))[0]?.exemplars).toMatchObject([{ spanId: SPAN_ID }]);
  });

  it('are none outside of spans, nor in spans that are not sampled', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls');
    calls.add(1);
    calls.add(1, {}, ROOT_CONTEXT);
    calls.add(1, {}, inSpan(TraceFlags.NONE));

    expect(valuesOf(await reader.points('calls'))).toEqual([[]]);
  });

  it('are all measurements when the filter is always on: without ids outside of spans', async () => {
    const { meter, reader } = setUp({ exemplarFilter: 'always_on' });
    meter.createGauge('degrees').record(20);

    const [point] = await reader.points('degrees');
    expect(point?.exemplars).toEqual([{ value: 20, timestamp: [1, 0], filteredAttributes: {} }]);
  });

  it('are none when the filter is always off', async () => {
    const { meter, reader } = setUp({ exemplarFilter: 'always_off' });
    meter.createCounter('calls').add(1, {}, inSpan());
    meter.createHistogram('size').record(1, {}, inSpan());

    expect(valuesOf(await reader.points('calls'))).toEqual([[]]);
    expect(valuesOf(await reader.points('size'))).toEqual([[]]);
  });

  it('are the newest of each bucket of a histogram', async () => {
    const { meter, reader } = setUp({ exemplarFilter: 'always_on' });
    const size = meter.createHistogram('size', { advice: { explicitBucketBoundaries: [10, 100] } });
    for (const value of [1, 50, 2, 1_000, 3, 60]) size.record(value);

    expect(valuesOf(await reader.points('size'))).toEqual([[3, 60, 1_000]]);
  });

  it('are at most one for a sum, and at most twenty for an exponential histogram', async () => {
    const aggregation: AggregationOption = { type: AggregationType.EXPONENTIAL_HISTOGRAM };
    const views = [{ instrumentName: 'size', aggregation }];
    const { meter, reader } = setUp({ exemplarFilter: 'always_on', views });
    const [calls, size] = [meter.createCounter('calls'), meter.createHistogram('size')];
    for (let n = 1; n <= 100; n += 1) {
      calls.add(n);
      size.record(n);
    }

    expect(valuesOf(await reader.points('calls'))[0]).toHaveLength(1);
    expect(new Set(valuesOf(await reader.points('size'))[0]).size).toBe(20);
  });

  it('are as many as an exponential histogram has buckets, when these are fewer', async () => {
    const aggregation: AggregationOption = {
      type: AggregationType.EXPONENTIAL_HISTOGRAM,
      options: { maxSize: 4 },
    };
    const { meter, reader } = setUp({
      exemplarFilter: 'always_on',
      views: [{ instrumentName: '*', aggregation }],
    });
    const size = meter.createHistogram('size');
    for (let n = 1; n <= 100; n += 1) size.record(n);

    expect(valuesOf(await reader.points('size'))[0]).toHaveLength(4);
  });

  it('are sampled alike from all measurements since the last collection', async () => {
    const random = jest.spyOn(Math, 'random');
    const { meter, reader } = setUp({ exemplarFilter: 'always_on' });
    const calls = meter.createCounter('calls');
    const record = (value: number, chance: number): void => {
      random.mockReturnValue(chance);
      calls.add(value);
    };
    record(1, 0);
    record(2, 0.6);
    record(3, 0.3);
    record(4, 0.3);

    // Of two, chance 0.6 means the second place, which there is not; of three, 0.3 the first; of four, 0.3 the second.
    expect(valuesOf(await reader.points('calls'))).toEqual([[3]]);
    record(5, 0.99);
    expect(valuesOf(await reader.points('calls'))).toEqual([[5]]);
    random.mockRestore();
  });

  it('given to a delta reader are from the interval, to a cumulative reader from all the time', async () => {
    const delta = new CollectingReader({ temporality: 'delta' });
    const { meter, reader, clock } = setUp({ exemplarFilter: 'always_on', readers: [delta] });
    const size = meter.createHistogram('size', { advice: { explicitBucketBoundaries: [10] } });
    size.record(1);
    expect(valuesOf(await delta.points('size'))).toEqual([[1]]);
    clock.nowMs += 500;
    size.record(20);
    clock.nowMs += 500;

    expect(valuesOf(await delta.points('size'))).toEqual([[20]]);
    expect(valuesOf(await reader.points('size'))).toEqual([[1, 20]]);
  });

  it('carry what a View has filtered out, and no key that the point has', async () => {
    const attributesProcessors = [createAllowListAttributesProcessor(['queue'])];
    const { meter, reader } = setUp({ views: [{ instrumentName: '*', attributesProcessors }] });
    const given = JSON.parse('{"queue":"a","id":7,"constructor":"c","__proto__":"p"}') as Attributes;
    meter.createCounter('calls').add(1, { ...given, wrong: Symbol('s') as never }, inSpan());

    const [point] = await reader.points('calls');
    expect(point?.attributes).toEqual({ queue: 'a' });
    expect(Object.entries(point?.exemplars[0]?.filteredAttributes ?? {})).toEqual([
      ['id', 7],
      ['constructor', 'c'],
      ['__proto__', 'p'],
    ]);
  });

  it('carry what advised attributes leave out, bound series too', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls', { advice: { attributes: ['queue'] } as never });
    calls.add(1, { queue: 'a', id: 7 }, inSpan());
    bind(calls, { queue: 'b', id: 8 }).add(1, inSpan());

    const points = await reader.points('calls');
    expect(points.map(({ exemplars }) => exemplars[0]?.filteredAttributes)).toEqual([{ id: 7 }, { id: 8 }]);
  });

  it('are not changed by what the caller does with its attributes afterwards', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls', { advice: { attributes: [] } as never });
    const given = { id: 7, tags: ['x'] };
    calls.add(1, given, inSpan());
    given.id = 8;
    given.tags.push('y');

    expect((await reader.points('calls'))[0]?.exemplars[0]?.filteredAttributes).toEqual({
      id: 7,
      tags: ['x'],
    });
  });

  it('are cleaned as the series are', async () => {
    const cleanAttributes = (attributes: Attributes): void => {
      if ('id' in attributes) attributes.id = '***';
    };
    const { meter, reader } = setUp({ cleanAttributes });
    meter.createCounter('calls', { advice: { attributes: [] } as never }).add(1, { id: 7 }, inSpan());

    expect((await reader.points('calls'))[0]?.exemplars[0]?.filteredAttributes).toEqual({ id: '***' });
  });

  it('carry nothing that could not be cleaned', async () => {
    const cleanAttributes = (): never => {
      throw new Error('no');
    };
    const { meter, reader } = setUp({ cleanAttributes });
    meter.createCounter('calls', { advice: { attributes: [] } as never }).add(1, { id: 7 }, inSpan());

    expect((await reader.points('calls'))[0]?.exemplars).toMatchObject([
      { filteredAttributes: {}, value: 1 },
    ]);
  });

  it.each<unknown>([
    'a text',
    5,
    {},
    {
      getValue: () => {
        throw new Error('no');
      },
    },
    { getValue: () => 'no span' },
  ])('are left out where the context is %p, which costs no measurement', async (wrong) => {
    const { meter, reader } = setUp({
      views: [
        { instrumentName: 'calls', name: 'one' },
        { instrumentName: 'calls', name: 'two' },
      ],
    });
    const calls = meter.createCounter('calls');
    calls.add(1, {}, wrong as Context);
    calls.add(2);

    expect(await reader.values('one')).toEqual({ '{}': 3 });
    expect(await reader.values('two')).toEqual({ '{}': 3 });
  });
});
