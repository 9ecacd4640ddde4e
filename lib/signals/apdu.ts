import {
  type Context,
  context as contextApi,
  ROOT_CONTEXT,
  SpanKind,
  type SpanOptions,
} from '@opentelemetry/api';
import { COMMAND_TYPES, type CommandType, explainAnswer } from '../domain';
import { APDU_ERROR_TYPE_VALUES, type ApduDirection, type ApduErrorType, ATTR_SESSION_ID } from '../semconv';
import { decodeCommand } from './apdu-command';
import { ApduMetrics } from './apdu-metrics';
import type { ApduResponse } from './apdu-response';
import { apduSpanName, describeCommandOnSpan } from './apdu-span';
import { boundedBy, boundedDeviceType } from './bounded';
import { transmitErrorType } from './failure';
import { fieldOf, plain } from './info';
import { LoneExchanges } from './lone-exchanges';
import { contextOf, NO_SPAN, recordsSpans } from './no-spans';
import { type ExchangeOwner, OpenExchange } from './open-exchange';
import { sessionIdOf, tallyIn } from './session-context';
import type { Telemetry } from './telemetry';

/** What is known about the device that a command is sent to. */
export interface ExchangeInfo {
  /** phone, modem, reader or simulator; anything else is recorded as `_OTHER`. Default: `unknown`. */
  readonly deviceType?: string;
  /** Identifies the device on spans, and on metrics where `metrics.deviceId` is on. Never an ICCID, IMSI or EID. */
  readonly deviceId?: string;
}

/** Sends one C-APDU to the card and gives back the R-APDU, status word included. */
export type Transmit = (command: Uint8Array) => Promise<Uint8Array> | Uint8Array;

/** Where in a trace an exchange belongs, and what else its span says. */
export interface ExchangePlace {
  readonly context: Context;
  /** The session that the exchange is part of. Default: the one that the context is of. */
  readonly owner?: ExchangeOwner | undefined;
}

const NO_DEVICE: ExchangeInfo = {};

/** What the spans of all commands are started with. */
const CLIENT: SpanOptions = { kind: SpanKind.CLIENT };

const knownCommandType = boundedBy(COMMAND_TYPES);
const knownErrorType = boundedBy(APDU_ERROR_TYPE_VALUES);

/**
 * Records APDUs: `exchange` does the whole job (metrics, span, decoding); the `record…` methods record one figure
 * each, for code that has its own flow. What is recorded in a session's context counts for the session as well, and keeps
 * it open. Where nothing is traced and nothing logged, contexts say nothing of sessions: `session.exchange` always does.
 *
 *     const response = await obs.apdu.exchange(command, (bytes) => card.transmit(bytes), { deviceType: 'reader' });
 *     response.statusWord; // '6A82'
 */
export class ApduRecorder {
  readonly #telemetry: Telemetry;
  readonly #metrics: ApduMetrics;
  readonly #traced: boolean;
  readonly #lone: LoneExchanges;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#traced = recordsSpans(telemetry.tracer);
    this.#metrics = new ApduMetrics(telemetry);
    this.#lone = new LoneExchanges(telemetry);
  }

  /**
   * Sends `command` and records what became of it: counters, duration, an `apdu.{command_type}` span below the
   * active one. A response too short for a status word gives a response with `ok: false`; it is never thrown. One that has
   * not come after ten minutes, or in a session at its end, is recorded as `timeout` or `transport`; what comes later is
   * given back all the same.
   *
   * @throws what `transmit` throws, unchanged, after recording it as `timeout` or `transport`
   */
  exchange(command: Uint8Array, transmit: Transmit, info: ExchangeInfo = NO_DEVICE): Promise<ApduResponse> {
    return this.exchangeIn({ context: contextApi.active() }, command, transmit, info);
  }

  /** As `exchange`, below the span of a given context: what a session uses for its own exchanges. */
  async exchangeIn(
    place: ExchangePlace,
    command: Uint8Array,
    transmit: Transmit,
    info: ExchangeInfo,
  ): Promise<ApduResponse> {
    const exchange = this.begin(place, command, info);
    const startedMs = this.#telemetry.clock.monotonicMs();
    let bytes: Uint8Array;
    try {
      // What is active is the place's context or what the caller made active within it, unless there is a span.
      bytes = await (exchange.context === place.context
        ? transmit(command)
        : contextApi.with(exchange.context, transmit, undefined, command));
    } catch (error) {
      exchange.unanswered(transmitErrorType(error), error);
      throw error;
    }
    return exchange.answered(bytes, (this.#telemetry.clock.monotonicMs() - startedMs) / 1_000);
  }

  /**
   * Counts a command and opens its span; the returned exchange is told the answer. For one command that is
   * answered alone, `exchange` is shorter; a script keeps several of these open at once.
   */
  begin(place: ExchangePlace, command: Uint8Array, given: ExchangeInfo): OpenExchange {
    const decoded = decodeCommand(command);
    const deviceType = boundedDeviceType(fieldOf(given, 'deviceType'));
    const deviceId = plain(fieldOf(given, 'deviceId'));
    const name = apduSpanName(decoded.commandType);
    const span = this.#traced ? this.#telemetry.tracer.startSpan(name, CLIENT, place.context) : NO_SPAN;
    if (span.isRecording()) {
      describeCommandOnSpan(span, decoded, deviceType, deviceId);
      const sessionId = sessionIdOf(place.context);
      if (sessionId !== undefined) span.setAttribute(ATTR_SESSION_ID, sessionId);
    }
    const spanContext = this.#traced ? contextOf(place.context, span) : place.context;
    this.#metrics.commandSent(spanContext, decoded, deviceType, deviceId);
    const owner: ExchangeOwner = place.owner ?? tallyIn(place.context) ?? this.#lone;
    const exchange = new OpenExchange(this.#metrics, decoded, span, spanContext, owner);
    owner.opened(exchange, decoded.size);
    return exchange;
  }

  /** Ends every exchange outside a session that is under way: what a shutdown does, so that no span is lost. */
  endAll(): void {
    this.#lone.endAll();
  }

  /** Counts one command. `commandType` is a name of the tables (`SELECT`); others are recorded as `_OTHER`. */
  recordCommand(commandType: string, given: ExchangeInfo = NO_DEVICE): void {
    const context = this.#plainContext();
    const deviceType = plain(fieldOf(given, 'deviceType'));
    this.#metrics.countNamedCommand(context, commandType, deviceType, plain(fieldOf(given, 'deviceId')));
    tallyIn(context)?.addCommand();
  }

  /**
   * Counts one response by its status word, SW1 and SW2 as one number (0x9000). `commandType` is what it answers:
   * some words mean different things after different commands.
   */
  recordResponse(statusWord: number, commandType?: CommandType): void {
    const context = this.#plainContext();
    const word = typeof statusWord === 'number' ? statusWord : Number.NaN;
    this.#metrics.countResponse(context, explainAnswer(word, commandType));
    tallyIn(context)?.addResponse();
  }

  /** Records how long the card took to answer one command, in seconds. */
  recordDuration(commandType: string, durationSeconds: number): void {
    this.#metrics.recordNamedDuration(this.#plainContext(), commandType, durationSeconds);
  }

  /** Counts APDU bytes, sent to the card or received from it. */
  recordBytes(direction: ApduDirection, bytes: number): void {
    const context = this.#plainContext();
    this.#metrics.countBytes(context, direction, bytes);
    tallyIn(context)?.addBytes(direction, bytes);
  }

  /** Counts an error of a command; `errorType` is one of the registry's list for APDUs. */
  recordError(errorType: ApduErrorType, commandType: string): void {
    const context = this.#plainContext();
    this.#metrics.countError(context, knownErrorType(errorType), knownCommandType(commandType));
    tallyIn(context)?.addError();
  }

  /** Where the plain methods find their span and their session: the active context, unless it can say neither. */
  #plainContext(): Context {
    return this.#traced || this.#telemetry.logs?.() ? contextApi.active() : ROOT_CONTEXT;
  }
}
