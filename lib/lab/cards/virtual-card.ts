import { runAdminSession, type SessionOutcome } from './admin-session';
import { assignTempers, type Behaviour, chooseBehaviour, SOUND, type Temper } from './behaviour';
import { Card } from './card';
import type { Link, WireTap } from './link';
import { createRandom, type Random } from './random';

/** A PSK identity and its key. */
export interface CardCredentials {
  readonly identity: string;
  readonly key: Uint8Array;
}

/** Where the admin server is. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** What a session of a virtual card may be given. */
export interface VisitHooks {
  readonly onWire?: WireTap | undefined;
  readonly onLink?: (link: Link) => void;
}

export interface VirtualCardOptions extends CardCredentials {
  /** The card's number from 1, which makes its personal numbers. */
  readonly number: number;
  readonly random: Random;
  readonly temper: Temper;
  /** The longest that the card takes over a script, in milliseconds; 0 answers at once. */
  readonly slowestExecutionMs: number;
}

const AGENT_ID = '//se-id/cin';
const AGENT_APPLICATION = '//aa-id/aid/A000000151/000000';

/** A card with its keys, its contents, its temper, and what it remembers from session to session. */
export class VirtualCard {
  readonly identity: string;
  readonly #options: VirtualCardOptions;
  readonly #card: Card;
  #broken = false;

  constructor(options: VirtualCardOptions) {
    this.identity = options.identity;
    this.#options = options;
    this.#card = new Card(options.number);
  }

  /** Runs one session. Never rejects. */
  async visit(address: ServerAddress, hooks: VisitHooks = {}): Promise<SessionOutcome> {
    const { random, temper, number, slowestExecutionMs } = this.#options;
    const behaviour = chooseBehaviour(temper, random);
    const outcome = await runAdminSession({
      ...address,
      ...hooks,
      ...this.#credentials(behaviour),
      card: this.#card,
      agentId: `${AGENT_ID}/${number};${AGENT_APPLICATION}`,
      behaviour,
      resume: this.#broken,
      executionMs: () => (slowestExecutionMs > 0 ? random.integer(1, slowestExecutionMs) : 0),
    });
    const talked = outcome.status !== 'failed' || outcome.failure === 'closed';
    this.#broken = talked ? outcome.status !== 'completed' : this.#broken;
    return outcome;
  }

  #credentials({ kind }: Behaviour): CardCredentials {
    const { identity, key } = this.#options;
    if (kind === 'wrong-key') return { identity, key: key.map((byte) => byte ^ 0xff) };
    return { identity: kind === 'unknown-identity' ? `unknown-${identity}` : identity, key };
  }
}

/** Makes the cards of a lab: what each is like follows from the seed alone. */
export function createVirtualCards(
  credentials: readonly CardCredentials[],
  options: { readonly seed: number; readonly faults: boolean; readonly slowestExecutionMs: number },
): readonly VirtualCard[] {
  const tempers = options.faults ? assignTempers(credentials.length, createRandom(options.seed)) : [];
  return credentials.map(
    ({ identity, key }, index) =>
      new VirtualCard({
        identity,
        key,
        number: index + 1,
        random: createRandom(options.seed, index + 1),
        temper: tempers[index] ?? SOUND,
        slowestExecutionMs: options.slowestExecutionMs,
      }),
  );
}
