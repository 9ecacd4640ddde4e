import { commandTypeOfBytes, explainStatusWord, statusWord } from '../../../../lib/domain';
import type { Contestant, Decoded } from './contestant';

/** An exchange recorded by an application's own code: it decodes with the functions of this package. */
export abstract class ByHand implements Contestant {
  abstract record(
    decoded: Decoded,
    word: number,
    sent: number,
    received: number,
    durationSeconds: number,
  ): void;
  abstract commands(): Promise<number>;

  recordDecoded(command: Uint8Array, response: Uint8Array, durationSeconds: number): void {
    const word = statusWord(response) ?? 0;
    const commandType = commandTypeOfBytes(command);
    const { label, category } = explainStatusWord(word, { commandType, cla: command[0] });
    const decoded = { commandType, statusWord: label, category };
    this.record(decoded, word, command.length, response.length, durationSeconds);
  }

  async exchange(command: Uint8Array, transmit: (command: Uint8Array) => Uint8Array): Promise<void> {
    const startedMs = performance.now();
    const response = await transmit(command);
    this.recordDecoded(command, response, (performance.now() - startedMs) / 1_000);
  }
}
