import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/api-logs';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { IdGenerator, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Settings } from '../config';
import type { OverflowingMetric } from '../metrics';
import type { Redactor } from '../redaction';
import type { ExporterStatus } from './delivery';

/** What a pipeline is made of. */
export interface PipelineOptions {
  readonly settings: Settings;
  readonly redactor: Redactor;
  /** Readers of the metrics, the Prometheus reader among them. A reader serves one pipeline. */
  readonly metricReaders?: readonly IMetricReader[];
  /** Called with spans after redaction; one of them alone switches tracing on. */
  readonly spanProcessors?: readonly SpanProcessor[];
  /** Called with log records after redaction. */
  readonly logRecordProcessors?: readonly LogRecordProcessor[];
  /** Makes trace and span ids; random by default. */
  readonly idGenerator?: IdGenerator;
  /** Told when a metric reaches `metrics.cardinalityLimit`, once for each. */
  readonly onOverflow?: (metric: OverflowingMetric) => void;
  /** The time that metrics have, in epoch milliseconds; the system's by default. */
  readonly now?: () => number;
}

/** What a flush or a shutdown could not deliver. */
export interface Undelivered {
  /** Spans that still waited. */
  readonly spans: number;
  /** Log records that still waited. */
  readonly logRecords: number;
  /** Whether the last push of the metrics did not reach its backend. */
  readonly metrics: boolean;
}

/**
 * The providers of the three signals with what exports them. Nothing in it is global: several pipelines run side by
 * side, and registering the providers with the OTel API is for whoever makes the pipeline.
 */
export interface Pipeline {
  /** Who reports. */
  readonly resource: Resource;
  readonly meterProvider: MeterProvider;
  readonly tracerProvider: TracerProvider;
  readonly loggerProvider: LoggerProvider;
  /** How the export of each signal that is exported goes; empty when none is. */
  readonly exporters: readonly ExporterStatus[];
  /**
   * Exports what waits and pushes the metrics, within `timeoutMs` (default: `shutdown.timeout`). It never rejects and
   * does not try again what a backend refuses to take.
   */
  flush(timeoutMs?: number): Promise<Undelivered>;
  /**
   * Exports spans and log records, then the metrics for the last time, then closes the readers, within `timeoutMs`
   * (default: `shutdown.timeout`). After it, spans and log records are counted and dropped. It never rejects; a second
   * call answers as the first did. With less time than `shutdown.timeout`, an export that had begun before may keep the
   * process alive for longer: up to 0.4 times `shutdown.timeout`.
   */
  shutdown(timeoutMs?: number): Promise<Undelivered>;
}
