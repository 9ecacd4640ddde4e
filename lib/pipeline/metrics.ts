import type { MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { type IMetricReader, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { TrackedMetricExporter } from './metric-push';

/** What the metrics of a pipeline are made of. */
export interface MetricsOptions {
  readonly resource: Resource;
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

/** A meter provider with its readers. This file alone knows the class that stands behind it. */
export interface Metrics {
  readonly meterProvider: ApiMeterProvider;
  /** Pushes what there is now. Rejects when a reader does. */
  flush(timeoutMs: number): Promise<void>;
  /** Pushes for the last time and ends the pushing; the other readers can still be read. */
  closePush(timeoutMs: number): Promise<void>;
  /** Closes the readers that were made outside. */
  closeReaders(timeoutMs: number): Promise<void>;
}

/** Makes the meter provider, with OTel's own metrics about the SDK on it. */
export function createMetrics({ resource, readers, push }: MetricsOptions): Metrics {
  const pushing = push && createPushReader(push);
  const meterProvider = new MeterProvider({
    resource,
    readers: pushing ? [...readers, pushing] : [...readers],
    sdkMetricsEnabled: true,
  });
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
