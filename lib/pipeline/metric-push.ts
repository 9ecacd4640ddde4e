import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  AggregationTemporality,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { DeliveryTracker } from './delivery';
import { classifyExportError, EXPORT_TIMED_OUT, type ExportFailure } from './export-failure';
import type { OtlpExporter } from './renewed-exporter';

/** What a {@link TrackedMetricExporter} needs. */
export interface TrackedMetricExporterOptions {
  /** Makes the exporter; called once, at the first push or by {@link TrackedMetricExporter.warmUp}. */
  readonly createExporter: () => OtlpExporter<ResourceMetrics>;
  readonly tracker: DeliveryTracker;
  readonly watchdogMs: number;
}

/**
 * Stands between the stock periodic reader and an OTLP exporter: makes the exporter when it is first needed, follows how
 * the pushes go, and bounds each. Failures are told once by the tracker; the reader, which would repeat them at every
 * interval, is told of success. A push that failed needs no keeping: totals are cumulative, the next push has them.
 */
export class TrackedMetricExporter implements PushMetricExporter {
  readonly #options: TrackedMetricExporterOptions;
  #exporter: OtlpExporter<ResourceMetrics> | undefined;
  #paused = false;
  #closed = false;
  #lastPushFailed = false;

  constructor(options: TrackedMetricExporterOptions) {
    this.#options = options;
  }

  /** Whether the last push did not reach the backend. */
  get lastPushFailed(): boolean {
    return this.#lastPushFailed;
  }

  /** Loads and makes the exporter now. Failing is left to the first push. */
  warmUp(): void {
    if (this.#closed) return;
    try {
      this.#exporter ??= this.#options.createExporter();
    } catch {
      // The first push meets the same error, and is where it is told.
    }
  }

  /** Lets pushes pass by without sending, for the time in which a shutdown waits to send the last one. */
  pause(): void {
    this.#paused = true;
  }

  /** Ends a pause. */
  resume(): void {
    this.#paused = false;
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    if (this.#paused) {
      done({ code: ExportResultCode.SUCCESS });
      return;
    }
    void this.#attempt(metrics).then((failure) => {
      this.#lastPushFailed = failure !== undefined;
      const { tracker } = this.#options;
      if (failure) tracker.failed(failure);
      else tracker.succeeded(1);
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  selectAggregationTemporality(): AggregationTemporality {
    return AggregationTemporality.CUMULATIVE;
  }

  async forceFlush(): Promise<void> {
    await this.#exporter?.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.#closed = true;
    await this.#exporter?.shutdown();
  }

  /** Resolves to why the push failed, or to nothing. It never rejects and always resolves. */
  #attempt(metrics: ResourceMetrics): Promise<ExportFailure | undefined> {
    return new Promise((resolve) => {
      const watchdog = setTimeout(() => resolve(EXPORT_TIMED_OUT), this.#options.watchdogMs).unref();
      const settle = (failure: ExportFailure | undefined): void => {
        clearTimeout(watchdog);
        resolve(failure);
      };
      try {
        this.#exporter ??= this.#options.createExporter();
        this.#exporter.export(metrics, (result) =>
          settle(result.code === ExportResultCode.SUCCESS ? undefined : classifyExportError(result.error)),
        );
      } catch (error) {
        settle(classifyExportError(error));
      }
    });
  }
}
