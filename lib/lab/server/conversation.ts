import {
  type ApduResponse,
  encodeCommandScript,
  type OpenScript,
  parseResponseScript,
  type Session,
} from '../../index';
import type { Campaign } from './campaign';
import type { Answer, Answers } from './tasks';

/** What the observed session of a socket is to a conversation; undefined on a server that is not observed. */
export type ObservedSession = Pick<Session, 'script' | 'end'>;

/** Notes the scripts of a session: the lab's database does. */
export interface ScriptNotes {
  sent(commands: readonly Uint8Array[]): void;
  answered(responses: readonly ApduResponse[]): void;
}

/** The next answer to a card. */
export type NextAnswer =
  | { readonly kind: 'script'; readonly body: Uint8Array; readonly uri: string }
  | { readonly kind: 'done' }
  /** The card sent something that is no response script. */
  | { readonly kind: 'malformed' };

/** One card's conversation with the server on one connection: a script out, its answers in. */
export class Conversation {
  readonly #campaign: Campaign;
  readonly #session: ObservedSession | undefined;
  readonly #notes: ScriptNotes | undefined;
  readonly #uriPrefix: string;
  #open: OpenScript | undefined;
  #isWaiting = false;
  #commandCount = 0;
  #step = 0;
  #done = false;

  constructor(
    campaign: Campaign,
    session: ObservedSession | undefined,
    uriPrefix: string,
    notes?: ScriptNotes,
  ) {
    this.#campaign = campaign;
    this.#session = session;
    this.#notes = notes;
    this.#uriPrefix = uriPrefix;
  }

  /** Whether a script was sent and not answered yet. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Whether the campaign came to its end. */
  get isDone(): boolean {
    return this.#done;
  }

  /** Takes a POST of the card and says what to answer. `scriptStatus` is its X-Admin-Script-Status header. */
  receive(body: Uint8Array, scriptStatus: string | undefined): NextAnswer {
    if (!this.#isWaiting) return this.#send([]);
    this.#isWaiting = false;
    const script = parseResponseScript(body);
    if (!script.ok) {
      this.#open?.fail('malformed_response');
      return { kind: 'malformed' };
    }
    const responses = this.#open?.end(script.responses, { status: scriptStatus });
    if (responses) this.#notes?.answered(responses);
    return this.#send(answersOf(script.responses, this.#commandCount));
  }

  #send(answers: Answers): NextAnswer {
    const commands = this.#campaign.next(answers);
    if (!commands) {
      this.#done = true;
      return { kind: 'done' };
    }
    const form = this.#step % 2 === 0 ? 'definite' : 'indefinite';
    this.#step += 1;
    this.#commandCount = commands.length;
    this.#isWaiting = true;
    this.#open = this.#session?.script(commands);
    this.#notes?.sent(commands);
    return {
      kind: 'script',
      body: encodeCommandScript(commands, { form }),
      uri: `${this.#uriPrefix}/${this.#step}`,
    };
  }

  /** The card took too long: its session ends as timed out. */
  timeOut(): void {
    this.#session?.end('timeout');
  }
}

/** An answer for each command that was run, undefined for the rest. */
function answersOf(responses: readonly Uint8Array[], commandCount: number): Answers {
  return Array.from({ length: commandCount }, (_, index): Answer | undefined => {
    const response = responses[index];
    const [high, low] = response?.subarray(-2) ?? [];
    if (!response || high === undefined || low === undefined) return undefined;
    return { statusWord: (high << 8) | low, data: response.subarray(0, -2) };
  });
}
