import { trace } from '@opentelemetry/api';
import { type ApduResponse, commandTypeOfBytes, type Session } from '../../index';
import type { ExchangeRecord, SessionRecord } from './records';

/** What is known of a session when it begins. */
export interface NotedSession {
  readonly session: Session;
  readonly card: string;
  readonly attempt: number;
}

/** Commands that a session's record lists; more are counted, not listed. */
const MOST_EXCHANGES = 500;
const NO_ANSWER = 'No answer came';

/** Notes what happens in one session while it lasts. */
export class SessionNotes {
  readonly #noted: NotedSession;
  readonly #startedEpochMs = Date.now();
  readonly #exchanges: ExchangeRecord[] = [];
  #waiting: { readonly commands: readonly Uint8Array[]; readonly sentMs: number } | undefined;
  #commands = 0;
  #commandErrors = 0;
  #bytesSent = 0;
  #bytesReceived = 0;

  constructor(noted: NotedSession) {
    this.#noted = noted;
  }

  /** A script went to the card. */
  sent(commands: readonly Uint8Array[]): void {
    this.#waiting = { commands, sentMs: performance.now() };
  }

  /** The card answered the script: one response for each command that it ran. */
  answered(responses: readonly ApduResponse[]): void {
    if (!this.#waiting) return;
    const { commands, sentMs } = this.#waiting;
    this.#waiting = undefined;
    const durationMs = performance.now() - sentMs;
    commands.forEach((command, index) => {
      const response = responses[index];
      this.#note({
        commandType: commandTypeOfBytes(command),
        statusWord: response?.statusWord ?? null,
        category: response?.category ?? 'error',
        meaning: response?.meaning ?? NO_ANSWER,
        durationMs: response ? durationMs : null,
        scriptCommands: commands.length,
        bytesSent: command.length,
        bytesReceived: response?.bytes.length ?? 0,
      });
    });
  }

  /** The record of the session, which has ended; undefined when it has not. */
  finish(): SessionRecord | undefined {
    const { session, card, attempt } = this.#noted;
    const { outcome } = session;
    if (!outcome) return undefined;
    // What was sent and not answered.
    this.answered([]);
    return {
      id: session.id,
      traceId: trace.getSpanContext(session.context)?.traceId ?? '',
      card,
      type: session.type,
      deviceType: session.deviceType,
      status: outcome.status,
      closeReason: outcome.closeReason,
      attempt,
      startedEpochMs: this.#startedEpochMs,
      durationMs: outcome.durationSeconds * 1_000,
      commands: this.#commands,
      commandErrors: this.#commandErrors,
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      exchanges: this.#exchanges,
    };
  }

  #note(exchange: ExchangeRecord): void {
    this.#commands += 1;
    if (exchange.category === 'error') this.#commandErrors += 1;
    this.#bytesSent += exchange.bytesSent;
    this.#bytesReceived += exchange.bytesReceived;
    if (this.#exchanges.length < MOST_EXCHANGES) this.#exchanges.push(exchange);
  }
}
