import {
  type Context,
  context as contextApi,
  type Link,
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
  SESSION_ERROR_TYPE_VALUE_ERROR,
  SESSION_ERROR_TYPE_VALUES,
  SESSION_STATUS_VALUE_FAILED,
  SESSION_STATUS_VALUES,
  SESSION_TYPE_VALUE_POLLED,
  SESSION_TYPE_VALUE_TRIGGERED,
  SESSION_TYPE_VALUES,
  type SessionCloseReason,
  type SessionErrorType,
  type SessionStatus,
  type SessionType,
  SPAN_OTA_SESSION,
} from '../semconv';
import { isAmount } from './amount';
import type { ApduRecorder } from './apdu';
import { boundedBy, boundedDeviceType, OTHER } from './bounded';
import { isTimeout } from './failure';
import { infoOf } from './info';
import { Members } from './members';
import { mayIdentify, NameGuard } from './name-guard';
import { NO_SPAN, recordsSpans, runIn } from './no-spans';
import { OpenScopes } from './open-scopes';
import { RunningCounts } from './running-counts';
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
  /** Its port there, for the span. */
  readonly clientPort?: number | undefined;
  /** The protocol that the session speaks, such as `http`. Beyond 20 of them `_OTHER`. Default: not said. */
  readonly protocol?: string | undefined;
  /** The cipher suite agreed on, by its standard name, for the event of the session's begin. */
  readonly cipher?: string | undefined;
  /** The TLS version agreed on, as `1.2`, for the event of the session's begin. */
  readonly protocolVersion?: string | undefined;
  /** Default: a random one of 16 hexadecimal digits. */
  readonly id?: string;
  /** When the span begins, in milliseconds since the epoch: earlier than now to enclose the handshake. */
  readonly startEpochMs?: number;
  /**
   * How long nothing may be exchanged in the session until it is ended as `timeout`, in milliseconds. It is looked at when
   * that time is over, which may become twice as long. Infinity where somebody else sees to its end, as the socket does of
   * a server that is observed. Default: ten minutes.
   */
  readonly timeoutMs?: number;
}

/** Sessions that have begun and not ended, those left out whose end somebody else sees to. */
const MAX_OPEN = 100_000;

/** Distinct protocols that become labels. */
const MAX_PROTOCOLS = 20;

/** How long a session may be quiet: far longer than the bounds that servers set to their sockets. */
const QUIET_MS = 10 * 60 * 1_000;

/** What is known about a session that ended, for `recordEnd`. */
export interface SessionEndInfo {
  /** Default: `polled`. */
  readonly type?: SessionType;
  /** As given to `recordStart`. Default: `unknown`. */
  readonly deviceType?: string;
  /** From the completed handshake to the close, in seconds. */
  readonly durationSeconds?: number;
  /** See `SessionInfo.protocol`. */
  readonly protocol?: string;
}

/** What is read of what a caller says of a session. */
const SESSION_KEYS = [
  'type',
  'deviceType',
  'deviceId',
  'identity',
  'clientAddress',
  'clientPort',
  'protocol',
  'cipher',
  'protocolVersion',
  'id',
  'startEpochMs',
  'timeoutMs',
] as const;

const knownType = boundedBy(SESSION_TYPE_VALUES);
const knownStatus = boundedBy(SESSION_STATUS_VALUES);
const knownErrorType = boundedBy(SESSION_ERROR_TYPE_VALUES);

/**
 * Records OTA sessions. `run` is the whole job; `start` is for code in which a session begins and ends in
 * different places; the `record…` methods record one figure each.
 *
 *     await obs.session.run({ deviceType: 'phone' }, (session) => session.exchange(select, send));
 */
export class SessionRecorder {
  readonly #telemetry: Telemetry;
  readonly #traced: boolean;
  readonly #trigger: TriggerRecorder;
  readonly #metrics: SessionMetrics;
  readonly #parts: SessionParts;
  readonly #open: OpenScopes<Session>;
  /** Those whose end somebody else sees to: with a server that is observed these are nearly all. */
  readonly #attended = new Members<Session>();
  /** Those that `recordStart` counted, by device type. */
  readonly #running = new RunningCounts();
  readonly #protocols = new NameGuard(MAX_PROTOCOLS, protocolName);

  constructor(telemetry: Telemetry, apdu: ApduRecorder, script: ScriptRecorder, trigger: TriggerRecorder) {
    this.#telemetry = telemetry;
    this.#traced = recordsSpans(telemetry.tracer);
    this.#trigger = trigger;
    this.#metrics = new SessionMetrics(telemetry);
    this.#parts = {
      telemetry,
      metrics: this.#metrics,
      apdu,
      script,
      onEnd: (ended) => void (this.#attended.delete(ended) || this.#open.delete(ended)),
    };
    this.#open = new OpenScopes({
      clock: telemetry.clock,
      isOver: telemetry.isOver,
      quietMs: QUIET_MS,
      maxOpen: MAX_OPEN,
      giveUp: (session) => session.end(SESSION_CLOSE_REASON_VALUE_TIMEOUT),
      progress: (session) => session.progress,
    });
  }

  /**
   * Begins a session: the root span of a trace of its own, linked to the trigger that brought it about and to the
   * span that was active, and one more active session until `end` is called on what is returned, or until it has been
   * quiet for too long. Baggage and other values that are active go on in it.
   */
  start(given: SessionInfo = {}): Session {
    const info = infoOf(given, SESSION_KEYS);
    return this.startIn(info, contextApi.active());
  }

  /** @internal As `start`, of what is known to be what it should be, in a given context in the place of the active one. */
  startIn(info: SessionInfo, begun: Context): Session {
    const trigger = info.identity === undefined ? undefined : this.#trigger.recent(info.identity);
    const type =
      info.type !== undefined
        ? knownType(info.type)
        : trigger
          ? SESSION_TYPE_VALUE_TRIGGERED
          : SESSION_TYPE_VALUE_POLLED;
    const startEpochMs =
      info.startEpochMs !== undefined && isAmount(info.startEpochMs) ? info.startEpochMs : undefined;
    const session = new Session(this.#parts, info, {
      type,
      span: this.#traced ? this.#startSpan(startEpochMs, trigger, begun) : NO_SPAN,
      begun,
      protocol: info.protocol === undefined ? undefined : this.#protocols.name(info.protocol),
      // Whatever becomes of the wall clock from now on: the span is as long as the session.
      beganEpochMs:
        startEpochMs === undefined ? undefined : Math.max(startEpochMs, this.#telemetry.clock.epochMs()),
    });
    if (info.timeoutMs !== Number.POSITIVE_INFINITY) this.#open.add(session, info.timeoutMs);
    else if (!this.#open.isOver) this.#attended.add(session);
    return session;
  }

  #startSpan(startEpochMs: number | undefined, trigger: SpanContext | undefined, begun: Context): Span {
    const links: Link[] = [];
    if (trigger) links.push({ context: trigger });
    const active = trace.getSpanContext(begun);
    if (active) links.push({ context: active });
    const options: SpanOptions = { kind: SpanKind.INTERNAL, root: true, links };
    if (startEpochMs !== undefined && Number.isFinite(startEpochMs))
      options.startTime = toHrTime(startEpochMs);
    return this.#telemetry.tracer.startSpan(SPAN_OTA_SESSION.namePattern, options, begun);
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

  /** Counts a session as begun and active, until `recordEnd`; without a span, an event or a bound of time. */
  recordStart(deviceType?: string): void {
    const type = boundedDeviceType(deviceType);
    this.#running.begin(type);
    this.#metrics.started(undefined, type);
  }

  /**
   * Counts a session that `recordStart` counted as ended. Why it failed, `recordError` counts. A status that is not in the
   * registry is `failed`. With more ends than begins of a device type, none of it is active: never fewer.
   */
  recordEnd(status: SessionStatus, info: SessionEndInfo = {}): void {
    const { type, deviceType, durationSeconds, protocol } = infoOf(info, [
      'type',
      'deviceType',
      'durationSeconds',
      'protocol',
    ]);
    const known = knownStatus(status);
    const boundedType = boundedDeviceType(deviceType);
    if (this.#running.end(boundedType)) this.#metrics.left(undefined, boundedType);
    this.#metrics.finished(
      undefined,
      {
        type: type === undefined ? SESSION_TYPE_VALUE_POLLED : knownType(type),
        deviceType: boundedType,
        protocol: protocol === undefined ? undefined : this.#protocols.name(protocol).label,
      },
      known === OTHER ? SESSION_STATUS_VALUE_FAILED : known,
      durationSeconds,
    );
  }

  /** Counts an error of a session; `errorType` is one of the close reasons without `normal`. */
  recordError(errorType: SessionErrorType, type: SessionType = SESSION_TYPE_VALUE_POLLED): void {
    const known = knownErrorType(errorType);
    this.#metrics.failed(
      undefined,
      knownType(type),
      known === OTHER ? SESSION_ERROR_TYPE_VALUE_ERROR : known,
    );
  }

  /** Sessions that have begun and not ended. */
  get open(): number {
    return this.#open.size + this.#attended.size;
  }

  /** Ends every open session for the same reason: what a shutdown does, so that no span is lost. */
  endAll(reason: SessionCloseReason): void {
    for (const session of this.#attended.takeAll()) session.end(reason);
    this.#open.endAll((session) => session.end(reason));
  }
}

/** A protocol's name as OpenTelemetry has them, in lower case; undefined for what looks like none. */
function protocolName(name: string): string | undefined {
  return /^[\w./-]{1,32}$/.test(name) && !mayIdentify(name) ? name.toLowerCase() : undefined;
}
