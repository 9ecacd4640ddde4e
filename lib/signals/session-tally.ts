import {
  ATTR_SESSION_APDU_COUNT,
  ATTR_SESSION_APDU_ERROR_COUNT,
  ATTR_SESSION_BYTES_RECEIVED,
  ATTR_SESSION_BYTES_SENT,
  ATTR_SESSION_SCRIPT_COUNT,
} from '../semconv';
import type { ExchangeTally } from './open-exchange';

/** What a session exchanged, for its span and its closing event. */
export class SessionTally implements ExchangeTally {
  #commands = 0;
  #errors = 0;
  #scripts = 0;
  #bytesSent = 0;
  #bytesReceived = 0;

  sent(bytes: number): void {
    this.#commands += 1;
    this.#bytesSent += bytes;
  }

  received(bytes: number, failed: boolean): void {
    this.#bytesReceived += bytes;
    if (failed) this.#errors += 1;
  }

  scriptSent(): void {
    this.#scripts += 1;
  }

  attributes() {
    return {
      [ATTR_SESSION_APDU_COUNT]: this.#commands,
      [ATTR_SESSION_APDU_ERROR_COUNT]: this.#errors,
      [ATTR_SESSION_SCRIPT_COUNT]: this.#scripts,
      [ATTR_SESSION_BYTES_SENT]: this.#bytesSent,
      [ATTR_SESSION_BYTES_RECEIVED]: this.#bytesReceived,
    };
  }
}
