import { type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { type ApduErrorType, ATTR_ERROR_TYPE } from '../semconv';
import type { DecodedCommand } from './apdu-command';
import type { ApduMetrics } from './apdu-metrics';
import { type ApduResponse, decodeResponse } from './apdu-response';
import { describeResponseOnSpan } from './apdu-span';
import { errorFacts, recordThrown } from './failure';

/** Whose exchange it is: a session, say, which counts what was exchanged and closes what is open at its end. */
export interface ExchangeOwner {
  /** A command of so many bytes was sent. */
  opened(exchange: OpenExchange, bytes: number): void;
  /** It was answered with so many bytes, or not at all. */
  closed(exchange: OpenExchange, bytes: number, failed: boolean): void;
}

/** A command that is under way. Tell it once what became of it; what comes later is decoded but not recorded. */
export class OpenExchange {
  /** The context of the exchange's span. */
  readonly context: Context;
  readonly command: DecodedCommand;
  readonly #metrics: ApduMetrics;
  readonly #span: Span;
  readonly #owner: ExchangeOwner | undefined;
  #open = true;

  constructor(
    metrics: ApduMetrics,
    command: DecodedCommand,
    span: Span,
    spanContext: Context,
    owner: ExchangeOwner | undefined,
  ) {
    this.#metrics = metrics;
    this.command = command;
    this.#span = span;
    this.context = spanContext;
    this.#owner = owner;
  }

  /** Whether nothing has become of it yet. */
  get open(): boolean {
    return this.#open;
  }

  /** The exchange's span, for attributes that only the caller knows. */
  get span(): Span {
    return this.#span;
  }

  /**
   * The card answered `bytes`. `durationSeconds` is left out where the command was not timed alone
   * (several in one script): nothing made up goes into the histogram.
   */
  answered(bytes: Uint8Array, durationSeconds?: number): ApduResponse {
    const response = decodeResponse(bytes, this.command);
    if (!this.#close()) return response;
    this.#metrics.answered(this.context, this.command, response, durationSeconds);
    this.#owner?.closed(this, response.bytes.length, response.errorType !== undefined);
    if (this.#span.isRecording()) describeResponseOnSpan(this.#span, response);
    this.#span.end();
    return response;
  }

  /** No answer came: the link failed, time ran out, or the script that carried the command was not run. */
  unanswered(errorType: ApduErrorType, error?: unknown): void {
    if (!this.#close()) return;
    this.#metrics.countError(this.context, errorType, this.command.commandType);
    this.#owner?.closed(this, 0, true);
    this.#span.setAttribute(ATTR_ERROR_TYPE, errorType);
    if (error !== undefined) recordThrown(this.#span, errorFacts(error));
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    this.#span.end();
  }

  #close(): boolean {
    const wasOpen = this.#open;
    this.#open = false;
    return wasOpen;
  }
}
