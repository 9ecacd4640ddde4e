import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_METRIC_CARDINALITY_LIMIT,
  ATTR_OBSERVABILITY_EXPORTERS,
  ATTR_OBSERVABILITY_HEALTH_URL,
  ATTR_OBSERVABILITY_METRICS_URL,
  ATTR_OBSERVABILITY_SETTINGS,
  ATTR_OBSERVABILITY_STOP_REASON,
  ATTR_OBSERVABILITY_UPTIME,
  ATTR_OBSERVABILITY_VERSION,
  ATTR_OTEL_METRIC_NAME,
  ATTR_SCRAPE_FORMAT,
  EVENT_CARDLINK_CARDINALITY_OVERFLOW,
  EVENT_CARDLINK_OBSERVABILITY_CONFIGURED,
  EVENT_CARDLINK_OBSERVABILITY_STARTED,
  EVENT_CARDLINK_OBSERVABILITY_STOPPED,
  METRIC_CARDLINK_SCRAPE_DURATION,
  METRIC_CARDLINK_SCRAPE_ERRORS,
  METRIC_CARDLINK_SCRAPE_FAMILIES,
  METRIC_CARDLINK_SCRAPE_REQUESTS,
  METRIC_CARDLINK_SCRAPE_SERIES,
  METRIC_CARDLINK_SCRAPE_SIZE,
  type ObservabilityStopReason,
  SCRAPE_ERROR_TYPE_VALUE_PARTIAL_COLLECTION,
  SCRAPE_ERROR_TYPE_VALUES,
  type ScrapeErrorType,
  type ScrapeFormat,
} from '../semconv';
import { boundedBy } from './bounded';
import { emitEvent } from './events';
import { CounterFamily, GaugeFamily, HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

/** A scrape that gave metrics. */
export interface ScrapeInfo {
  readonly format: ScrapeFormat;
  /** To collect and to render, without sending. */
  readonly durationSeconds: number;
  /** Before compression. */
  readonly bytes: number;
  readonly families: number;
  /** Label sets, a histogram's lines together counting as one. */
  readonly series: number;
  /** Callbacks and producers that failed, whose metrics were missing. */
  readonly failures: number;
  /** Whether some families alone were asked for. */
  readonly isSelection: boolean;
}

/** What has started. What is left out is switched off, or does not listen. */
export interface StartInfo {
  readonly version: string;
  readonly metricsUrl: string | undefined;
  readonly healthUrl: string | undefined;
  /** What is exported and where to, without credentials. */
  readonly exporters: readonly string[];
}

/** What requests for metrics are answered with. */
const SCRAPE_STATUSES = [200, 401, 405, 500, 503] as const;

const knownErrorType = boundedBy(SCRAPE_ERROR_TYPE_VALUES);

/** Records what becomes of the telemetry itself: how it is scraped, and what is summed up for want of room. */
export class TelemetryRecorder {
  readonly #telemetry: Telemetry;
  readonly #duration: HistogramFamily;
  readonly #size: GaugeFamily;
  readonly #families: GaugeFamily;
  readonly #series: GaugeFamily;
  readonly #errors: CounterFamily;
  readonly #requests: CounterFamily;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_SCRAPE_DURATION, [ATTR_SCRAPE_FORMAT]);
    this.#size = new GaugeFamily(telemetry, METRIC_CARDLINK_SCRAPE_SIZE, [ATTR_SCRAPE_FORMAT]);
    this.#families = new GaugeFamily(telemetry, METRIC_CARDLINK_SCRAPE_FAMILIES, [ATTR_SCRAPE_FORMAT]);
    this.#series = new GaugeFamily(telemetry, METRIC_CARDLINK_SCRAPE_SERIES, [ATTR_SCRAPE_FORMAT]);
    this.#errors = new CounterFamily(telemetry, METRIC_CARDLINK_SCRAPE_ERRORS, [ATTR_ERROR_TYPE]);
    this.#requests = new CounterFamily(telemetry, METRIC_CARDLINK_SCRAPE_REQUESTS, [
      ATTR_HTTP_RESPONSE_STATUS_CODE,
    ]);
    for (const errorType of SCRAPE_ERROR_TYPE_VALUES) this.#errors.zero(errorType);
    for (const status of SCRAPE_STATUSES) this.#requests.zero(status);
  }

  /** A scrape gave metrics. Those of a selection of families say nothing about how much there is. */
  scrapeServed({
    format,
    durationSeconds,
    bytes,
    families,
    series,
    failures,
    isSelection,
  }: ScrapeInfo): void {
    this.#duration.record(durationSeconds, undefined, format);
    if (failures > 0) this.scrapeFailed(SCRAPE_ERROR_TYPE_VALUE_PARTIAL_COLLECTION);
    if (isSelection) return;
    this.#size.set(bytes, format);
    this.#families.set(families, format);
    this.#series.set(series, format);
  }

  /** A scrape gave no metrics, or not all of them. */
  scrapeFailed(errorType: ScrapeErrorType): void {
    this.#errors.add(1, undefined, knownErrorType(errorType));
  }

  /** A request for metrics was answered, whatever with. */
  scrapeAnswered(status: number): void {
    this.#requests.add(1, undefined, status);
  }

  /**
   * A metric has reached its limit.
   *
   * @param limit attribute sets that it may have
   */
  overflowed(metricName: string, limit: number): void {
    emitEvent(this.#telemetry, EVENT_CARDLINK_CARDINALITY_OVERFLOW, {
      [ATTR_OTEL_METRIC_NAME]: metricName,
      [ATTR_METRIC_CARDINALITY_LIMIT]: limit,
    });
  }

  /** Observability has started: an event. */
  started({ version, metricsUrl, healthUrl, exporters }: StartInfo): void {
    emitEvent(this.#telemetry, EVENT_CARDLINK_OBSERVABILITY_STARTED, {
      [ATTR_OBSERVABILITY_VERSION]: version,
      ...(metricsUrl !== undefined && { [ATTR_OBSERVABILITY_METRICS_URL]: metricsUrl }),
      ...(healthUrl !== undefined && { [ATTR_OBSERVABILITY_HEALTH_URL]: healthUrl }),
      ...(exporters.length > 0 && { [ATTR_OBSERVABILITY_EXPORTERS]: [...exporters] }),
    });
  }

  /**
   * The settings that differ from their defaults: an event.
   *
   * @param settings one `key=value (origin)` each, secrets masked
   */
  configured(version: string, settings: readonly string[]): void {
    emitEvent(this.#telemetry, EVENT_CARDLINK_OBSERVABILITY_CONFIGURED, {
      [ATTR_OBSERVABILITY_VERSION]: version,
      [ATTR_OBSERVABILITY_SETTINGS]: [...settings],
    });
  }

  /** Observability stops after it has run so long: an event, and the last but for what is still open. */
  stopped(version: string, reason: ObservabilityStopReason, uptimeSeconds: number): void {
    emitEvent(this.#telemetry, EVENT_CARDLINK_OBSERVABILITY_STOPPED, {
      [ATTR_OBSERVABILITY_VERSION]: version,
      [ATTR_OBSERVABILITY_STOP_REASON]: reason,
      [ATTR_OBSERVABILITY_UPTIME]: uptimeSeconds,
    });
  }
}
