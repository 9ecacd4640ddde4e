import {
  ATTR_METRIC_CARDINALITY_LIMIT,
  ATTR_OTEL_METRIC_NAME,
  EVENT_CARDLINK_CARDINALITY_OVERFLOW,
} from '../semconv';
import { emitEvent } from './events';
import type { Telemetry } from './telemetry';

/** Records what becomes of the telemetry itself, as events; the metrics about it come from the pipeline. */
export class TelemetryRecorder {
  readonly #telemetry: Telemetry;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
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
}
