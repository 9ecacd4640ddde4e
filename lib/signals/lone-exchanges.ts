import { APDU_ERROR_TYPE_VALUE_TIMEOUT, APDU_ERROR_TYPE_VALUE_TRANSPORT } from '../semconv';
import type { ExchangeOwner, OpenExchange } from './open-exchange';
import { OpenScopes } from './open-scopes';
import type { Telemetry } from './telemetry';

/** How long a card may take to answer: as long as a session may be quiet. */
const QUIET_MS = 10 * 60 * 1_000;

/** The owner of exchanges outside sessions: those without an answer for too long end as `timeout`. */
export class LoneExchanges implements ExchangeOwner {
  readonly #open: OpenScopes<OpenExchange>;

  constructor({ clock, isOver }: Pick<Telemetry, 'clock' | 'isOver'>) {
    this.#open = new OpenScopes({
      clock,
      isOver,
      quietMs: QUIET_MS,
      giveUp: (exchange) => exchange.unanswered(APDU_ERROR_TYPE_VALUE_TIMEOUT),
    });
  }

  opened(exchange: OpenExchange): void {
    this.#open.add(exchange);
  }

  closed(exchange: OpenExchange): void {
    this.#open.delete(exchange);
  }

  /** Ends all of them as a session's end does. */
  endAll(): void {
    this.#open.endAll((exchange) => exchange.unanswered(APDU_ERROR_TYPE_VALUE_TRANSPORT));
  }
}
