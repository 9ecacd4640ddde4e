import {
  type CommandHeader,
  commandType,
  isSecretCommand,
  parseCommand,
  parseCommandScript,
  sensitivityOf,
} from '../domain';
import type { ByteFinding, WrittenBytes } from './byte-finding';

const HEADER_BYTES = 4;
/** A PIN has four digits at the least; less data, such as a file's id, says nothing. */
const FEWEST_SECRET_BYTES = 4;
/** A C-APDU in a script (TS 102 226, 5.2.1). */
export const COMMAND_TAG = 0x22;
const INDEFINITE_LENGTH = 0x80;
const MOST_LENGTH_BYTES = 3;

/** VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK PIN: known by their fixed form (TS 102 221, 11.1.9 to 11.1.13). */
const PIN_INSTRUCTIONS: ReadonlySet<number> = new Set([0x20, 0x24, 0x26, 0x28, 0x2c]);
const PIN_LENGTHS: ReadonlySet<number> = new Set([8, 16]);
/** PUT KEY and STORE DATA, under the classes 80 and 84. */
const KEY_INSTRUCTIONS: ReadonlySet<number> = new Set([0xd8, 0xe2]);

/** A command with a PIN, wherever it stands and wherever it was cut: its form is fixed. */
export function findPin(written: WrittenBytes, index: number): ByteFinding | undefined {
  const { bytes } = written;
  if (bytes[index + 2] !== 0 || !PIN_INSTRUCTIONS.has(bytes[index + 1] ?? 0)) return undefined;
  const length = bytes[index + HEADER_BYTES] ?? 0;
  if (!PIN_LENGTHS.has(length) || !isPinHeader(written, index)) return undefined;
  return dataOf(bytes, index + HEADER_BYTES + 1, length);
}

/** Within something else only what has the class of a basic channel and a key reference that there is (TS 102 221, 9.5.1). */
function isPinHeader(written: WrittenBytes, index: number): boolean {
  const { bytes } = written;
  const cla = bytes[index] ?? 0;
  const reference = (bytes[index + 3] ?? 0) & 0x7f;
  if (cla <= 3 || cla === 0xa0) return written.isStart(index) || (reference > 0 && reference < 0x20);
  return written.isStart(index) && (cla < 0x10 || cla >> 5 === 2 || cla >> 4 === 6);
}

/** A command with keys, wherever it was cut. */
export function findKeyCommand(bytes: Uint8Array, index: number): ByteFinding | undefined {
  const cla = bytes[index] ?? 0;
  if ((cla !== 0x80 && cla !== 0x84) || !KEY_INSTRUCTIONS.has(bytes[index + 1] ?? 0)) return undefined;
  return dataOf(bytes, index + HEADER_BYTES + 1, bytes[index + HEADER_BYTES] || bytes.length);
}

function dataOf(bytes: Uint8Array, start: number, length: number): ByteFinding | undefined {
  const end = Math.min(start + length, bytes.length);
  return end > start ? { start, end, rule: 'apdu_data' } : undefined;
}

/** A command that ends where its writing does, or the status word behind it. */
export function findCommand(written: WrittenBytes, index: number): ByteFinding | undefined {
  const { bytes } = written;
  const { start, length } = lengthOfData(bytes, index + HEADER_BYTES);
  const end = start + length;
  if (length < FEWEST_SECRET_BYTES || end > bytes.length) return undefined;
  const leBytes = bytes[index + HEADER_BYTES] === 0 ? 2 : 1;
  const isWhole = [0, leBytes].some((le) => written.isEnd(end + le) || isStatusWord(written, end + le));
  if (!isWhole) return undefined;
  const command = parseCommand(bytes.subarray(index, end));
  return command.ok && hidesData(command) ? { start, end, rule: 'apdu_data' } : undefined;
}

function isStatusWord(written: WrittenBytes, index: number): boolean {
  const first = (written.bytes[index] ?? 0) >> 4;
  return (first === 6 || first === 9) && index + 2 <= written.bytes.length && written.isEnd(index + 2);
}

/**
 * By its name: any bytes may be a command that has none, ids of traces and spans among them. What is not secret is not
 * shown either where it surely is a command, by its class on one of the four basic channels.
 */
function hidesData(command: CommandHeader): boolean {
  const type = commandType(command);
  if (type === '_OTHER' || isNoPin(command)) return false;
  const channel = command.cla & 0x7f;
  return sensitivityOf(type).data || channel <= 4 || command.cla === 0xa0;
}

/**
 * A PIN is never sent in parts, and P1 says 00, or 01 for some (TS 102 221, 11.1.9 to 11.1.13): what else looks like such a
 * command is a UUID, a time or a decimal.
 */
function isNoPin({ cla, ins, p1 }: CommandHeader): boolean {
  return PIN_INSTRUCTIONS.has(ins) && ((cla & 0x90) === 0x10 || p1 > 1);
}

/** A secret command as an object of a script (TS 102 226, 5.2.1), in bytes that are no script as a whole, cut or not. */
export function findInScript(bytes: Uint8Array, index: number): ByteFinding | undefined {
  const { start, length } = lengthAt(bytes, index + 1);
  if (length === undefined) return undefined;
  const keys = findKeyCommand(bytes, start);
  if (keys !== undefined) return keys;
  const lc = lengthOfData(bytes, start + HEADER_BYTES);
  const rest = length - (lc.start - start) - lc.length;
  if (lc.length < FEWEST_SECRET_BYTES || rest < 0 || rest > 2) return undefined;
  if (!hidesData(headerAt(bytes, start))) return undefined;
  return dataOf(bytes, lc.start, lc.length);
}

/** A script with a secret command in it, up to where its writing ends. What begins as one and is none is not shown. */
export function findScript(
  written: WrittenBytes,
  start: number,
  scripts: { left: number },
): ByteFinding | undefined {
  const { bytes } = written;
  const end = endOfScript(bytes, start);
  if (end === undefined || end > bytes.length || !written.isEnd(end)) return undefined;
  scripts.left -= 1;
  // Not looked at, and so not shown.
  if (scripts.left < 0) return { start, end, rule: 'apdu_data' };
  const script = parseCommandScript(bytes.subarray(start, end));
  const isShown = script.ok
    ? !script.commands.some(isSecret)
    : bytes[lengthAt(bytes, start + 1).start] !== COMMAND_TAG;
  return isShown ? undefined : { start, end, rule: 'apdu_data' };
}

function isSecret(bytes: Uint8Array): boolean {
  const command = parseCommand(bytes);
  return !command.ok || isSecretCommand(command);
}

/** Where a script ends by its length field; one of indefinite length with the bytes. */
function endOfScript(bytes: Uint8Array, index: number): number | undefined {
  if (bytes[index + 1] === INDEFINITE_LENGTH) return bytes[index] === 0xae ? bytes.length : undefined;
  const { start, length } = lengthAt(bytes, index + 1);
  return length === undefined ? undefined : start + length;
}

/** The length field of an object (ISO/IEC 8825-1, 8.1.3), and where its value starts; no length where it has none. */
function lengthAt(bytes: Uint8Array, index: number): { start: number; length: number | undefined } {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return { start: index + 1, length: first };
  const count = first - 0x80;
  if (count === 0 || count > MOST_LENGTH_BYTES) return { start: index + 1, length: undefined };
  let length = 0;
  for (let each = 1; each <= count; each += 1) length = (length << 8) | (bytes[index + each] ?? 0);
  return { start: index + 1 + count, length };
}

function headerAt(bytes: Uint8Array, index: number): CommandHeader {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = bytes.subarray(index, index + HEADER_BYTES);
  return { cla, ins, p1, p2 };
}

/** Lc, short or extended (ISO/IEC 7816-3, 12.1.3), and where the data starts. */
function lengthOfData(bytes: Uint8Array, index: number): { start: number; length: number } {
  const first = bytes[index] ?? 0;
  if (first !== 0) return { start: index + 1, length: first };
  return { start: index + 3, length: ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0) };
}
