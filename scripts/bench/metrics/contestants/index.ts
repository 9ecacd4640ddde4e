import type { Contestant, ContestantOptions } from './contestant';
import { createOurs } from './ours';
import { PromClientContestant } from './prom-client';
import { createStock } from './stock';

export * from './contestant';

/** The contestants: the name each is asked for by, and how it is made. */
const CONTESTANTS = {
  ours: (options: ContestantOptions) => createOurs('none', options),
  'ours + OTLP': (options: ContestantOptions) => createOurs('cumulative', options),
  'ours + OTLP, delta': (options: ContestantOptions) => createOurs('delta', options),
  stock: (options: ContestantOptions) => createStock('none', options),
  'stock + OTLP': (options: ContestantOptions) => createStock('cumulative', options),
  'prom-client': () => new PromClientContestant(),
} as const;

export type ContestantName = keyof typeof CONTESTANTS;

/** Sets a contestant up. */
export function createContestant(name: ContestantName, options: ContestantOptions = {}): Contestant {
  return CONTESTANTS[name](options);
}
