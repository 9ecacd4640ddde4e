import {
  type Context,
  context as contextApi,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  trace,
} from '@opentelemetry/api';
import { toHrTime } from '../metrics';
import {
  SESSION_CLOSE_REASON_VALUE_ERROR,
  SESSION_CLOSE_REASON_VALUE_TIMEOUT,
  SESSION_TYPE_VALUE_POLLED,
  SESSION_TYPE_VALUE_TRIGGERED,
  SESSION_TYPE_VALUES,
  type SessionCloseReason,
  type SessionType,
  SPAN_OTA_SESSION,
} from '../semconv';
import type { ApduRecorder } from './apdu';
import { boundedBy } from './bounded';
import { isTimeout } from './failure';
import { NO_SPAN, recordsSpans, runIn } from './no-spans';
import type { ScriptRecorder } from './script';
import { Session, type SessionParts } from './session-handle';
import { SessionMetrics } from './session-metrics';
import type { Telemetry } from './telemetry';
import type { TriggerRecorder } from './trigger';

/** What is known about a session when it begins. */
export interface SessionInfo {
  /** Default: `triggered` when a trigger for `identity` was recorded in the last ten minutes, else `polled`. */
  readonly type?: SessionType | undefined;
  /** phone, modem, reader or simulator; anything else is recorded as `_OTHER`. Default: `unknown`. */
  readonly deviceType?: string;
  /** Identifies the device on spans. Never an ICCID, IMSI or EID. */
  readonly deviceId?: string;
  /** The PSK identity behind the session; it finds the trigger, and leaves the process only as a pseudonym. */
  readonly identity?: string | undefined;
  /** The address of the card's terminal, for the span. */
  readonly clientAddress?: string | undefined;
  /** Default: a random one of 16 hexadecimal digits. */
  readonly id?: string;
  /** When the span begins, in milliseconds since the epoch: earlier than now to enclose the handshake. */
  readonly startEpochMs?: number;
}

const knownType = boundedBy(SESSION_TYPE_VALUES);

/**
 * Records OTA sessions. `run` is the whole job; `start` is for code in which a session begins and ends in
 * different places.
 *
 *     await obs.session.run({ deviceType: 'phone' }, (session) => session.exchange(select, send));
 */
export class SessionRecorder {
  readonly #telemetry: Telemetry;
  readonly #traced: boolean;
  readonly #trigger: TriggerRecorder;
  readonly #parts: SessionParts;
  readonly #open = new Set<Session>();

  constructor(telemetry: Telemetry, apdu: ApduRecorder, script: ScriptRecorder, trigger: TriggerRecorder) {
    this.#telemetry = telemetry;
    this.#traced = recordsSpans(telemetry.tracer);
    this.#trigger = trigger;
    this.#parts = {
      telemetry,
      metrics: new SessionMetrics(telemetry),
      apdu,
      script,
      onEnd: (ended) => this.#open.delete(ended),
    };
  }

  /**
   * Begins a session: the root span of a trace of its own, linked to the trigger that brought it about and to the
   * span that was active, and one more active session until `end` is called on what is returned.
   *
   * @param active the context whose span is linked to (default: the active one)
   */
  start(info: SessionInfo = {}, active?: Context): Session {
    const trigger = info.identity === undefined ? undefined : this.#trigger.recent(info.identity);
    const type =
      info.type !== undefined
        ? knownType(info.type)
        : trigger
          ? SESSION_TYPE_VALUE_TRIGGERED
          : SESSION_TYPE_VALUE_POLLED;
    const span = this.#traced
      ? this.#startSpan(info, trigger, trace.getSpanContext(active ?? contextApi.active()))
      : NO_SPAN;
    const session = new Session(this.#parts, info, type, span);
    this.#open.add(session);
    return session;
  }

  #startSpan(
    { startEpochMs }: SessionInfo,
    trigger: SpanContext | undefined,
    active: SpanContext | undefined,
  ): Span {
    const links: Link[] = [];
    if (trigger) links.push({ context: trigger });
    if (active) links.push({ context: active });
    const options: SpanOptions = { kind: SpanKind.INTERNAL, root: true, links };
    if (startEpochMs !== undefined) options.startTime = toHrTime(startEpochMs);
    return this.#telemetry.tracer.startSpan(SPAN_OTA_SESSION.namePattern, options, ROOT_CONTEXT);
  }

  /**
   * Runs `work` as one session, with its span active: completed when `work` returns, `timeout` when it throws a
   * timeout, else failed. A session that `work` ended itself stays as it was ended.
   *
   * @throws what `work` throws, unchanged
   */
  async run<T>(info: SessionInfo, work: (session: Session) => Promise<T> | T): Promise<T> {
    const session = this.start(info);
    try {
      const result = await runIn(session.context, () => work(session));
      session.end();
      return result;
    } catch (error) {
      session.end(
        isTimeout(error) ? SESSION_CLOSE_REASON_VALUE_TIMEOUT : SESSION_CLOSE_REASON_VALUE_ERROR,
        error,
      );
      throw error;
    }
  }

  /** Sessions that have begun and not ended. */
  get open(): number {
    return this.#open.size;
  }

  /** Ends every open session for the same reason: what a shutdown does, so that no span is lost. */
  endAll(reason: SessionCloseReason): void {
    for (const session of [...this.#open]) session.end(reason);
  }
}
