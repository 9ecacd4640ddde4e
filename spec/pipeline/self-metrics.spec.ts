import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createQueueMetrics } from '../../lib/pipeline/queue-metrics';
import { withStableComponentNames } from '../../lib/pipeline/stable-component-names';

/** A meter provider, and its points as `name{attributes}` with their values. */
function metered() {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
  });
  const provider = new MeterProvider({ readers: [reader] });
  const points = async (): Promise<Record<string, unknown>> => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return Object.fromEntries(
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [`${descriptor.name}${JSON.stringify(attributes)}`, value]),
      ),
    );
  };
  return { provider, points, end: () => provider.shutdown() };
}

describe("a queue's metrics", () => {
  test.each([
    ['span', 'ring_span_processor'],
    ['log', 'ring_log_record_processor'],
  ] as const)(
    "have OTel's names for a queue of kind %s, with the reason on what was given up",
    async (kind, type) => {
      const { provider, points, end } = metered();
      const metrics = createQueueMetrics(kind, provider.getMeter('spec'));
      metrics.observeQueue({ capacity: 100, size: () => 7 });
      metrics.processed(5);
      metrics.processed(2, 'queue_full');
      metrics.processed(1, 'queue_full');
      const component = `"otel.component.type":"${type}","otel.component.name":"${type}/0"`;
      expect(await points()).toEqual({
        [`otel.sdk.processor.${kind}.processed{${component}}`]: 5,
        [`otel.sdk.processor.${kind}.processed{${component},"error.type":"queue_full"}`]: 3,
        [`otel.sdk.processor.${kind}.queue.capacity{${component}}`]: 100,
        [`otel.sdk.processor.${kind}.queue.size{${component}}`]: 7,
      });
      await end();
    },
  );

  test('tell the queues of one kind in a pipeline apart', async () => {
    const { provider, points, end } = metered();
    for (const place of [0, 1]) {
      const metrics = createQueueMetrics('span', provider.getMeter('spec'), place);
      metrics.observeQueue({ capacity: 100, size: () => place });
      metrics.processed(1 + place);
    }
    const of = (place: number) =>
      `{"otel.component.type":"ring_span_processor","otel.component.name":"ring_span_processor/${place}"}`;
    expect(await points()).toMatchObject({
      [`otel.sdk.processor.span.processed${of(0)}`]: 1,
      [`otel.sdk.processor.span.processed${of(1)}`]: 2,
      [`otel.sdk.processor.span.queue.size${of(1)}`]: 1,
    });
    await end();
  });

  test('no longer ask a queue for its size after shutdown', async () => {
    const { provider, points, end } = metered();
    const metrics = createQueueMetrics('span', provider.getMeter('spec'));
    const size = jest.fn(() => 7);
    metrics.observeQueue({ capacity: 100, size });
    metrics.shutdown();
    await points();
    expect(size).not.toHaveBeenCalled();
    await end();
  });

  test('are nothing without a meter', () => {
    const metrics = createQueueMetrics('span', undefined);
    expect(() => {
      metrics.observeQueue({ capacity: 1, size: () => 1 });
      metrics.processed(1);
      metrics.shutdown();
    }).not.toThrow();
  });
});

test("the stock exporters' names of components stay the same, however many there have been", async () => {
  const { provider, points, end } = metered();
  const meter = withStableComponentNames(provider).getMeter('spec');
  meter.createCounter('counter').add(1, { 'otel.component.name': 'otlp_grpc_span_exporter/12', other: 'x' });
  meter.createUpDownCounter('inflight').add(2, { 'otel.component.name': 'otlp_grpc_span_exporter/13' });
  meter.createHistogram('duration').record(3, { 'otel.component.name': 'otlp_grpc_span_exporter/14' });
  meter.createCounter('without').add(4);
  expect(Object.keys(await points())).toEqual([
    'counter{"otel.component.name":"otlp_grpc_span_exporter/0","other":"x"}',
    'inflight{"otel.component.name":"otlp_grpc_span_exporter/0"}',
    'duration{"otel.component.name":"otlp_grpc_span_exporter/0"}',
    'without{}',
  ]);
  await end();
});
