import type { Attributes } from '@opentelemetry/api';
import {
  APDU_DIRECTION_VALUE_RECEIVED,
  APDU_DIRECTION_VALUE_SENT,
  APDU_ERROR_TYPE_VALUE_TIMEOUT,
  type ApduDirection,
  type ApduErrorType,
  ATTR_SESSION_APDU_COUNT,
  ATTR_SESSION_APDU_ERROR_COUNT,
  ATTR_SESSION_BYTES_RECEIVED,
  ATTR_SESSION_BYTES_SENT,
  ATTR_SESSION_SCRIPT_COUNT,
} from '../semconv';
import { isAmount } from './amount';
import type { ExchangeOwner, OpenExchange } from './open-exchange';

/** Commands without an answer that a session waits for at most; beyond it the first of them counts as a `timeout`. */
const MAX_OPEN = 10_000;

/** What a session exchanged, for its span and its closing event, and what it still waits for. */
export class SessionTally implements ExchangeOwner {
  /** In the order of their begin; there are few at a time, and most often one. */
  readonly #open: OpenExchange[] = [];
  #commands = 0;
  #errors = 0;
  #scripts = 0;
  #bytesSent = 0;
  #bytesReceived = 0;
  /** Figures that came one by one, commands left out. */
  #figures = 0;
  /** Set when the session has ended: what becomes of commands that are sent all the same. */
  #endedAs: ApduErrorType | undefined;

  opened(exchange: OpenExchange, bytes: number): void {
    this.#commands += 1;
    this.#bytesSent += bytes;
    if (this.#open.length >= MAX_OPEN) this.#open[0]?.unanswered(APDU_ERROR_TYPE_VALUE_TIMEOUT);
    this.#open.push(exchange);
    if (this.#endedAs !== undefined) exchange.unanswered(this.#endedAs);
  }

  closed(exchange: OpenExchange, bytes: number, failed: boolean): void {
    if (this.#open.at(-1) === exchange) this.#open.pop();
    else this.#open.splice(this.#open.indexOf(exchange), 1);
    this.#bytesReceived += bytes;
    if (failed) this.#errors += 1;
  }

  scriptSent(): void {
    this.#scripts += 1;
  }

  /** A command of the session was counted alone: nobody tells of its end. */
  addCommand(): void {
    this.#commands += 1;
  }

  /** A response was counted alone. */
  addResponse(): void {
    this.#figures += 1;
  }

  /** An error of a command was counted alone. */
  addError(): void {
    this.#figures += 1;
    this.#errors += 1;
  }

  /** Bytes were counted alone. */
  addBytes(direction: ApduDirection, bytes: number): void {
    if (!isAmount(bytes)) return;
    this.#figures += 1;
    if (direction === APDU_DIRECTION_VALUE_SENT) this.#bytesSent += bytes;
    else if (direction === APDU_DIRECTION_VALUE_RECEIVED) this.#bytesReceived += bytes;
  }

  /** The session ends: what is open gets this error, and so does whatever is sent later. */
  end(errorType: ApduErrorType): void {
    this.#endedAs = errorType;
    for (const exchange of [...this.#open]) exchange.unanswered(errorType);
  }

  /** Grows with each command that is sent, each that is answered and each figure that comes alone. */
  get progress(): number {
    return 2 * this.#commands - this.#open.length + this.#figures;
  }

  /** Adds the sums to a session's attributes. */
  addTo(attributes: Attributes): Attributes {
    attributes[ATTR_SESSION_APDU_COUNT] = this.#commands;
    attributes[ATTR_SESSION_APDU_ERROR_COUNT] = this.#errors;
    attributes[ATTR_SESSION_SCRIPT_COUNT] = this.#scripts;
    attributes[ATTR_SESSION_BYTES_SENT] = this.#bytesSent;
    attributes[ATTR_SESSION_BYTES_RECEIVED] = this.#bytesReceived;
    return attributes;
  }
}
