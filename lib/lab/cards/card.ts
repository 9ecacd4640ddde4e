import { concatBytes } from './bytes';
import { type CardState, createCardState, type Instruction, type Reply, startSession } from './card-state';
import { type CommandApdu, readCommandApdu } from './command-apdu';
import { deleteContent, install, load, storeData } from './content-instructions';
import { getData, getStatus } from './data-instructions';
import { readBinary, readRecord, updateBinary, updateRecord } from './file-instructions';
import { unblockPin, verifyPin } from './pin-instructions';
import { type CardNumbers, cardNumbers } from './profile';
import { readCommandScript, writeBadFormat, writeResponseScript } from './script';
import { select } from './select-instruction';
import {
  BYTES_WAITING,
  CHANNEL_NOT_SUPPORTED,
  CLASS_NOT_SUPPORTED,
  CONDITIONS_NOT_SATISFIED,
  continuesScript,
  DONE,
  INSTRUCTION_NOT_SUPPORTED,
  SECURE_MESSAGING_NOT_SUPPORTED,
  WRONG_LE,
  WRONG_LENGTH,
} from './status-word';

const INTERINDUSTRY: ReadonlyMap<number, Instruction> = new Map([
  [0x20, verifyPin],
  [0x2c, unblockPin],
  [0xa4, select],
  [0xb0, readBinary],
  [0xb2, readRecord],
  [0xca, getData],
  [0xd6, updateBinary],
  [0xdc, updateRecord],
]);

const GLOBAL_PLATFORM: ReadonlyMap<number, Instruction> = new Map([
  [0xca, getData],
  [0xe2, storeData],
  [0xe4, deleteContent],
  [0xe6, install],
  [0xe8, load],
  [0xf2, getStatus],
]);

/** By the class byte without its channel and secure messaging bits. */
const INSTRUCTIONS: ReadonlyMap<number, ReadonlyMap<number, Instruction>> = new Map([
  [0x00, INTERINDUSTRY],
  [0x80, GLOBAL_PLATFORM],
]);

const GET_RESPONSE = 0xc0;
const CHANNEL_BITS = 0x03;
const SECURE_MESSAGING_BITS = 0x0c;
const MAXIMUM_LE = 256;

/** A virtual UICC with GlobalPlatform: what it answers depends on its state and the bytes of the C-APDU alone. */
export class Card {
  readonly #state: CardState;

  /** The lab's card with this number (from 1), or one with other personal numbers. */
  constructor(numbers: number | CardNumbers) {
    this.#state = createCardState(typeof numbers === 'number' ? cardNumbers(numbers) : numbers);
  }

  /** Begins a session: what a reset forgets is forgotten. */
  reset(): void {
    startSession(this.#state);
  }

  /** Executes one C-APDU and returns the R-APDU: response data, if any, and the status word. Never throws. */
  transmit(commandBytes: Uint8Array): Uint8Array {
    const command = readCommandApdu(commandBytes);
    const reply = command ? this.#execute(command) : { status: WRONG_LENGTH };
    const statusWord = Uint8Array.of(reply.status >> 8, reply.status & 0xff);
    return reply.data ? concatBytes(reply.data, statusWord) : statusWord;
  }

  /**
   * Executes a command script and returns the response script in the same form. A command that fails ends the script:
   * those after it are not executed (ETSI TS 102 226, 5.2.1).
   */
  run(scriptBytes: Uint8Array): { readonly response: Uint8Array; readonly executed: number } {
    const script = readCommandScript(scriptBytes);
    if (!script.ok) return { response: writeBadFormat(script.problem, script.form), executed: 0 };
    const responses: Uint8Array[] = [];
    for (const command of script.commands) {
      const response = this.transmit(command);
      responses.push(response);
      if (!continuesScript(statusWordOf(response))) break;
    }
    return { response: writeResponseScript(responses, script.form), executed: responses.length };
  }

  #execute(command: CommandApdu): Reply {
    const instructions = INSTRUCTIONS.get(command.cla & ~(CHANNEL_BITS | SECURE_MESSAGING_BITS));
    if (!instructions) return { status: CLASS_NOT_SUPPORTED };
    if ((command.cla & SECURE_MESSAGING_BITS) !== 0) return { status: SECURE_MESSAGING_NOT_SUPPORTED };
    if ((command.cla & CHANNEL_BITS) !== 0) return { status: CHANNEL_NOT_SUPPORTED };
    if (command.ins === GET_RESPONSE && instructions === INTERINDUSTRY) return this.#getResponse(command);
    this.#state.waiting = undefined;
    const instruction = instructions.get(command.ins);
    if (!instruction) return { status: INSTRUCTION_NOT_SUPPORTED };
    return this.#deliver(instruction(this.#state, command), command);
  }

  /** Response data meets Le: given whole, kept for GET RESPONSE (61xx), or refused with the right length (6Cxx). */
  #deliver(reply: Reply, command: CommandApdu): Reply {
    const { data } = reply;
    if (!data || reply.status !== DONE) return reply;
    if (command.le === undefined) {
      this.#state.waiting = data;
      return { status: BYTES_WAITING | (data.length & 0xff) };
    }
    const fits = command.le === data.length || (command.le === MAXIMUM_LE && reply.exactLength !== true);
    return fits ? { status: DONE, data } : { status: WRONG_LE | (data.length & 0xff) };
  }

  /** GET RESPONSE (ISO 7816-4, 11.7.1): what is waiting, in one or several parts. */
  #getResponse({ p1, p2, le }: CommandApdu): Reply {
    const { waiting } = this.#state;
    if (!waiting || p1 !== 0x00 || p2 !== 0x00) return { status: CONDITIONS_NOT_SATISFIED };
    if (le === undefined) return { status: WRONG_LENGTH };
    const wanted = le === MAXIMUM_LE ? waiting.length : le;
    if (wanted > waiting.length) return { status: WRONG_LE | (waiting.length & 0xff) };
    const rest = waiting.subarray(wanted);
    this.#state.waiting = rest.length > 0 ? rest : undefined;
    return {
      status: rest.length > 0 ? BYTES_WAITING | (rest.length & 0xff) : DONE,
      data: waiting.subarray(0, wanted),
    };
  }
}

/** The status word of an R-APDU: its last two bytes. */
export function statusWordOf(response: Uint8Array): number {
  return ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
}
