import type { Random } from './random';

/** How a card behaves in one session. */
export type Behaviour =
  | { readonly kind: 'plain' }
  /** Its key is not the one that the server knows. */
  | { readonly kind: 'wrong-key' }
  /** The server has never heard of its identity. */
  | { readonly kind: 'unknown-identity' }
  /** The link breaks when a script has come and before it is answered. */
  | { readonly kind: 'dropped-link'; readonly afterScripts: number; readonly how: 'drop' | 'reset' }
  /** It answers a script much later than the server waits. */
  | { readonly kind: 'slow-answer'; readonly afterScripts: number };

export type BehaviourKind = Behaviour['kind'];

/** What a card of the lab is like: sound, or with one fault that shows in some of its sessions. */
export interface Temper {
  readonly kind: BehaviourKind;
  /** How many of its sessions show the fault, from 0 to 1. */
  readonly probability: number;
}

export const SOUND: Temper = { kind: 'plain', probability: 0 };

const FAULTS: readonly Temper[] = [
  { kind: 'wrong-key', probability: 0.3 },
  { kind: 'slow-answer', probability: 0.15 },
  { kind: 'dropped-link', probability: 0.2 },
  { kind: 'unknown-identity', probability: 0.15 },
];
/** One card in so many has a fault. */
const CARDS_PER_FAULT = 5;

/** Says for each of `count` cards what it is like: one in five has a fault, every kind in turn, chosen by `random`. */
export function assignTempers(count: number, random: Random): readonly Temper[] {
  const faulty = Math.floor(count / CARDS_PER_FAULT);
  const tempers = Array.from({ length: count }, (_, index) =>
    index < faulty ? (FAULTS[index % FAULTS.length] ?? SOUND) : SOUND,
  );
  return random.shuffled(tempers);
}

/** How a card of this temper behaves in its next session. */
export function chooseBehaviour({ kind, probability }: Temper, random: Random): Behaviour {
  if (!random.chance(probability)) return { kind: 'plain' };
  switch (kind) {
    case 'dropped-link':
      return { kind, afterScripts: random.integer(0, 2), how: random.pick(['drop', 'reset']) };
    case 'slow-answer':
      return { kind, afterScripts: random.integer(0, 2) };
    default:
      return { kind };
  }
}
