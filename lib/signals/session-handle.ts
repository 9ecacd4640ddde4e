import {
  type Attributes,
  type Context,
  context as contextApi,
  type HrTime,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
} from '@opentelemetry/api';
import { toHrTime } from '../metrics';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_CLIENT_PORT,
  ATTR_DEVICE_ID,
  ATTR_DEVICE_TYPE,
  ATTR_ERROR_TYPE,
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_SESSION_CLOSE_REASON,
  ATTR_SESSION_DURATION,
  ATTR_SESSION_ID,
  ATTR_SESSION_STATUS,
  ATTR_SESSION_TYPE,
  ATTR_TLS_CIPHER,
  ATTR_TLS_PROTOCOL_VERSION,
  ATTR_TLS_PSK_IDENTITY,
  EVENT_CARDLINK_SESSION_ENDED,
  EVENT_CARDLINK_SESSION_STARTED,
  SESSION_CLOSE_REASON_VALUE_NORMAL,
  type SessionCloseReason,
  type SessionStatus,
  type SessionType,
} from '../semconv';
import type { ApduRecorder, ExchangePlace, Transmit } from './apdu';
import type { ApduResponse } from './apdu-response';
import { boundedDeviceType, type OTHER } from './bounded';
import { emitEvent, isTaken } from './events';
import { errorFacts, recordThrown } from './failure';
import type { GuardedName } from './name-guard';
import { NO_SPAN, runIn } from './no-spans';
import type { OpenScript, ScriptRecorder } from './script';
import { type Closing, closingOf, knownReason, unansweredAs } from './session-closing';
import { contextInSession, contextOfCode, sessionContext } from './session-context';
import type { CountedSession } from './session-counter';
import { randomSessionId } from './session-id';
import type { SessionMetrics } from './session-metrics';
import { SessionTally } from './session-tally';
import type { Telemetry } from './telemetry';

/** How a session ended. */
export interface SessionOutcome {
  readonly status: SessionStatus;
  readonly closeReason: SessionCloseReason;
  /** From its begin, on a monotonic clock. */
  readonly durationSeconds: number;
}

/** What is known of one session; see `SessionInfo`. */
interface SessionFacts {
  readonly id?: string | undefined;
  readonly deviceType?: string;
  readonly deviceId?: string;
  readonly identity?: string | undefined;
  readonly clientAddress?: string | undefined;
  readonly clientPort?: number | undefined;
  readonly cipher?: string | undefined;
  readonly protocolVersion?: string | undefined;
}

/** What the recorder knows of one session, beside what it was told. */
export interface SessionBegin {
  readonly type: SessionType | typeof OTHER;
  /** Its span, the root of a trace of its own. */
  readonly span: Span;
  /** The context that it began in. */
  readonly begun: Context;
  readonly protocol: GuardedName | undefined;
  /** When the session began, in milliseconds since the epoch, where its span was given a start of its own. */
  readonly beganEpochMs: number | undefined;
}

/** What the sessions of a recorder share. */
export interface SessionParts {
  readonly telemetry: Telemetry;
  readonly metrics: SessionMetrics;
  readonly apdu: ApduRecorder;
  readonly script: ScriptRecorder;
  readonly onEnd: (session: Session) => void;
}

/** One OTA session from its begin to its end. Its exchanges are children of its span wherever they are made. */
export class Session {
  readonly type: SessionType | typeof OTHER;
  readonly deviceType: string;
  /** The context that the session began in, with its own span; run code in it to have its spans below the session's. */
  readonly context: Context;
  /** @internal Where it stands among {@link Members}. The published types leave it out: no `implements` may ask for it. */
  place = -1;
  /** @internal What is exchanged in it. */
  readonly tally = new SessionTally();
  readonly #parts: SessionParts;
  readonly #info: SessionFacts;
  readonly #begin: SessionBegin;
  readonly #startedMs: number;
  readonly #place: ExchangePlace;
  #id: string | undefined;
  #open = true;
  #outcome: SessionOutcome | undefined;

  constructor(parts: SessionParts, info: SessionFacts, begin: SessionBegin) {
    const { telemetry, metrics } = parts;
    const { span } = begin;
    this.#parts = parts;
    this.#info = info;
    this.#begin = begin;
    this.type = begin.type;
    this.deviceType = boundedDeviceType(info.deviceType);
    this.context = sessionContext(begin.begun, span, this, telemetry);
    this.#place = { context: this.context, owner: this.tally };
    this.#startedMs = telemetry.clock.monotonicMs();
    if (span.isRecording()) span.setAttributes(this.#addConnection(this.#addPeer(this.#attributes())));
    metrics.started(this.context, this.deviceType);
    if (isTaken(telemetry, EVENT_CARDLINK_SESSION_STARTED, this.context)) {
      const attributes = this.#addAgreed(this.#addPeer(this.#attributes()));
      emitEvent(telemetry, EVENT_CARDLINK_SESSION_STARTED, attributes, this.context);
    }
  }

  /** 16 hexadecimal digits, unless the session was given another one. */
  get id(): string {
    this.#id ??= this.#info.id ?? randomSessionId();
    return this.#id;
  }

  /** What stands for the PSK identity behind the session, as its span has it; undefined where none is known. */
  get pseudonym(): string | undefined {
    const { identity } = this.#info;
    return identity === undefined ? undefined : this.#parts.telemetry.pseudonym('psk', identity);
  }

  /** Whether `end` has not been called yet. */
  get open(): boolean {
    return this.#open;
  }

  /** How the session ended; undefined while it is open. */
  get outcome(): SessionOutcome | undefined {
    return this.#outcome;
  }

  /**
   * Runs `work` in the session's context, where it would be lost: in a callback of a serial line or a reader, say. What it
   * records is below the session's span. Baggage and other values are those that the session began with; code of the session
   * keeps its own, and where the session began with none, so does whoever calls.
   *
   *     port.on('data', (bytes) => session.with(() => obs.apdu.recordResponse(statusWordOf(bytes))));
   *
   * @returns what `work` returns
   */
  with<R>(work: () => R): R {
    return runIn(contextOfCode(contextApi.active(), this, this.#begin), work);
  }

  /** The function, to be called from anywhere: it runs in the session's context, with its own `this` and arguments. */
  bind<F extends (...args: never[]) => unknown>(fn: F): F {
    return this.context === ROOT_CONTEXT ? fn : contextApi.bind(this.context, fn);
  }

  /** @internal Changes with all that is exchanged. */
  get progress(): number {
    return this.tally.progress;
  }

  /**
   * Sends one command; see `ApduRecorder.exchange`. Its span is a child of the session's, whichever is active; what else is
   * active where it is called is so in `transmit`.
   */
  exchange(command: Uint8Array, transmit: Transmit): Promise<ApduResponse> {
    return this.#parts.apdu.exchangeIn(this.#exchangePlace(), command, transmit, this.#info);
  }

  /**
   * The commands of one SCP81 script were sent to the card, now. Tell what is returned the answer.
   *
   *     const script = session.script([select, getStatus]);
   *     const responses = script.end(parsed.responses);
   */
  script(commands: readonly Uint8Array[]): OpenScript {
    this.tally.scriptSent();
    return this.#parts.script.begin(this.#place, commands, this.#info);
  }

  /**
   * Ends the session; only the first call counts. Commands without an answer are recorded as `timeout` or `transport`
   * errors. `error` is what went wrong, for the span's exception event.
   * Default: `normal`.
   */
  end(reason: SessionCloseReason = SESSION_CLOSE_REASON_VALUE_NORMAL, error?: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    const known = knownReason(reason);
    const closing = closingOf(known);
    this.tally.end(unansweredAs(known));
    const { telemetry, metrics, onEnd } = this.#parts;
    const durationSeconds = (telemetry.clock.monotonicMs() - this.#startedMs) / 1_000;
    this.#outcome = { status: closing.status, closeReason: known, durationSeconds };
    metrics.ended(this.context, this.#counted, closing.status, closing.errorType, durationSeconds);
    if (isTaken(telemetry, EVENT_CARDLINK_SESSION_ENDED, this.context)) {
      const attributes = this.#addOutcome(this.#attributes(), known, closing);
      attributes[ATTR_SESSION_DURATION] = durationSeconds;
      const { pseudonym } = this;
      if (pseudonym !== undefined) attributes[ATTR_TLS_PSK_IDENTITY] = pseudonym;
      emitEvent(telemetry, EVENT_CARDLINK_SESSION_ENDED, attributes, this.context);
    }
    const { span, beganEpochMs } = this.#begin;
    // A span with a start of its own would be ended by the wall clock, which may have been set.
    const endTime = beganEpochMs === undefined ? undefined : toHrTime(beganEpochMs + durationSeconds * 1_000);
    if (span.isRecording()) this.#describeEnd(known, closing, error, endTime);
    span.end(endTime);
    onEnd(this);
  }

  #exchangePlace(): ExchangePlace {
    // Where there is no span `transmit` is called as it is, and nothing is made active.
    const { span } = this.#begin;
    if (span === NO_SPAN) return this.#place;
    const active = contextApi.active();
    if (active === this.context || active === ROOT_CONTEXT) return this.#place;
    return { context: contextInSession(active, span, this), owner: this.tally };
  }

  get #counted(): CountedSession {
    return { type: this.type, deviceType: this.deviceType, protocol: this.#begin.protocol?.label };
  }

  #describeEnd(
    reason: SessionCloseReason,
    closing: Closing,
    error: unknown,
    endTime: HrTime | undefined,
  ): void {
    const { span } = this.#begin;
    span.setAttributes(this.#addOutcome({}, reason, closing));
    if (closing.errorType === undefined) return;
    if (error !== undefined) recordThrown(span, errorFacts(error), endTime);
    span.setStatus({ code: SpanStatusCode.ERROR, message: closing.errorType });
  }

  /** What its span and both of its events say. */
  #attributes(): Attributes {
    const attributes: Attributes = {
      [ATTR_SESSION_ID]: this.id,
      [ATTR_SESSION_TYPE]: this.type,
      [ATTR_DEVICE_TYPE]: this.deviceType,
    };
    const { deviceId } = this.#info;
    if (deviceId !== undefined) attributes[ATTR_DEVICE_ID] = deviceId;
    return attributes;
  }

  /** Who is at the other end: what the span and the event of the begin say. */
  #addPeer(attributes: Attributes): Attributes {
    const { clientAddress } = this.#info;
    const { pseudonym } = this;
    if (clientAddress !== undefined) attributes[ATTR_CLIENT_ADDRESS] = clientAddress;
    if (pseudonym !== undefined) attributes[ATTR_TLS_PSK_IDENTITY] = pseudonym;
    return attributes;
  }

  /** What the span alone says of the connection. */
  #addConnection(attributes: Attributes): Attributes {
    const { clientPort } = this.#info;
    const { protocol } = this.#begin;
    if (clientPort !== undefined) attributes[ATTR_CLIENT_PORT] = clientPort;
    if (protocol !== undefined) attributes[ATTR_NETWORK_PROTOCOL_NAME] = protocol.exact;
    return attributes;
  }

  /** What the event of the begin alone says; the span of the handshake says it too. */
  #addAgreed(attributes: Attributes): Attributes {
    const { cipher, protocolVersion } = this.#info;
    if (cipher !== undefined) attributes[ATTR_TLS_CIPHER] = cipher;
    if (protocolVersion !== undefined) attributes[ATTR_TLS_PROTOCOL_VERSION] = protocolVersion;
    return attributes;
  }

  #addOutcome(
    attributes: Attributes,
    reason: SessionCloseReason,
    { status, errorType }: Closing,
  ): Attributes {
    attributes[ATTR_SESSION_STATUS] = status;
    attributes[ATTR_SESSION_CLOSE_REASON] = reason;
    if (errorType !== undefined) attributes[ATTR_ERROR_TYPE] = errorType;
    return this.tally.addTo(attributes);
  }
}
