import { commandTypeOfBytes, explainStatusWord, statusWord } from '../../../lib/domain';
import type { Contestant } from './contestants';
import { EXCHANGES } from './traffic';

/** What is recorded: the five operations alone, with decoding, or all of an exchange that is waited for. */
export type Work = 'operations' | 'decoded' | 'exchange';

const ROUNDS = 200;

/** How many exchanges a loop records. */
export const EXCHANGES_PER_LOOP = ROUNDS * EXCHANGES.length;

/** Durations, as a clock would give them. */
const DURATIONS = Float64Array.from({ length: 1_024 }, (_, index) => 0.0004 * 2 ** ((index * 7) % 12));

const DECODED = EXCHANGES.map(({ command, response }) => {
  const commandType = commandTypeOfBytes(command);
  const word = statusWord(response) ?? 0;
  const { label, category } = explainStatusWord(word, { commandType });
  return { commandType, statusWord: label, category, word, sent: command.length, received: response.length };
});

/** Does the work {@link ROUNDS} times for each exchange. */
export type Loop = () => void | Promise<void>;

export function loopOf(recorder: Contestant, work: Work): Loop {
  const loops: Readonly<Record<Work, Loop>> = {
    operations: () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const decoded of DECODED) {
          const seconds = DURATIONS[round & 1_023] ?? 0;
          recorder.record(decoded, decoded.word, decoded.sent, decoded.received, seconds);
        }
      }
    },
    decoded: () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const { command, response } of EXCHANGES) {
          recorder.recordDecoded(command, response, DURATIONS[round & 1_023] ?? 0);
        }
      }
    },
    exchange: async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const { command, response } of EXCHANGES) await recorder.exchange(command, () => response);
      }
    },
  };
  return loops[work];
}
