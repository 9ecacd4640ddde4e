import type { Context } from '@opentelemetry/api';
import {
  ATTR_BIP_BEARER_TYPE,
  ATTR_BIP_CLOSE_STATUS,
  ATTR_BIP_DIRECTION,
  ATTR_ERROR_TYPE,
  BIP_BEARER_TYPE_VALUES,
  BIP_DIRECTION_VALUES,
  BIP_ERROR_TYPE_VALUES,
  METRIC_CARDLINK_BIP_BYTES_TRANSFERRED,
  METRIC_CARDLINK_BIP_CONNECTION_DURATION,
  METRIC_CARDLINK_BIP_CONNECTIONS_ACTIVE,
  METRIC_CARDLINK_BIP_ERRORS,
} from '../semconv';
import { CounterFamily, HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

/** The metrics of BIP channels. Labels are bounded by whoever calls. */
export class BipMetrics {
  readonly #active: CounterFamily;
  readonly #bytes: CounterFamily;
  readonly #duration: HistogramFamily;
  readonly #errors: CounterFamily;

  constructor(telemetry: Telemetry) {
    this.#active = new CounterFamily(telemetry, METRIC_CARDLINK_BIP_CONNECTIONS_ACTIVE, [
      ATTR_BIP_BEARER_TYPE,
    ]);
    this.#bytes = new CounterFamily(telemetry, METRIC_CARDLINK_BIP_BYTES_TRANSFERRED, [
      ATTR_BIP_DIRECTION,
      ATTR_BIP_BEARER_TYPE,
    ]);
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_BIP_CONNECTION_DURATION, [
      ATTR_BIP_BEARER_TYPE,
      ATTR_BIP_CLOSE_STATUS,
    ]);
    this.#errors = new CounterFamily(telemetry, METRIC_CARDLINK_BIP_ERRORS, [
      ATTR_ERROR_TYPE,
      ATTR_BIP_BEARER_TYPE,
    ]);
    for (const bearer of BIP_BEARER_TYPE_VALUES) this.#startAtZero(bearer);
  }

  /** A channel is open. */
  opened(context: Context | undefined, bearer: string): void {
    this.#active.add(1, context, bearer);
  }

  /** A channel that was open is not any more. */
  left(context: Context | undefined, bearer: string): void {
    this.#active.add(-1, context, bearer);
  }

  /** How a channel was closed. */
  closed(context: Context | undefined, bearer: string, status: string, durationSeconds: number): void {
    this.#duration.record(durationSeconds, context, bearer, status);
  }

  transferred(context: Context | undefined, direction: string, bytes: number, bearer: string): void {
    this.#bytes.add(bytes, context, direction, bearer);
  }

  failed(context: Context | undefined, errorType: string, bearer: string): void {
    this.#errors.add(1, context, errorType, bearer);
  }

  #startAtZero(bearer: string): void {
    this.#active.zero(bearer);
    for (const direction of BIP_DIRECTION_VALUES) this.#bytes.zero(direction, bearer);
    for (const errorType of BIP_ERROR_TYPE_VALUES) this.#errors.zero(errorType, bearer);
  }
}
