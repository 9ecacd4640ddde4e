import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Child } from './child';
import type { Tally } from './wire-tally';

/** What cards in a process of their own are to do. */
export interface CardsOptions {
  readonly port: number;
  readonly pskFile: string;
  readonly sessionsPerCard: number;
  readonly seed: number;
}

const PROGRAM = join(__dirname, 'cards-main.ts');

/** Starts cards in a process of their own, as fast as they can. */
export function startCards({ port, pskFile, sessionsPerCard, seed }: CardsOptions): Child {
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const args = [port, pskFile, sessionsPerCard, seed].map(String);
  return Child.node(['--import', tsx, PROGRAM, ...args]);
}

/** Runs cards to their end and resolves with the tally of their wires. */
export async function holdSessions(options: CardsOptions): Promise<Tally> {
  const cards = startCards(options);
  const { code } = await cards.exit;
  if (code !== 0) throw new Error(`the cards ended with ${code}: ${cards.stderr}`);
  return JSON.parse(cards.stdout) as Tally;
}
