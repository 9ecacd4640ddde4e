import {
  type Attributes,
  type Context,
  type HrTime,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { toHrTime } from '../metrics';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_TLS_CIPHER,
  ATTR_TLS_HANDSHAKE_RESULT,
  ATTR_TLS_PROTOCOL_VERSION,
  ATTR_TLS_PSK_IDENTITY,
  EVENT_CARDLINK_TLS_HANDSHAKE_FAILED,
  METRIC_CARDLINK_TLS_CONNECTION_DURATION,
  METRIC_CARDLINK_TLS_CONNECTIONS_ACTIVE,
  METRIC_CARDLINK_TLS_HANDSHAKE_DURATION,
  METRIC_CARDLINK_TLS_HANDSHAKES,
  METRIC_CARDLINK_TLS_PROBES,
  SPAN_TLS_HANDSHAKE,
  TLS_ERROR_TYPE_VALUES,
  TLS_HANDSHAKE_RESULT_VALUE_FAILED,
  TLS_HANDSHAKE_RESULT_VALUE_SUCCESS,
  type TlsErrorType,
} from '../semconv';
import { boundedBy } from './bounded';
import { emitEvent } from './events';
import { CounterFamily, HistogramFamily } from './families';
import { recordsSpans } from './no-spans';
import type { Telemetry } from './telemetry';

/** What is known about a handshake, however it ended. */
export interface HandshakeInfo {
  /** When the connection was accepted, in milliseconds since the epoch. */
  readonly startEpochMs: number;
  /** From the connection being accepted to the handshake's end, in seconds. */
  readonly durationSeconds: number;
  readonly clientAddress?: string | undefined;
  /** As the client sent it; it leaves the process only as a pseudonym. */
  readonly identity?: string | undefined;
}

/** A handshake that succeeded. */
export interface CompletedHandshake extends HandshakeInfo {
  /** The standard name: `TLS_PSK_WITH_AES_128_CBC_SHA256`. */
  readonly cipher: string;
  /** `1.2`, as `tls.protocol.version` has it. */
  readonly protocolVersion: string;
  /** The session's context: the handshake's span becomes a child of the session's. */
  readonly context?: Context;
}

/** A handshake that failed, which is no session: its span is a trace of its own. */
export interface FailedHandshake extends HandshakeInfo {
  readonly errorType: TlsErrorType;
  readonly error?: Error;
}

const knownErrorType = boundedBy(TLS_ERROR_TYPE_VALUES);

/** Records PSK-TLS handshakes and connections. `observePskTlsServer` calls it; so may a server of another kind. */
export class TlsRecorder {
  readonly #telemetry: Telemetry;
  readonly #traced: boolean;
  readonly #handshakes: CounterFamily;
  readonly #handshakeDuration: HistogramFamily;
  readonly #active: CounterFamily;
  readonly #probes: CounterFamily;
  readonly #connectionDuration: HistogramFamily;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#traced = recordsSpans(telemetry.tracer);
    this.#handshakes = new CounterFamily(telemetry, METRIC_CARDLINK_TLS_HANDSHAKES, [
      ATTR_TLS_HANDSHAKE_RESULT,
      ATTR_TLS_CIPHER,
      ATTR_ERROR_TYPE,
    ]);
    this.#handshakeDuration = new HistogramFamily(telemetry, METRIC_CARDLINK_TLS_HANDSHAKE_DURATION, [
      ATTR_TLS_HANDSHAKE_RESULT,
    ]);
    this.#active = new CounterFamily(telemetry, METRIC_CARDLINK_TLS_CONNECTIONS_ACTIVE);
    this.#probes = new CounterFamily(telemetry, METRIC_CARDLINK_TLS_PROBES);
    this.#connectionDuration = new HistogramFamily(telemetry, METRIC_CARDLINK_TLS_CONNECTION_DURATION);
    this.#active.zero();
    this.#probes.zero();
    for (const errorType of TLS_ERROR_TYPE_VALUES) {
      this.#handshakes.zero(TLS_HANDSHAKE_RESULT_VALUE_FAILED, undefined, errorType);
    }
  }

  /** A handshake succeeded. */
  handshakeCompleted(handshake: CompletedHandshake): void {
    const { context = ROOT_CONTEXT, cipher } = handshake;
    this.#handshakes.add(1, context, TLS_HANDSHAKE_RESULT_VALUE_SUCCESS, cipher);
    this.#handshakeDuration.record(handshake.durationSeconds, context, TLS_HANDSHAKE_RESULT_VALUE_SUCCESS);
    if (!this.#traced) return;
    const span = this.#startSpan(handshake, TLS_HANDSHAKE_RESULT_VALUE_SUCCESS, context);
    span.setAttribute(ATTR_TLS_CIPHER, cipher);
    span.setAttribute(ATTR_TLS_PROTOCOL_VERSION, handshake.protocolVersion);
    span.end(endTime(handshake));
  }

  /** A handshake failed: counted by reason, with a span and an event. */
  handshakeFailed(handshake: FailedHandshake): void {
    const errorType = knownErrorType(handshake.errorType);
    const span = this.#startSpan(handshake, TLS_HANDSHAKE_RESULT_VALUE_FAILED, ROOT_CONTEXT);
    const context = trace.setSpan(ROOT_CONTEXT, span);
    this.#handshakes.add(1, context, TLS_HANDSHAKE_RESULT_VALUE_FAILED, undefined, errorType);
    this.#handshakeDuration.record(handshake.durationSeconds, context, TLS_HANDSHAKE_RESULT_VALUE_FAILED);
    const attributes = { ...this.#peer(handshake), [ATTR_ERROR_TYPE]: errorType };
    emitEvent(this.#telemetry, EVENT_CARDLINK_TLS_HANDSHAKE_FAILED, attributes, context);
    span.setAttribute(ATTR_ERROR_TYPE, errorType);
    if (handshake.error) span.recordException(handshake.error, endTime(handshake));
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    span.end(endTime(handshake));
  }

  /** A connection ended before its first byte, as a load balancer's probe does: neither handshake nor session. */
  probed(): void {
    this.#probes.add(1, undefined);
  }

  /** A connection is up: its handshake is done. */
  connectionOpened(): void {
    this.#active.add(1, undefined);
  }

  /** A connection that was up is closed, `durationSeconds` after it was accepted. */
  connectionClosed(durationSeconds: number): void {
    this.#active.add(-1, undefined);
    this.#connectionDuration.record(durationSeconds, undefined);
  }

  #startSpan(handshake: HandshakeInfo, result: string, context: Context) {
    const attributes = { ...this.#peer(handshake), [ATTR_TLS_HANDSHAKE_RESULT]: result };
    const options = { kind: SpanKind.SERVER, startTime: toHrTime(handshake.startEpochMs), attributes };
    return this.#telemetry.tracer.startSpan(SPAN_TLS_HANDSHAKE.namePattern, options, context);
  }

  #peer({ clientAddress, identity }: HandshakeInfo): Attributes {
    return {
      ...(clientAddress !== undefined && { [ATTR_CLIENT_ADDRESS]: clientAddress }),
      ...(identity !== undefined && { [ATTR_TLS_PSK_IDENTITY]: this.#telemetry.pseudonym('psk', identity) }),
    };
  }
}

function endTime({ startEpochMs, durationSeconds }: HandshakeInfo): HrTime {
  return toHrTime(startEpochMs + durationSeconds * 1_000);
}
