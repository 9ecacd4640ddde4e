import { type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  type MetricData,
  MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BUCKETS,
  type Contestant,
  type Dialect,
  type InstrumentKind,
  type Labels,
  type Total,
} from './contestant';

const METHODS: Readonly<Record<InstrumentKind, string>> = {
  counter: 'add',
  updowncounter: 'add',
  histogram: 'record',
  gauge: 'record',
};

const DIALECT: Dialect = {
  recording: (kind, value, labels) => `${METHODS[kind]}(${labels === '' ? value : `${value}, ${labels}`})`,
  keptRecording: (kind, value) => `${METHODS[kind]}(${value})`,
};

const CREATE: Readonly<Record<InstrumentKind, (meter: Meter, name: string) => object>> = {
  counter: (meter, name) => meter.createCounter(name),
  updowncounter: (meter, name) => meter.createUpDownCounter(name),
  histogram: (meter, name) =>
    meter.createHistogram(name, { advice: { explicitBucketBoundaries: [...BUCKETS] } }),
  gauge: (meter, name) => meter.createGauge(name),
};

/** Nobody collects on their own while something is measured. */
const EXPORT_INTERVAL_MS = 3_600_000;

/** A reader that collects when it is asked, as that behind `/metrics` does. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** The readers of a provider: one that is pulled, and if wanted one that pushes. */
export interface Readers {
  readonly pull: MetricReader;
  readonly exporter: InMemoryMetricExporter | undefined;
  readonly push: MetricReader | undefined;
}

/** How the second reader, the one of OTLP, wants its figures. */
export type Push = 'none' | 'cumulative' | 'delta';

/** Makes readers that take `limit` series a stream (default: the SDK's own limit). */
export function createReaders(push: Push, limit: number | undefined): Readers {
  const pull = new PullReader({ ...(limit !== undefined && { cardinalitySelector: () => limit }) });
  if (push === 'none') return { pull, exporter: undefined, push: undefined };
  const exporter = new InMemoryMetricExporter(
    push === 'delta' ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
  );
  return {
    pull,
    exporter,
    push: new PeriodicExportingMetricReader({
      exporter,
      exportIntervalMillis: EXPORT_INTERVAL_MS,
      ...(limit !== undefined && { cardinalityLimits: { default: limit } }),
    }),
  };
}

/** A provider that speaks the OTel API, under the readers that were given to it. */
export class OtelContestant implements Contestant {
  readonly dialect = DIALECT;
  readonly keep: Contestant['keep'];
  readonly #meter: Meter;
  readonly #readers: Readers;

  constructor(
    provider: MeterProvider,
    readers: Readers,
    keep?: (instrument: object, labels: Labels) => object,
  ) {
    // As programs do; the first of a process stays.
    metrics.setGlobalMeterProvider(provider);
    this.#meter = provider.getMeter('bench');
    this.#readers = readers;
    this.keep = keep;
  }

  create(kind: InstrumentKind, name: string): object {
    return CREATE[kind](this.#meter, name);
  }

  async collect(): Promise<unknown> {
    return this.#readers.pull.collect();
  }

  async totals(): Promise<ReadonlyMap<string, Total>> {
    const { resourceMetrics, errors } = await this.#readers.pull.collect();
    if (errors.length > 0) throw errors[0];
    const found = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return new Map(found.map((metric) => [metric.descriptor.name, totalOf(metric)]));
  }

  async settle(): Promise<void> {
    await this.#readers.pull.collect();
    await this.#readers.push?.forceFlush();
    this.#readers.exporter?.reset();
  }
}

function totalOf(metric: MetricData): Total {
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    const counts = metric.dataPoints.map(({ value }) => value.count);
    return { series: counts.length, total: sum(counts) };
  }
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) {
    throw new Error('no instrument of the benchmark is an exponential histogram');
  }
  const values = metric.dataPoints.map(({ value }) => value);
  return { series: values.length, total: sum(values) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
