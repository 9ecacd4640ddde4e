import type { Context } from '@opentelemetry/api';
import {
  ATTR_DEVICE_TYPE,
  ATTR_ERROR_TYPE,
  ATTR_SESSION_STATUS,
  ATTR_SESSION_TYPE,
  METRIC_CARDLINK_SESSION_DURATION,
  METRIC_CARDLINK_SESSION_ERRORS,
  METRIC_CARDLINK_SESSIONS,
  METRIC_CARDLINK_SESSIONS_ACTIVE,
  SESSION_ERROR_TYPE_VALUES,
  SESSION_STATUS_VALUES,
  SESSION_TYPE_VALUES,
  type SessionErrorType,
  type SessionStatus,
} from '../semconv';
import { CounterFamily, HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

/** The metrics of sessions. */
export class SessionMetrics {
  readonly #active: CounterFamily;
  readonly #sessions: CounterFamily;
  readonly #duration: HistogramFamily;
  readonly #errors: CounterFamily;
  readonly #seenDeviceTypes = new Set<string>();

  constructor(telemetry: Telemetry) {
    this.#active = new CounterFamily(telemetry, METRIC_CARDLINK_SESSIONS_ACTIVE, [ATTR_DEVICE_TYPE]);
    this.#sessions = new CounterFamily(telemetry, METRIC_CARDLINK_SESSIONS, [
      ATTR_SESSION_STATUS,
      ATTR_SESSION_TYPE,
      ATTR_DEVICE_TYPE,
    ]);
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_SESSION_DURATION, [ATTR_SESSION_STATUS]);
    this.#errors = new CounterFamily(telemetry, METRIC_CARDLINK_SESSION_ERRORS, [
      ATTR_SESSION_TYPE,
      ATTR_ERROR_TYPE,
    ]);
    for (const type of SESSION_TYPE_VALUES) {
      for (const errorType of SESSION_ERROR_TYPE_VALUES) this.#errors.zero(type, errorType);
    }
  }

  /** A session began. The outcomes of its device type start at 0 with the first session of that type. */
  started(context: Context, deviceType: string): void {
    if (!this.#seenDeviceTypes.has(deviceType)) this.#zeroOutcomes(deviceType);
    this.#active.add(1, context, deviceType);
  }

  /** A session ended. */
  ended(
    context: Context,
    session: { readonly type: string; readonly deviceType: string },
    status: SessionStatus,
    errorType: SessionErrorType | undefined,
    durationSeconds: number,
  ): void {
    this.#active.add(-1, context, session.deviceType);
    this.#sessions.add(1, context, status, session.type, session.deviceType);
    this.#duration.record(durationSeconds, context, status);
    if (errorType !== undefined) this.#errors.add(1, context, session.type, errorType);
  }

  #zeroOutcomes(deviceType: string): void {
    this.#seenDeviceTypes.add(deviceType);
    for (const status of SESSION_STATUS_VALUES) {
      for (const type of SESSION_TYPE_VALUES) this.#sessions.zero(status, type, deviceType);
    }
  }
}
