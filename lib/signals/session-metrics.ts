import type { Context } from '@opentelemetry/api';
import {
  ATTR_DEVICE_TYPE,
  ATTR_ERROR_TYPE,
  ATTR_SESSION_STATUS,
  ATTR_SESSION_TYPE,
  DEVICE_TYPE_VALUES,
  METRIC_CARDLINK_SESSION_DURATION,
  METRIC_CARDLINK_SESSION_ERRORS,
  METRIC_CARDLINK_SESSIONS_ACTIVE,
  SESSION_ERROR_TYPE_VALUES,
  SESSION_STATUS_VALUES,
  SESSION_TYPE_VALUES,
  type SessionErrorType,
  type SessionStatus,
} from '../semconv';
import { CounterFamily, HistogramFamily } from './families';
import { type CountedSession, SessionCounter } from './session-counter';
import type { Telemetry } from './telemetry';

/** The metrics of sessions. */
export class SessionMetrics {
  readonly #active: CounterFamily;
  readonly #sessions: SessionCounter;
  readonly #duration: HistogramFamily;
  readonly #errors: CounterFamily;

  constructor(telemetry: Telemetry) {
    this.#active = new CounterFamily(telemetry, METRIC_CARDLINK_SESSIONS_ACTIVE, [ATTR_DEVICE_TYPE]);
    this.#sessions = new SessionCounter(telemetry);
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_SESSION_DURATION, [ATTR_SESSION_STATUS]);
    this.#errors = new CounterFamily(telemetry, METRIC_CARDLINK_SESSION_ERRORS, [
      ATTR_SESSION_TYPE,
      ATTR_ERROR_TYPE,
    ]);
    for (const type of SESSION_TYPE_VALUES) {
      for (const errorType of SESSION_ERROR_TYPE_VALUES) this.#errors.zero(type, errorType);
      for (const deviceType of DEVICE_TYPE_VALUES) {
        for (const status of SESSION_STATUS_VALUES) {
          this.#sessions.add(0, undefined, status, { type, deviceType });
        }
      }
    }
    for (const deviceType of DEVICE_TYPE_VALUES) this.#active.zero(deviceType);
  }

  /** A session began. */
  started(context: Context | undefined, deviceType: string): void {
    this.#active.add(1, context, deviceType);
  }

  /** A session ended. */
  ended(
    context: Context,
    session: CountedSession,
    status: SessionStatus,
    errorType: SessionErrorType | undefined,
    durationSeconds: number,
  ): void {
    this.left(context, session.deviceType);
    this.finished(context, session, status, durationSeconds);
    if (errorType !== undefined) this.failed(context, session.type, errorType);
  }

  /** A session that had begun is not active any more. */
  left(context: Context | undefined, deviceType: string): void {
    this.#active.add(-1, context, deviceType);
  }

  /** How a session ended, whatever the reason; `durationSeconds` where it is known. */
  finished(
    context: Context | undefined,
    session: CountedSession,
    status: SessionStatus,
    durationSeconds: number | undefined,
  ): void {
    this.#sessions.add(1, context, status, session);
    if (durationSeconds !== undefined) this.#duration.record(durationSeconds, context, status);
  }

  failed(context: Context | undefined, sessionType: string, errorType: SessionErrorType): void {
    this.#errors.add(1, context, sessionType, errorType);
  }
}
