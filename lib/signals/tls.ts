import {
  type Attributes,
  type Context,
  context as contextApi,
  type HrTime,
  ROOT_CONTEXT,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { toHrTime } from '../metrics';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_CLIENT_PORT,
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
  TLS_ERROR_TYPE_VALUE_HANDSHAKE_TIMEOUT,
  TLS_ERROR_TYPE_VALUES,
  TLS_HANDSHAKE_RESULT_VALUE_FAILED,
  TLS_HANDSHAKE_RESULT_VALUE_SUCCESS,
  type TlsErrorType,
  type TlsHandshakeResult,
} from '../semconv';
import { isAmount } from './amount';
import { boundedBy, OTHER } from './bounded';
import { emitEvent } from './events';
import { errorFacts, recordThrown } from './failure';
import { CounterFamily, HistogramFamily } from './families';
import { contextFrom, fieldOf, infoOf, plain } from './info';
import { mayIdentify, NameGuard } from './name-guard';
import { recordsSpans } from './no-spans';
import { OpenScopes } from './open-scopes';
import type { Telemetry } from './telemetry';
import { handshakeErrorType } from './tls-error';
import { OpenHandshake } from './tls-handshake';
import {
  COMPLETED_KEYS,
  type CompletedHandshake,
  FAILED_KEYS,
  type FailedHandshake,
  type HandshakeInfo,
  type HandshakeResult,
  type HandshakeScope,
  NO_HANDSHAKE,
  SCOPE_KEYS,
} from './tls-info';

/** As long as Node waits for a handshake by default. */
const HANDSHAKE_MS = 120_000;
/** Distinct cipher suites that become labels: more than any stack offers with pre-shared keys. */
const MAX_CIPHERS = 100;

/** A cipher suite's name as every registry has them; undefined for anything else. */
function cipherName(name: string): string | undefined {
  return /^[\w-]{1,64}$/.test(name) && !mayIdentify(name) ? name : undefined;
}

const knownErrorType = boundedBy(TLS_ERROR_TYPE_VALUES);

/**
 * Records PSK-TLS handshakes and connections where `observePskTlsServer` cannot see them: in another TLS stack, behind a
 * proxy. `handshake` is the whole job; `handshakeCompleted` and `handshakeFailed` are for what is over already; the
 * `record…` and `…Connections` methods record one figure each.
 *
 *     const socket = await obs.tls.handshake({ clientAddress }, async (handshake) => {
 *       const secure = await stack.accept(connection);
 *       handshake.agreed({ cipher: secure.cipher, protocolVersion: '1.2' });
 *       return secure;
 *     });
 */
export class TlsRecorder {
  readonly #telemetry: Telemetry;
  readonly #traced: boolean;
  readonly #handshakes: CounterFamily;
  readonly #handshakeDuration: HistogramFamily;
  readonly #active: CounterFamily;
  readonly #probes: CounterFamily;
  readonly #connectionDuration: HistogramFamily;
  readonly #ciphers = new NameGuard(MAX_CIPHERS, cipherName);
  readonly #open: OpenScopes<OpenHandshake>;
  #connections = 0;

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
    this.#open = new OpenScopes({
      clock: telemetry.clock,
      isOver: telemetry.isOver,
      quietMs: HANDSHAKE_MS,
      giveUp: (handshake) => this.#fail(handshake, TLS_ERROR_TYPE_VALUE_HANDSHAKE_TIMEOUT),
    });
    this.#active.zero();
    this.#probes.zero();
    for (const errorType of TLS_ERROR_TYPE_VALUES) {
      this.#handshakes.zero(TLS_HANDSHAKE_RESULT_VALUE_FAILED, undefined, errorType);
    }
  }

  /**
   * Does one handshake of a server and records what became of it: result, duration, a `tls.handshake` span that is active
   * in `work`, and an event when it failed. A connection that ends before its first byte is none: tell `probed` of it.
   *
   * @throws what `work` throws, unchanged, after recording it
   */
  async handshake<T>(info: HandshakeScope, work: (handshake: OpenHandshake) => Promise<T> | T): Promise<T> {
    const scope = infoOf(info, SCOPE_KEYS);
    const handshake = this.#begin(scope);
    try {
      const result = await contextApi.with(handshake.context, work, undefined, handshake);
      this.#succeed(handshake);
      return result;
    } catch (error) {
      if (this.#open.delete(handshake)) this.#fail(handshake, errorTypeOf(error, scope), error);
      throw error;
    }
  }

  /** Counts a handshake that is over, and how long it took, without a span or an event. */
  recordHandshake(result: TlsHandshakeResult, info: HandshakeResult = {}): void {
    const { durationSeconds, cipher, errorType } = infoOf(info, ['durationSeconds', 'cipher', 'errorType']);
    if (result === TLS_HANDSHAKE_RESULT_VALUE_SUCCESS) {
      this.#handshakes.add(1, undefined, result, cipher === undefined ? undefined : this.#cipher(cipher));
    } else {
      const reason = errorType === undefined ? OTHER : knownErrorType(errorType);
      this.#handshakes.add(1, undefined, TLS_HANDSHAKE_RESULT_VALUE_FAILED, undefined, reason);
    }
    if (durationSeconds !== undefined) {
      const known =
        result === TLS_HANDSHAKE_RESULT_VALUE_SUCCESS ? result : TLS_HANDSHAKE_RESULT_VALUE_FAILED;
      this.#handshakeDuration.record(durationSeconds, undefined, known);
    }
  }

  /** A handshake succeeded. */
  handshakeCompleted(given: CompletedHandshake): void {
    const context = contextFrom(fieldOf(given, 'context')) ?? ROOT_CONTEXT;
    const cipher = plain(fieldOf(given, 'cipher')) ?? OTHER;
    const durationSeconds = fieldOf(given, 'durationSeconds') ?? Number.NaN;
    this.#handshakes.add(1, context, TLS_HANDSHAKE_RESULT_VALUE_SUCCESS, this.#cipher(cipher));
    this.#handshakeDuration.record(durationSeconds, context, TLS_HANDSHAKE_RESULT_VALUE_SUCCESS);
    if (!this.#traced) return;
    const handshake = { ...NO_HANDSHAKE, ...infoOf(given, COMPLETED_KEYS) };
    const span = this.#startSpan(handshake, TLS_HANDSHAKE_RESULT_VALUE_SUCCESS, context);
    span.setAttribute(ATTR_TLS_CIPHER, cipher);
    span.setAttribute(ATTR_TLS_PROTOCOL_VERSION, handshake.protocolVersion);
    span.end(endTime(handshake));
  }

  /** A handshake failed: counted by reason, with a span and an event. */
  handshakeFailed(given: FailedHandshake): void {
    const handshake = { ...NO_HANDSHAKE, ...infoOf(given, FAILED_KEYS) };
    const errorType = knownErrorType(handshake.errorType);
    const span = this.#startSpan(handshake, TLS_HANDSHAKE_RESULT_VALUE_FAILED, ROOT_CONTEXT);
    const context = trace.setSpan(ROOT_CONTEXT, span);
    this.#handshakes.add(1, context, TLS_HANDSHAKE_RESULT_VALUE_FAILED, undefined, errorType);
    this.#handshakeDuration.record(handshake.durationSeconds, context, TLS_HANDSHAKE_RESULT_VALUE_FAILED);
    const attributes = { ...this.#peer(handshake), [ATTR_ERROR_TYPE]: errorType };
    emitEvent(this.#telemetry, EVENT_CARDLINK_TLS_HANDSHAKE_FAILED, attributes, context);
    span.setAttribute(ATTR_ERROR_TYPE, errorType);
    recordThrown(span, errorFacts(handshake.error), endTime(handshake));
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    span.end(endTime(handshake));
  }

  /** A connection ended before its first byte, as a load balancer's probe does: neither handshake nor session. */
  probed(): void {
    this.#probes.add(1, undefined);
  }

  /** A connection is up: its handshake is done. */
  connectionOpened(): void {
    this.setConnections(this.#connections + 1);
  }

  /**
   * A connection that was up is closed. One that nobody told of counts for nothing.
   *
   * @param durationSeconds since it was accepted. Default: not recorded
   */
  connectionClosed(durationSeconds?: number): void {
    if (this.#connections > 0) this.setConnections(this.#connections - 1);
    if (durationSeconds !== undefined) this.#connectionDuration.record(durationSeconds, undefined);
  }

  /** So many connections are up now. Not beside `observePskTlsServer`, which counts by itself. */
  setConnections(active: number): void {
    if (!isAmount(active)) {
      this.#active.refuse(active);
      return;
    }
    this.#active.add(active - this.#connections, undefined);
    this.#connections = active;
  }

  /** Ends every handshake that is under way as failed: what a shutdown does, so that no span is lost. */
  endAll(): void {
    this.#open.endAll((handshake) => this.#fail(handshake, OTHER));
  }

  #begin({ clientAddress, clientPort, identity, context, timeoutMs }: HandshakeScope): OpenHandshake {
    const { tracer, clock, pseudonym } = this.#telemetry;
    const parent = contextFrom(context) ?? contextApi.active();
    const attributes = this.#peer({ clientAddress, clientPort });
    const span = tracer.startSpan(
      SPAN_TLS_HANDSHAKE.namePattern,
      { kind: SpanKind.SERVER, attributes },
      parent,
    );
    const handshake = new OpenHandshake({
      span,
      parent,
      startedMs: clock.monotonicMs(),
      pseudonym: (value) => pseudonym('psk', value),
      peer: attributes,
    });
    if (identity !== undefined) handshake.identified(identity);
    this.#open.add(handshake, timeoutMs);
    return handshake;
  }

  #succeed(handshake: OpenHandshake): void {
    if (!this.#open.delete(handshake)) return;
    this.#count(handshake, TLS_HANDSHAKE_RESULT_VALUE_SUCCESS);
    handshake.succeed();
  }

  #fail(handshake: OpenHandshake, errorType: TlsErrorType, error?: unknown): void {
    this.#count(handshake, TLS_HANDSHAKE_RESULT_VALUE_FAILED, errorType);
    const event = { ...handshake.peer, [ATTR_ERROR_TYPE]: errorType };
    emitEvent(this.#telemetry, EVENT_CARDLINK_TLS_HANDSHAKE_FAILED, event, handshake.context);
    handshake.fail(errorType, error === undefined ? undefined : errorFacts(error));
  }

  #count(
    { context, cipher, startedMs }: OpenHandshake,
    result: TlsHandshakeResult,
    errorType?: string,
  ): void {
    const label = errorType === undefined && cipher !== undefined ? this.#cipher(cipher) : undefined;
    this.#handshakes.add(1, context, result, label, errorType);
    const durationSeconds = (this.#telemetry.clock.monotonicMs() - startedMs) / 1_000;
    this.#handshakeDuration.record(durationSeconds, context, result);
  }

  #cipher(cipher: string): string {
    return this.#ciphers.name(cipher).label;
  }

  #startSpan(handshake: HandshakeInfo, result: string, context: Context) {
    const attributes = this.#peer(handshake);
    attributes[ATTR_TLS_HANDSHAKE_RESULT] = result;
    const { startEpochMs } = handshake;
    const options: SpanOptions = { kind: SpanKind.SERVER, attributes };
    if (isAmount(startEpochMs)) options.startTime = toHrTime(startEpochMs);
    return this.#telemetry.tracer.startSpan(SPAN_TLS_HANDSHAKE.namePattern, options, context);
  }

  #peer({ clientAddress, clientPort, identity }: Peer): Attributes {
    const attributes: Attributes = {};
    if (clientAddress !== undefined) attributes[ATTR_CLIENT_ADDRESS] = clientAddress;
    if (clientPort !== undefined) attributes[ATTR_CLIENT_PORT] = clientPort;
    if (identity !== undefined)
      attributes[ATTR_TLS_PSK_IDENTITY] = this.#telemetry.pseudonym('psk', identity);
    return attributes;
  }
}

/** Never before its start, whatever was given. */
function endTime({ startEpochMs, durationSeconds }: HandshakeInfo): HrTime | undefined {
  if (!isAmount(startEpochMs)) return undefined;
  return toHrTime(startEpochMs + (isAmount(durationSeconds) ? durationSeconds * 1_000 : 0));
}

function errorTypeOf(error: unknown, { errorType }: HandshakeScope): TlsErrorType {
  try {
    const given = errorType?.(error);
    if (given !== undefined) return knownErrorType(given);
  } catch {
    // The application's own table has failed: ours has to do.
  }
  return handshakeErrorType(error);
}

/** Who is at the other end. */
type Peer = {
  readonly [key in 'clientAddress' | 'clientPort' | 'identity']?: HandshakeInfo[key] | undefined;
};
