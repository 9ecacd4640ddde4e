import type { Contestant } from './contestant';
import { OurContestant } from './ours';
import { PromClientChildrenContestant, PromClientContestant } from './prom-client';
import { StockContestant } from './stock';

export type { Contestant } from './contestant';

/** The contestants: the name each is asked for by, and how it is made. */
const CONTESTANTS = {
  ours: () => new OurContestant('off'),
  'ours, span not sampled': () => new OurContestant('unsampled'),
  'ours, span sampled': () => new OurContestant('sampled'),
  stock: () => new StockContestant(),
  'prom-client, labels': () => new PromClientContestant(),
  'prom-client, children kept': () => new PromClientChildrenContestant(),
} as const satisfies Record<string, () => Contestant>;

export type ContestantName = keyof typeof CONTESTANTS;

/** Sets a contestant up. */
export function createContestant(name: ContestantName): Contestant {
  return CONTESTANTS[name]();
}
