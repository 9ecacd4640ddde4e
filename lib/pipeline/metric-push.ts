import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type {
  AggregationTemporality,
  InstrumentType,
  PushMetricExporter,
  ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { ChangePush } from './change-push';
import type { DeliveryTracker } from './delivery';
import { classifyExportError, EXPORT_TIMED_OUT, type ExportFailure } from './export-failure';
import type { OtlpExporter } from './renewed-exporter';
import { type TemporalityPreference, temporalityOf } from './temporality';

/** What a {@link TrackedMetricExporter} needs. */
export interface TrackedMetricExporterOptions {
  /** Makes the exporter; called once, at the first push or by {@link TrackedMetricExporter.warmUp}. */
  readonly createExporter: () => OtlpExporter<ResourceMetrics>;
  readonly tracker: DeliveryTracker;
  /** How long one push may take, in ms. */
  readonly watchdogMs: number;
  readonly temporality: TemporalityPreference;
  /** Data points that wait for another push at most, where the temporality has changes. */
  readonly capacity: number;
}

/**
 * Stands between the stock periodic reader and an OTLP exporter: makes the exporter when it is first needed, follows how
 * the pushes go, and bounds each. Failures are told once by the tracker; the reader, which would repeat them at every
 * interval, is told of success. A push of totals that failed needs no keeping: the next one has them. Pushes with
 * changes are kept and sent before the next ({@link ChangePush}), so that they cannot come out of order; a backend that
 * took a request without saying so in time gets it twice.
 */
export class TrackedMetricExporter implements PushMetricExporter {
  readonly #options: TrackedMetricExporterOptions;
  #exporter: OtlpExporter<ResourceMetrics> | undefined;
  #paused = false;
  #closed = false;
  #lastPushFailed = false;
  readonly #changes: ChangePush | undefined;

  constructor(options: TrackedMetricExporterOptions) {
    this.#options = options;
    if (options.temporality === 'cumulative') return;
    this.#changes = new ChangePush({
      ...options,
      attempt: (metrics, withinMs) => this.#attempt(metrics, withinMs),
    });
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
    this.#changes?.beginWithin(0);
  }

  /**
   * Ends a pause.
   * @param beginWithinMs how long a push may begin further requests after its first. Default: as long as it may take
   */
  resume(beginWithinMs = Number.POSITIVE_INFINITY): void {
    this.#paused = false;
    this.#changes?.beginWithin(beginWithinMs);
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    if (this.#paused) {
      this.#changes?.keep(metrics);
      done({ code: ExportResultCode.SUCCESS });
      return;
    }
    void (this.#changes?.push(metrics) ?? this.#pushTotals(metrics)).then((complete) => {
      this.#lastPushFailed = !complete;
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
    await this.#changes?.close();
    await this.#exporter?.shutdown();
  }

  async #pushTotals(metrics: ResourceMetrics): Promise<boolean> {
    const { tracker, watchdogMs } = this.#options;
    const failure = await this.#attempt(metrics, watchdogMs);
    if (failure) tracker.failed(failure);
    else tracker.succeeded(1);
    return failure === undefined;
  }

  /** Resolves to why the push failed, or to nothing. It never rejects and always resolves. */
  #attempt(metrics: ResourceMetrics, withinMs: number): Promise<ExportFailure | undefined> {
    return new Promise((resolve) => {
      const watchdog = setTimeout(() => resolve(EXPORT_TIMED_OUT), withinMs).unref();
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
