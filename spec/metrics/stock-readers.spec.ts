import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { MeterProvider, type MeterProviderOptions } from '../../lib/metrics';
import { eventually } from '../support/eventually';

/** A provider of ours with the two stock readers side by side. */
class TwoReaders {
  readonly scraped = new PrometheusExporter({ preventServerStart: true });
  readonly memory: InMemoryMetricExporter;
  readonly pushed: PeriodicExportingMetricReader;
  readonly provider: MeterProvider;

  constructor(temporality = AggregationTemporality.CUMULATIVE, options: MeterProviderOptions = {}) {
    this.memory = new InMemoryMetricExporter(temporality);
    this.pushed = new PeriodicExportingMetricReader({
      exporter: this.memory,
      exportIntervalMillis: 3_600_000,
      exportTimeoutMillis: 5_000,
    });
    this.provider = new MeterProvider({ ...options, readers: [this.scraped, this.pushed] });
  }

  /** A page of the stock exporter, answered by its own handler over loopback. */
  async scrape(): Promise<string> {
    const server = http.createServer((request, response) =>
      this.scraped.getMetricsRequestHandler(request, response),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      return await response.text();
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** What is pushed now, by name. */
  async push(): Promise<ReadonlyMap<string, MetricData>> {
    this.memory.reset();
    await this.provider.forceFlush();
    const metrics = this.memory
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    return new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
  }
}

const opened: TwoReaders[] = [];

function twoReaders(...options: ConstructorParameters<typeof TwoReaders>): TwoReaders {
  const readers = new TwoReaders(...options);
  opened.push(readers);
  return readers;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ provider }) => provider.shutdown()));
});

const values = (metric: MetricData | undefined): unknown[] =>
  metric?.dataPoints.map(({ value }) => value) ?? [];

describe('our MeterProvider behind stock readers', () => {
  it('serves the PrometheusExporter: names, labels, buckets, resource', async () => {
    const resource = resourceFromAttributes({ 'service.name': 'card-server' });
    const readers = twoReaders(AggregationTemporality.CUMULATIVE, { resource });
    const meter = readers.provider.getMeter('application', '1.2');
    meter.createCounter('jobs', { description: 'Jobs done' }).add(3, { queue: 'a' });
    meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [1, 5] } }).record(2);
    meter.createObservableGauge('depth').addCallback((result) => result.observe(7, { queue: 'a' }));

    const page = await readers.scrape();

    expect(page).toContain('service_name="card-server"');
    expect(page).toContain('# HELP jobs_total Jobs done\n# TYPE jobs_total counter\n');
    expect(page).toMatch(/^jobs_total\{.*queue="a".*\} 3$/m);
    expect(page).toMatch(/^wait_bucket\{.*le="1".*\} 0$/m);
    expect(page).toMatch(/^wait_bucket\{.*le="5".*\} 1$/m);
    expect(page).toMatch(/^wait_sum(\{.*\})? 2$/m);
    expect(page).toMatch(/^depth\{.*queue="a".*\} 7$/m);
  });

  it('pushes through the PeriodicExportingMetricReader, with the resource and the scope', async () => {
    const resource = resourceFromAttributes({ 'service.name': 'card-server' });
    const { provider, memory } = twoReaders(AggregationTemporality.CUMULATIVE, { resource });
    provider.getMeter('application', '1.2', { schemaUrl: 'https://x' }).createCounter('jobs').add(3);

    await provider.forceFlush();

    const [pushed] = memory.getMetrics();
    expect(pushed?.resource.attributes).toEqual({ 'service.name': 'card-server' });
    expect(pushed?.scopeMetrics[0]?.scope).toEqual({
      name: 'application',
      version: '1.2',
      schemaUrl: 'https://x',
    });
    expect(pushed?.scopeMetrics[0]?.metrics[0]).toMatchObject({
      descriptor: { name: 'jobs' },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      isMonotonic: true,
      dataPoints: [{ attributes: {}, value: 3 }],
    });
  });

  it('gives totals to the one and changes to the other, however often either collects', async () => {
    const readers = twoReaders(AggregationTemporality.DELTA);
    const jobs = readers.provider.getMeter('application').createCounter('jobs');
    const told: unknown[] = [];
    for (const added of [1, 2, 4]) {
      jobs.add(added);
      expect(await readers.scrape()).toMatch(new RegExp(`^jobs_total(\\{.*\\})? ${2 * added - 1}$`, 'm'));
      await readers.scrape();
      told.push(...values((await readers.push()).get('jobs')));
    }

    expect(told).toEqual([1, 2, 4]);
    expect((await readers.push()).has('jobs')).toBe(false);
  });

  it('uses what an exporter prefers for a kind of instrument', async () => {
    const memory = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const selectAggregation = () => ({ type: AggregationType.EXPONENTIAL_HISTOGRAM }) as const;
    const reader = new PeriodicExportingMetricReader({
      exporter: Object.assign(memory, { selectAggregation }),
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({ readers: [reader] });
    provider.getMeter('application').createHistogram('wait').record(2);

    await provider.shutdown();

    const [metric] = memory.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
    expect(metric?.dataPoints).toMatchObject([{ value: { count: 1, scale: 20 } }]);
  });

  it('pushes for the last time at the shutdown', async () => {
    const { provider, memory } = twoReaders();
    provider.getMeter('application').createCounter('jobs').add(3);
    const exported = jest.spyOn(memory, 'export');

    await provider.shutdown();

    expect(exported).toHaveBeenCalledTimes(1);
    opened.splice(0);
  });

  it('tells of a failing callback without losing the rest', async () => {
    const readers = twoReaders();
    const meter = readers.provider.getMeter('application');
    meter.createCounter('jobs').add(1);
    meter.createObservableGauge('broken').addCallback(() => {
      throw new Error('no such device');
    });

    const { errors } = await readers.scraped.collect();

    expect(errors).toHaveLength(1);
    expect(String(errors[0])).toContain('no such device');
    expect(await readers.scrape()).toContain('jobs_total');
  });
});

const sides = ['server', 'client'] as const;

function durationsOf(metrics: ReadonlyMap<string, MetricData>, side: (typeof sides)[number]): MetricData[] {
  return [...metrics].flatMap(([name, metric]) => (name.startsWith(`http.${side}.`) ? [metric] : []));
}

describe('our MeterProvider behind stock instrumentations', () => {
  it('serves instrumentation-runtime-node', async () => {
    const readers = twoReaders();
    const instrumentation = new RuntimeNodeInstrumentation({ monitoringPrecision: 10 });
    try {
      instrumentation.setMeterProvider(readers.provider);

      const pushed = await eventually(
        async () => {
          const metrics = await readers.push();
          return metrics.has('nodejs.eventloop.utilization') ? metrics : undefined;
        },
        { what: 'the event loop utilization' },
      );

      expect(values(pushed.get('v8js.memory.heap.used'))).toEqual(
        expect.arrayContaining([expect.any(Number)]),
      );
      expect(values(pushed.get('nodejs.eventloop.time'))).toHaveLength(2);
      expect(await readers.scrape()).toMatch(
        /^v8js_memory_heap_used\{.*v8js_heap_space_name="new_space".*\} \d+$/m,
      );
    } finally {
      instrumentation.disable();
    }
  });

  it('serves instrumentation-http: a real request has its duration on both sides', async () => {
    const readers = twoReaders();
    const instrumentation = new HttpInstrumentation({ enabled: false });
    instrumentation.setMeterProvider(readers.provider);
    // Jest has a `require` of its own, which the instrumentation cannot hook: its patch is applied by hand.
    const patched = instrumentation.getModuleDefinitions().find(({ name }) => name === 'http');
    patched?.patch?.(http);
    const server = http.createServer((_request, response) => response.writeHead(204).end());
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      await new Promise<void>((resolve, reject) => {
        http
          .get({ host: '127.0.0.1', port, path: '/cards' }, (response) =>
            response.resume().on('end', resolve),
          )
          .on('error', reject);
      });

      const pushed = await eventually(
        async () => {
          const metrics = await readers.push();
          return sides.every((side) => durationsOf(metrics, side).length > 0) ? metrics : undefined;
        },
        { what: 'the durations of the request' },
      );

      for (const side of sides) {
        const durations = durationsOf(pushed, side);
        expect(durations).toHaveLength(1);
        expect(values(durations[0])).toMatchObject([{ count: 1 }]);
        expect(JSON.stringify(durations[0]?.dataPoints)).toContain('204');
      }
      expect(await readers.scrape()).toContain('http_server_');
    } finally {
      patched?.unpatch?.(http);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
