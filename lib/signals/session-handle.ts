import {
  type Attributes,
  type Context,
  context as contextApi,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { toHrTime } from '../metrics';
import {
  APDU_ERROR_TYPE_VALUE_TIMEOUT,
  APDU_ERROR_TYPE_VALUE_TRANSPORT,
  type ApduErrorType,
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
  SESSION_CLOSE_REASON_VALUE_ERROR,
  SESSION_CLOSE_REASON_VALUE_NORMAL,
  SESSION_ERROR_TYPE_VALUE_CLIENT_DISCONNECT,
  SESSION_ERROR_TYPE_VALUE_ERROR,
  SESSION_ERROR_TYPE_VALUE_HANDSHAKE_FAILED,
  SESSION_ERROR_TYPE_VALUE_SERVER_SHUTDOWN,
  SESSION_ERROR_TYPE_VALUE_TIMEOUT,
  SESSION_STATUS_VALUE_COMPLETED,
  SESSION_STATUS_VALUE_FAILED,
  SESSION_STATUS_VALUE_TIMEOUT,
  type SessionCloseReason,
  type SessionErrorType,
  type SessionStatus,
  type SessionType,
} from '../semconv';
import type { ApduRecorder, ExchangeInfo, Transmit } from './apdu';
import type { ApduResponse } from './apdu-response';
import type { OTHER } from './bounded';
import { emitEvent } from './events';
import { errorFacts, recordThrown } from './failure';
import type { GuardedName } from './name-guard';
import type { OpenScript, ScriptRecorder } from './script';
import { withSessionId } from './session-context';
import type { CountedSession } from './session-counter';
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

interface Closing {
  readonly status: SessionStatus;
  readonly errorType?: SessionErrorType;
}

const failed = (errorType: SessionErrorType): Closing => ({ status: SESSION_STATUS_VALUE_FAILED, errorType });

const CLOSINGS: { readonly [reason in SessionCloseReason]: Closing } = {
  normal: { status: SESSION_STATUS_VALUE_COMPLETED },
  timeout: { status: SESSION_STATUS_VALUE_TIMEOUT, errorType: SESSION_ERROR_TYPE_VALUE_TIMEOUT },
  error: failed(SESSION_ERROR_TYPE_VALUE_ERROR),
  client_disconnect: failed(SESSION_ERROR_TYPE_VALUE_CLIENT_DISCONNECT),
  server_shutdown: failed(SESSION_ERROR_TYPE_VALUE_SERVER_SHUTDOWN),
  handshake_failed: failed(SESSION_ERROR_TYPE_VALUE_HANDSHAKE_FAILED),
};

/** What became of the commands that a session's end leaves without an answer. */
const UNANSWERED: { readonly [reason in SessionCloseReason]?: ApduErrorType } = {
  timeout: APDU_ERROR_TYPE_VALUE_TIMEOUT,
};

/** What a recorder gives to a new session. */
export interface SessionParts {
  readonly id: string;
  readonly type: SessionType | typeof OTHER;
  readonly deviceType: string;
  readonly deviceId: string | undefined;
  /** What is known of its connection. */
  readonly about: {
    readonly clientAddress?: string;
    readonly clientPort?: number;
    readonly cipher?: string;
    readonly protocolVersion?: string;
  };
  readonly protocol: GuardedName | undefined;
  /** The PSK identity's pseudonym. */
  readonly pseudonym: string | undefined;
  readonly span: Span;
  /** When the session began, in milliseconds since the epoch, where its span was given a start of its own. */
  readonly beganEpochMs: number | undefined;
  readonly telemetry: Telemetry;
  readonly metrics: SessionMetrics;
  readonly apdu: ApduRecorder;
  readonly script: ScriptRecorder;
  readonly onEnd: (session: Session) => void;
}

/** Who is at the other end: what the span and the event of the begin say. */
function peerAttributes({ about: { clientAddress }, pseudonym }: SessionParts): Attributes {
  return {
    ...(clientAddress !== undefined && { [ATTR_CLIENT_ADDRESS]: clientAddress }),
    ...(pseudonym !== undefined && { [ATTR_TLS_PSK_IDENTITY]: pseudonym }),
  };
}

/** What the span alone says of the connection. */
function connectionAttributes({ about: { clientPort }, protocol }: SessionParts): Attributes {
  return {
    ...(clientPort !== undefined && { [ATTR_CLIENT_PORT]: clientPort }),
    ...(protocol !== undefined && { [ATTR_NETWORK_PROTOCOL_NAME]: protocol.exact }),
  };
}

/** What the event of the begin alone says; the span of the handshake says it too. */
function agreedAttributes({ about: { cipher, protocolVersion } }: SessionParts): Attributes {
  return {
    ...(cipher !== undefined && { [ATTR_TLS_CIPHER]: cipher }),
    ...(protocolVersion !== undefined && { [ATTR_TLS_PROTOCOL_VERSION]: protocolVersion }),
  };
}

/** What a session's span and both of its events say. */
function sessionAttributes({ id, type, deviceType, deviceId }: SessionParts): Attributes {
  return {
    [ATTR_SESSION_ID]: id,
    [ATTR_SESSION_TYPE]: type,
    [ATTR_DEVICE_TYPE]: deviceType,
    ...(deviceId !== undefined && { [ATTR_DEVICE_ID]: deviceId }),
  };
}

/** One OTA session from its begin to its end. Its exchanges are children of its span wherever they are made. */
export class Session {
  readonly id: string;
  readonly type: SessionType | typeof OTHER;
  readonly deviceType: string;
  /** The context of the session's span; run code in it to have its spans below the session's. */
  readonly context: Context;
  readonly #parts: SessionParts;
  readonly #startedMs: number;
  readonly #tally = new SessionTally();
  readonly #device: ExchangeInfo;
  readonly #attributes: Attributes;
  #open = true;
  #outcome: SessionOutcome | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.type = parts.type;
    this.deviceType = parts.deviceType;
    this.context = withSessionId(trace.setSpan(ROOT_CONTEXT, parts.span), parts.id);
    this.#startedMs = parts.telemetry.clock.monotonicMs();
    this.#device = {
      deviceType: parts.deviceType,
      ...(parts.deviceId !== undefined && { deviceId: parts.deviceId }),
    };
    this.#attributes = sessionAttributes(parts);
    parts.span.setAttributes(this.#attributes);
    const peer = peerAttributes(parts);
    if (parts.span.isRecording()) parts.span.setAttributes({ ...peer, ...connectionAttributes(parts) });
    parts.metrics.started(this.context, parts.deviceType);
    emitEvent(
      parts.telemetry,
      EVENT_CARDLINK_SESSION_STARTED,
      { ...this.#attributes, ...peer, ...agreedAttributes(parts) },
      this.context,
    );
  }

  /** Whether `end` has not been called yet. */
  get open(): boolean {
    return this.#open;
  }

  /** What stands for the PSK identity behind the session, as its span has it; undefined where none is known. */
  get pseudonym(): string | undefined {
    return this.#parts.pseudonym;
  }

  /** How the session ended; undefined while it is open. */
  get outcome(): SessionOutcome | undefined {
    return this.#outcome;
  }

  /**
   * Runs `work` in the session's context, where it would be lost: in a callback of a serial line or a reader, say. What it
   * records is below the session's span.
   *
   *     port.on('data', (bytes) => session.with(() => obs.apdu.recordResponse(statusWordOf(bytes))));
   *
   * @returns what `work` returns
   */
  with<R>(work: () => R): R {
    return contextApi.with(this.context, work);
  }

  /** The function, to be called from anywhere: it runs in the session's context, with its own `this` and arguments. */
  bind<F extends (...args: never[]) => unknown>(fn: F): F {
    return contextApi.bind(this.context, fn);
  }

  /** @internal Changes with all that is exchanged. */
  get progress(): number {
    return this.#tally.progress;
  }

  /** Sends one command; see `ApduRecorder.exchange`. Its span is a child of the session's. */
  exchange(command: Uint8Array, transmit: Transmit): Promise<ApduResponse> {
    return this.#parts.apdu.exchangeIn(this.#place(), command, transmit, this.#device);
  }

  /**
   * The commands of one SCP81 script were sent to the card, now. Tell what is returned the answer.
   *
   *     const script = session.script([select, getStatus]);
   *     const responses = script.end(parsed.responses);
   */
  script(commands: readonly Uint8Array[]): OpenScript {
    this.#tally.scriptSent();
    return this.#parts.script.begin(this.#place(), commands, this.#device);
  }

  /**
   * Ends the session; only the first call counts. Commands without an answer are recorded as `timeout` or `transport`
   * errors. `error` is what went wrong, for the span's exception event.
   * Default: `normal`.
   */
  end(reason: SessionCloseReason = SESSION_CLOSE_REASON_VALUE_NORMAL, error?: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    const known =
      typeof reason === 'string' && Object.hasOwn(CLOSINGS, reason)
        ? reason
        : SESSION_CLOSE_REASON_VALUE_ERROR;
    const closing = CLOSINGS[known];
    this.#tally.end(UNANSWERED[known] ?? APDU_ERROR_TYPE_VALUE_TRANSPORT);
    const { span, telemetry, metrics, onEnd } = this.#parts;
    const durationSeconds = (telemetry.clock.monotonicMs() - this.#startedMs) / 1_000;
    this.#outcome = { status: closing.status, closeReason: known, durationSeconds };
    metrics.ended(this.context, this.#counted, closing.status, closing.errorType, durationSeconds);
    const { pseudonym } = this;
    const outcome = {
      [ATTR_SESSION_STATUS]: closing.status,
      [ATTR_SESSION_CLOSE_REASON]: known,
      ...(closing.errorType !== undefined && { [ATTR_ERROR_TYPE]: closing.errorType }),
      ...this.#tally.attributes(),
    };
    span.setAttributes(outcome);
    // A span with a start of its own would be ended by the wall clock, which may have been set.
    const { beganEpochMs } = this.#parts;
    const endTime = beganEpochMs === undefined ? undefined : toHrTime(beganEpochMs + durationSeconds * 1_000);
    if (closing.errorType !== undefined) {
      if (error !== undefined) recordThrown(span, errorFacts(error), endTime);
      span.setStatus({ code: SpanStatusCode.ERROR, message: closing.errorType });
    }
    emitEvent(
      telemetry,
      EVENT_CARDLINK_SESSION_ENDED,
      {
        ...this.#attributes,
        ...(pseudonym !== undefined && { [ATTR_TLS_PSK_IDENTITY]: pseudonym }),
        ...outcome,
        [ATTR_SESSION_DURATION]: durationSeconds,
      },
      this.context,
    );
    span.end(endTime);
    onEnd(this);
  }

  get #counted(): CountedSession {
    const { type, deviceType } = this;
    return { type, deviceType, protocol: this.#parts.protocol?.label };
  }

  #place() {
    return { context: this.context, owner: this.#tally };
  }
}
