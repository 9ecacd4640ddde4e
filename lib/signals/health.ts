import type { ObservableResult } from '@opentelemetry/api';
import {
  ATTR_HEALTH_CHECK_NAME,
  ATTR_HEALTH_PREVIOUS_STATUS,
  ATTR_HEALTH_STATUS,
  ATTR_TLS_CERTIFICATE_NAME,
  EVENT_CARDLINK_HEALTH_CHANGED,
  type HealthPreviousStatus,
  type HealthStatus,
  METRIC_CARDLINK_CERTIFICATE_EXPIRY,
  METRIC_CARDLINK_HEALTH_CHECK_DURATION,
  METRIC_CARDLINK_HEALTH_STATUS,
} from '../semconv';
import { emitEvent } from './events';
import { HistogramFamily } from './families';
import { type ObservedFamily, observedFamily } from './observed';
import type { Telemetry } from './telemetry';

/** What says how the health checks stand, without running them. */
export interface HealthSource {
  /** The last result of each check that has one. */
  latest(): readonly { readonly name: string; readonly status: HealthStatus }[];
  /** The certificates that are looked at. */
  certificates(): readonly { readonly name: string; readonly expiresAtMs: number }[];
}

/** A check's outcome changed for good. */
export interface HealthChangeInfo {
  readonly name: string;
  readonly status: HealthStatus;
  readonly previousStatus: HealthPreviousStatus;
}

/** What the gauge shows. */
const VALUES: Readonly<Record<HealthStatus, number>> = { healthy: 1, degraded: 0.5, unhealthy: 0 };

/** Records how the health checks stand. Names are bounded and cleaned by whoever calls. */
export class HealthRecorder {
  readonly #telemetry: Telemetry;
  readonly #duration: HistogramFamily;
  readonly #status: ObservedFamily;
  readonly #expiry: ObservedFamily;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_HEALTH_CHECK_DURATION, [
      ATTR_HEALTH_CHECK_NAME,
    ]);
    this.#status = observedFamily(telemetry, METRIC_CARDLINK_HEALTH_STATUS, ATTR_HEALTH_CHECK_NAME);
    this.#expiry = observedFamily(telemetry, METRIC_CARDLINK_CERTIFICATE_EXPIRY, ATTR_TLS_CERTIFICATE_NAME);
  }

  /**
   * Reports at each collection what `source` says then: a check or a certificate that it no longer has leaves no series
   * behind. Returns what ends it.
   */
  observe(source: HealthSource): () => void {
    const { clock } = this.#telemetry;
    const statuses = (result: ObservableResult): void => {
      for (const { name, status } of source.latest()) {
        result.observe(VALUES[status], this.#status.attributes(name));
      }
    };
    const certificates = (result: ObservableResult): void => {
      for (const { name, expiresAtMs } of source.certificates()) {
        result.observe((expiresAtMs - clock.epochMs()) / 1_000, this.#expiry.attributes(name));
      }
    };
    this.#status.observable.addCallback(statuses);
    this.#expiry.observable.addCallback(certificates);
    return () => {
      this.#status.observable.removeCallback(statuses);
      this.#expiry.observable.removeCallback(certificates);
    };
  }

  /** A check was run, and took so long. */
  checked(name: string, durationSeconds: number): void {
    this.#duration.record(durationSeconds, undefined, name);
  }

  /** A check's outcome changed for good: an event. */
  changed({ name, status, previousStatus }: HealthChangeInfo): void {
    emitEvent(this.#telemetry, EVENT_CARDLINK_HEALTH_CHANGED, {
      [ATTR_HEALTH_CHECK_NAME]: name,
      [ATTR_HEALTH_STATUS]: status,
      [ATTR_HEALTH_PREVIOUS_STATUS]: previousStatus,
    });
  }
}
