import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type {
  AggregationTemporality,
  InstrumentType,
  PushMetricExporter,
  ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { type DeliveryTracker, QUEUE_FULL } from './delivery';
import { classifyExportError, EXPORT_TIMED_OUT, type ExportFailure } from './export-failure';
import { asOnePush, KeptPushes, type Pushes } from './kept-pushes';
import type { OtlpExporter } from './renewed-exporter';
import { type TemporalityPreference, temporalityOf } from './temporality';

/** What a {@link TrackedMetricExporter} needs. */
export interface TrackedMetricExporterOptions {
  /** Makes the exporter; called once, at the first push or by {@link TrackedMetricExporter.warmUp}. */
  readonly createExporter: () => OtlpExporter<ResourceMetrics>;
  readonly tracker: DeliveryTracker;
  readonly watchdogMs: number;
  readonly temporality: TemporalityPreference;
  /** Data points that wait for another push at most, where the temporality has changes. */
  readonly capacity: number;
}

/**
 * Stands between the stock periodic reader and an OTLP exporter: makes the exporter when it is first needed, follows how
 * the pushes go, and bounds each. Failures are told once by the tracker; the reader, which would repeat them at every
 * interval, is told of success. A push of totals that failed needs no keeping: the next one has them. Pushes with
 * changes are kept and sent before the next, in the same request, so that they cannot come out of order; a backend that
 * took one without saying so in time gets it twice.
 */
export class TrackedMetricExporter implements PushMetricExporter {
  readonly #options: TrackedMetricExporterOptions;
  #exporter: OtlpExporter<ResourceMetrics> | undefined;
  #paused = false;
  #closed = false;
  #lastPushFailed = false;
  readonly #kept: KeptPushes | undefined;

  constructor(options: TrackedMetricExporterOptions) {
    this.#options = options;
    if (options.temporality !== 'cumulative') this.#kept = new KeptPushes(options.capacity);
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
    const pushes = this.#kept?.takeWith(metrics) ?? [metrics];
    if (this.#paused) {
      this.#putBack(pushes);
      done({ code: ExportResultCode.SUCCESS });
      return;
    }
    void this.#attempt(asOnePush(pushes)).then((failure) => {
      this.#lastPushFailed = failure !== undefined;
      if (failure) this.#failed(pushes, failure);
      else this.#options.tracker.succeeded(pushes.length);
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  selectAggregationTemporality(instrumentType: InstrumentType): AggregationTemporality {
    return temporalityOf(this.#options.temporality, instrumentType);
  }

  async forceFlush(): Promise<void> {
    await this.#exporter?.forceFlush();
  }

  async shutdown(): Promise<void> {
    this.#closed = true;
    await this.#exporter?.shutdown();
  }

  #failed(pushes: Pushes, failure: ExportFailure): void {
    const { tracker } = this.#options;
    tracker.failed(failure);
    if (failure.retryable) this.#putBack(pushes);
    else if (this.#kept !== undefined) tracker.dropped(pushes.length, failure.type);
  }

  #putBack(pushes: Pushes): void {
    const dropped = this.#kept?.putBack(pushes) ?? 0;
    if (dropped > 0) this.#options.tracker.dropped(dropped, QUEUE_FULL);
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
