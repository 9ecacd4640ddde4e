/** What is known of an exchange before it is recorded. */
export interface Decoded {
  readonly commandType: string;
  readonly statusWord: string;
  readonly category: string;
}

/** One way of recording an exchange with four counters and a histogram. */
export interface Contestant {
  /**
   * Records commands, responses, bytes each way and the duration, with labels that are known. `statusWord` is the word
   * as a number as well, for those that take it so.
   */
  record(decoded: Decoded, word: number, sent: number, received: number, durationSeconds: number): void;
  /** Decodes an exchange and records it. */
  recordDecoded(command: Uint8Array, response: Uint8Array, durationSeconds: number): void;
  /** Sends a command, waits for the answer, times it, decodes both and records all. */
  exchange(command: Uint8Array, transmit: (command: Uint8Array) => Uint8Array): Promise<unknown>;
  /** How many commands were counted, to see that they arrived. */
  commands(): Promise<number>;
}
