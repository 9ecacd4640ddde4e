/**
 * Cards in a process of their own, at full speed: each holds so many sessions, one after the other. Prints the tally
 * of their wires as one line of JSON. Its arguments: the server's port, the file of keys, sessions a card, the seed.
 */
import { readFileSync } from 'node:fs';
import { createVirtualCards, type VirtualCard } from '../../../lib/lab/cards';
import { WireTally } from './wire-tally';

const [port = '', pskFile = '', sessions = '', seed = ''] = process.argv.slice(2);
const address = { host: 'localhost', port: Number(port) };
const tally = new WireTally();

const credentials = readFileSync(pskFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [identity = '', key = ''] = line.split(':');
    return { identity, key: Buffer.from(key, 'hex') };
  });

async function visit(card: VirtualCard): Promise<void> {
  const wires: ReturnType<WireTally['connection']>[] = [];
  const outcome = await card.visit(address, {
    onLink: () => wires.push(tally.connection()),
    onWire: (direction, bytes) => wires[0]?.bytes(direction, bytes),
  });
  const [wire] = wires;
  if (wire) wire.closed(outcome.status === 'failed' ? 'server' : 'card');
  else tally.handshakeRefused(outcome.status === 'failed' ? outcome.reason : outcome.status);
}

async function hold(card: VirtualCard): Promise<void> {
  for (let session = 0; session < Number(sessions); session += 1) await visit(card);
}

async function main(): Promise<void> {
  const cards = createVirtualCards(credentials, { seed: Number(seed), faults: true, slowestExecutionMs: 0 });
  await Promise.all(cards.map(hold));
  process.stdout.write(`${JSON.stringify(tally.figures())}\n`);
}

void main();
