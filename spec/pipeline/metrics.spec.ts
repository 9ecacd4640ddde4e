import { context, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { MetricReader } from '@opentelemetry/sdk-metrics';
import type { Options } from '../../lib/config';
import { bind, type Exemplar, type OverflowingMetric } from '../../lib/metrics';
import type { PipelineOptions } from '../../lib/pipeline';
import { endPipelines, startPipeline, testRedactor } from './support/pipelines';

/** A reader that collects when it is asked to, and nothing else. */
class AskedReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}

interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: unknown;
  readonly exemplars?: readonly Exemplar[];
}

/** A pipeline, a meter of the application on it, and what it collects of a metric. */
function collected(options: Options, rest: Partial<PipelineOptions> = {}) {
  const reader = new AskedReader();
  const pipeline = startPipeline(options, { ...rest, metricReaders: [reader] });
  const pointsOf = async (name: string): Promise<readonly Point[]> => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
  };
  /** The value of the series of our own metric `name` that is about the metric `about`. */
  const ownFigure = async (name: string, about: string) =>
    (await pointsOf(name)).find(({ attributes }) => attributes['otel.metric.name'] === about)?.value;
  return { pipeline, meter: pipeline.meterProvider.getMeter('application'), pointsOf, ownFigure };
}

const span = (traceFlags: TraceFlags): SpanContext => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags,
});

afterEach(endPipelines);

describe('the metrics of a pipeline', () => {
  test('keep to metrics.cardinalityLimit for good, tell of it once, and count what was summed up', async () => {
    const told: OverflowingMetric[] = [];
    const { meter, pointsOf, ownFigure } = collected(
      { metrics: { cardinalityLimit: 2 } },
      { onOverflow: (metric) => told.push(metric) },
    );
    const jobs = meter.createCounter('jobs');
    expect(await ownFigure('cardlink.metric.overflow', 'jobs')).toBe(0);
    for (const queue of ['a', 'b', 'c', 'd', 'a', 'd']) jobs.add(1, { queue });
    await pointsOf('jobs');
    jobs.add(1, { queue: 'e' });

    expect(await pointsOf('jobs')).toMatchObject([
      { attributes: { queue: 'a' }, value: 2 },
      { attributes: { queue: 'b' }, value: 1 },
      { attributes: { 'otel.metric.overflow': true }, value: 4 },
    ]);
    expect(told).toEqual([expect.objectContaining({ name: 'jobs', limit: 2 })]);
    expect(await ownFigure('cardlink.metric.series', 'jobs')).toBe(3);
    expect(await ownFigure('cardlink.metric.overflow', 'jobs')).toBe(4);
  });

  test('add up the series of metrics that have the same name in several scopes', async () => {
    const { pipeline, meter, ownFigure } = collected({});
    meter.createCounter('jobs').add(1);
    const others = pipeline.meterProvider.getMeter('other').createCounter('jobs');
    for (const queue of ['a', 'b']) others.add(1, { queue });

    expect(await ownFigure('cardlink.metric.series', 'jobs')).toBe(3);
  });

  test('drop a series that goes unrecorded for longer than metrics.seriesTtl, which is off by default', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const now = () => nowMs;
    const [withTtl, without] = [collected({ metrics: { seriesTtl: '1m' } }, { now }), collected({}, { now })];
    for (const { meter } of [withTtl, without]) meter.createCounter('jobs').add(1);
    const counts = async () => [
      (await withTtl.pointsOf('jobs')).length,
      (await without.pointsOf('jobs')).length,
    ];

    expect(await counts()).toEqual([1, 1]);
    nowMs += 61_000;
    expect(await counts()).toEqual([0, 1]);
  });

  test.each([
    ['trace_based', [TraceFlags.SAMPLED]],
    ['always_on', [TraceFlags.NONE, TraceFlags.SAMPLED]],
    ['always_off', []],
  ] as const)('keep exemplars as metrics.exemplarFilter=%s says', async (exemplarFilter, expected) => {
    const { meter, pointsOf } = collected({ metrics: { exemplarFilter } });
    const wait = meter.createHistogram('wait');
    wait.record(1, {}, trace.setSpanContext(ROOT_CONTEXT, span(TraceFlags.NONE)));
    wait.record(1_000_000, {}, trace.setSpanContext(context.active(), span(TraceFlags.SAMPLED)));

    const [point] = await pointsOf('wait');
    const values = { [TraceFlags.NONE]: 1, [TraceFlags.SAMPLED]: 1_000_000 };
    expect(point?.exemplars?.map(({ value }) => value) ?? []).toEqual(expected.map((flags) => values[flags]));
  });

  test('hold no secret in the attributes of a series, and clean each series once', async () => {
    const metricAttributes = jest.fn((given: Record<string, unknown>) => {
      if (given.text === 'with secret') given.text = 'with [redacted]';
      return true;
    });
    const { meter, pointsOf } = collected({}, { redactor: { ...testRedactor, metricAttributes } });
    const jobs = meter.createCounter('jobs');
    for (let n = 0; n < 5; n += 1) jobs.add(1, { text: 'with secret' });

    expect(await pointsOf('jobs')).toMatchObject([{ attributes: { text: 'with [redacted]' }, value: 5 }]);
    expect(metricAttributes.mock.calls.filter(([{ text }]) => text !== undefined)).toHaveLength(1);
  });

  test('leave attributes out that cannot be cleaned', async () => {
    const redactor = { ...testRedactor, metricAttributes: () => false };
    const { meter, pointsOf } = collected({}, { redactor });
    meter.createCounter('jobs').add(1, { text: 'secret' });

    expect(await pointsOf('jobs')).toMatchObject([{ attributes: {}, value: 1 }]);
  });

  test('of users and paths are few, and what falls together adds up', async () => {
    const { meter, pointsOf } = collected({});
    const requests = meter.createCounter('requests');
    const took = meter.createHistogram('took', { advice: { explicitBucketBoundaries: [1] } });
    const bound = bind(requests, { 'url.path': '/cards/8944110068256270054/status' });
    for (let card = 0; card < 50; card += 1) {
      requests.add(1, { 'url.path': `/cards/${card}/status?x=${card}` });
      took.record(card, { 'url.path': `/cards/${card}/status` });
    }
    bound.add(2);
    requests.add(1, { 'user.id': 'jane' });
    requests.add(1, { 'user.id': 'jane' });

    const user = testRedactor.pseudonym('user', 'jane');
    expect(await pointsOf('requests')).toMatchObject([
      { attributes: { 'url.path': '/cards/{id}/status' }, value: 52 },
      { attributes: { 'user.id': user }, value: 2 },
    ]);
    expect(await pointsOf('took')).toMatchObject([
      { attributes: { 'url.path': '/cards/{id}/status' }, value: { count: 50, sum: 1225 } },
    ]);
  });

  test('have no secret in the names of their scopes and in their descriptions', async () => {
    const reader = new AskedReader();
    const pipeline = startPipeline({}, { metricReaders: [reader] });
    const meter = pipeline.meterProvider.getMeter('a secret scope', 'v-secret');
    meter.createCounter('jobs', { description: 'with the secret' }).add(1);
    const { resourceMetrics } = await reader.collect();
    const found = resourceMetrics.scopeMetrics.find(({ metrics }) => metrics[0]?.descriptor.name === 'jobs');

    expect(found?.scope).toMatchObject({ name: 'a [redacted] scope', version: 'v-[redacted]' });
    expect(found?.metrics[0]?.descriptor.description).toBe('with the [redacted]');
  });
});
