import { toHex } from './bytes';
import { statusWordOf } from './card';
import { HttpFormatError, type HttpMessage, HttpMessageReader } from './http-message';
import type { WireDirection, WireTap } from './link';
import { readCommandScript, readResponseScript } from './script';

/** What went over the wires of some cards. */
export interface WireFigures {
  /** Connections on which at least one byte was sent. */
  readonly connections: number;
  /** POSTs that the cards sent whole. */
  readonly posts: number;
  /** Answers 204: sessions that the server dismissed. */
  readonly dismissals: number;
  /** Command scripts that came whole. */
  readonly scripts: number;
  readonly commands: number;
  readonly commandBytes: number;
  readonly responses: number;
  readonly responseBytes: number;
  /** Answered commands by class, instruction and status word: `00A4 6A82`. */
  readonly exchanges: Readonly<Record<string, number>>;
  /** Commands by class and instruction: `80F2`. */
  readonly instructions: Readonly<Record<string, number>>;
  /** Messages and scripts that could not be read. */
  readonly malformed: number;
}

/**
 * Counts what cards see on their own wire, from its bytes alone. It is what the server's metrics are checked against,
 * and so shares no code with what records them: see the note in `script.ts`.
 */
export class WireTally {
  #connections = 0;
  #posts = 0;
  #dismissals = 0;
  #scripts = 0;
  #commands = 0;
  #commandBytes = 0;
  #responses = 0;
  #responseBytes = 0;
  #malformed = 0;
  readonly #exchanges = new Map<string, number>();
  readonly #instructions = new Map<string, number>();

  /** A tap for one new connection. */
  connection(): WireTap {
    const readers = { sent: new HttpMessageReader(), received: new HttpMessageReader() };
    let isNew = true;
    let pending: readonly Uint8Array[] = [];
    return (direction, bytes) => {
      if (isNew) this.#connections += 1;
      isNew = false;
      for (const message of this.#read(readers[direction], bytes)) {
        pending = this.#count(direction, message, pending);
      }
    };
  }

  /** The figures so far. */
  figures(): WireFigures {
    return {
      connections: this.#connections,
      posts: this.#posts,
      dismissals: this.#dismissals,
      scripts: this.#scripts,
      commands: this.#commands,
      commandBytes: this.#commandBytes,
      responses: this.#responses,
      responseBytes: this.#responseBytes,
      exchanges: Object.fromEntries(this.#exchanges),
      instructions: Object.fromEntries(this.#instructions),
      malformed: this.#malformed,
    };
  }

  #read(reader: HttpMessageReader, bytes: Uint8Array): readonly HttpMessage[] {
    try {
      return reader.push(bytes);
    } catch (error) {
      if (!(error instanceof HttpFormatError)) throw error;
      this.#malformed += 1;
      return [];
    }
  }

  /** Counts a message and returns the commands that now wait for an answer. */
  #count(direction: WireDirection, message: HttpMessage, pending: readonly Uint8Array[]) {
    if (direction === 'received') return this.#countAnswer(message);
    this.#posts += 1;
    if (message.body.length > 0) this.#countResponses(message.body, pending);
    return [];
  }

  #countAnswer({ startLine, body }: HttpMessage): readonly Uint8Array[] {
    const status = startLine[1];
    if (status === '204') this.#dismissals += 1;
    if (status !== '200') return [];
    const script = readCommandScript(body);
    if (!script.ok) {
      this.#malformed += 1;
      return [];
    }
    this.#scripts += 1;
    this.#commands += script.commands.length;
    for (const command of script.commands) {
      this.#commandBytes += command.length;
      increment(this.#instructions, header(command));
    }
    return script.commands;
  }

  #countResponses(body: Uint8Array, commands: readonly Uint8Array[]): void {
    const script = readResponseScript(body);
    if (!script.ok) {
      this.#malformed += 1;
      return;
    }
    script.responses.forEach((response, index) => {
      this.#responses += 1;
      this.#responseBytes += response.length;
      const statusWord = statusWordOf(response).toString(16).toUpperCase().padStart(4, '0');
      increment(this.#exchanges, `${header(commands[index] ?? new Uint8Array())} ${statusWord}`);
    });
  }
}

function header(command: Uint8Array): string {
  return toHex(command.subarray(0, 2));
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
