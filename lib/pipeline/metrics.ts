import type { MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { type IMetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { MeterProvider, type MeterProviderOptions } from '../metrics';
import type { Redactor } from '../redaction';
import type { TrackedMetricExporter } from './metric-push';
import { packageInfo } from './package-info';
import { observeRedaction, REDACTION_METRICS_VIEWS } from './redaction-metrics';
import { observeStreams, STREAM_METRICS_VIEWS } from './stream-metrics';

/** What the metrics of a pipeline are made of. */
export interface MetricsOptions
  extends Pick<
    MeterProviderOptions,
    'cardinalityLimit' | 'seriesTtlMs' | 'exemplarFilter' | 'onOverflow' | 'now'
  > {
  readonly resource: Resource;
  /** Cleans the attributes of each series, once, when it is made. */
  readonly redactor: Pick<Redactor, 'metricAttributes' | 'text' | 'counts'>;
  /** Readers made outside, the Prometheus reader among them. */
  readonly readers: readonly IMetricReader[];
  /** The push over OTLP, if there is one. */
  readonly push?: {
    readonly exporter: TrackedMetricExporter;
    readonly intervalMs: number;
    /** How long a collection, and then a push, may take before the reader gives it up; at most the interval. */
    readonly timeoutMs: number;
  };
}

/** A meter provider with its readers. */
export interface Metrics {
  readonly meterProvider: ApiMeterProvider;
  /** Pushes what there is now. Rejects when a reader does. */
  flush(timeoutMs: number): Promise<void>;
  /** Pushes for the last time and ends the pushing; the other readers can still be read. */
  closePush(timeoutMs: number): Promise<void>;
  /** Closes the readers that were made outside. */
  closeReaders(timeoutMs: number): Promise<void>;
}

/** Makes the meter provider, with OTel's own metrics about the SDK on it and ours about the storage. */
export function createMetrics({ redactor, readers, push, ...options }: MetricsOptions): Metrics {
  const pushing = push && createPushReader(push);
  const meterProvider = new MeterProvider({
    ...options,
    readers: pushing ? [...readers, pushing] : [...readers],
    views: [...STREAM_METRICS_VIEWS, ...REDACTION_METRICS_VIEWS],
    sdkMetricsEnabled: true,
    // No round of collection is longer than what a shutdown can wait for before the last push.
    ...(push && { callbackTimeoutMs: push.timeoutMs }),
    cleanAttributes: (attributes) => {
      // The provider leaves attributes out that cannot be cleaned.
      if (!redactor.metricAttributes(attributes)) throw new Error('redaction failed');
    },
    cleanText: (text) => redactor.text(text),
  });
  const { name, version } = packageInfo();
  const meter = meterProvider.getMeter(name, version);
  observeStreams(meter, () => meterProvider.streams());
  observeRedaction(meter, () => redactor.counts());
  return {
    meterProvider,
    flush: (timeoutMs) => meterProvider.forceFlush({ timeoutMillis: timeoutMs }),
    closePush: async (timeoutMs) => pushing?.shutdown({ timeoutMillis: timeoutMs }),
    // Not by the provider: it would close the pushing reader too, which was closed first so that its last push is sent.
    closeReaders: async (timeoutMs) => {
      await Promise.all(readers.map((reader) => reader.shutdown({ timeoutMillis: timeoutMs })));
    },
  };
}

function createPushReader(push: NonNullable<MetricsOptions['push']>): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter: push.exporter,
    exportIntervalMillis: push.intervalMs,
    exportTimeoutMillis: push.timeoutMs,
  });
}
