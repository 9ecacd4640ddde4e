import {
  type CommandHeader,
  commandType,
  isSecretCommand,
  parseCommand,
  parseCommandScript,
  sensitivityOf,
} from '../domain';
import { isCardNumber } from './card-number';
import { iccidOfSwapped, identityOfDigits, type NumberKind } from './identities';
import { passesEidCheck } from './luhn';
import type { RedactionRule } from './rule';

const HEADER_BYTES = 4;
/** A PIN has four digits at the least; less data, such as a file's id, says nothing. */
const FEWEST_SECRET_BYTES = 4;
const ICCID_BYTES = 10;
const EID_BYTES = 16;
const IMSI_BYTES = 9;
const FEWEST_ASCII_DIGITS = 13;
const MOST_ASCII_DIGITS = 32;
/** Scripts that are taken apart in one run of bytes: more are no log line, and would cost the square of it. */
const MOST_SCRIPTS = 8;
const LONGEST_CARD_BYTES = 10;

/** VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK PIN: known by their fixed form (TS 102 221, 11.1.9 to 11.1.13). */
const PIN_INSTRUCTIONS: ReadonlySet<number> = new Set([0x20, 0x24, 0x26, 0x28, 0x2c]);
const PIN_LENGTHS: ReadonlySet<number> = new Set([8, 16]);
/** PUT KEY and STORE DATA, under the classes 80 and 84. */
const KEY_INSTRUCTIONS: ReadonlySet<number> = new Set([0xd8, 0xe2]);

/** Bytes that must not be shown: all of them from `start` up to `end`. */
export interface ByteFinding {
  readonly start: number;
  readonly end: number;
  readonly rule: RedactionRule;
  /** An identity, of which a pseudonym may be shown. */
  readonly identity?: { readonly kind: NumberKind; readonly digits: string };
}

/** Bytes and where those begin and end that are written in one way. */
export interface WrittenBytes {
  readonly bytes: Uint8Array;
  isStart(index: number): boolean;
  isEnd(index: number): boolean;
}

/** Bytes of which nothing more is known than that they stand together. */
export function plainBytes(bytes: Uint8Array): WrittenBytes {
  return { bytes, isStart: (index) => index === 0, isEnd: (index) => index === bytes.length };
}

/**
 * What must not be shown of bytes: the data of commands, PIN and key commands also where they were cut or stand within
 * something else; command scripts with such a command in them; ICCID and IMSI as a card holds them, EIDs, and the digits
 * of cards and identities in BCD behind their tag or in ASCII. `named` is the identity that a word before them names.
 */
export function findInBytes(
  written: WrittenBytes,
  report: (finding: ByteFinding) => void,
  named?: NumberKind,
): void {
  const { bytes } = written;
  const { length } = bytes;
  const scripts = { left: MOST_SCRIPTS };
  let asciiEnd = 0;
  for (let index = 0; index < length; index += 1) {
    const first = bytes[index] ?? 0;
    const finding = findIdentity(bytes, index, first) ?? findPin(written, index);
    if (finding !== undefined) report(finding);
    if (isAsciiDigit(first) && (index >= asciiEnd || written.isStart(index))) {
      asciiEnd = index >= asciiEnd ? endOfAscii(bytes, index) : asciiEnd;
      const digits = findAsciiDigits(bytes, index, asciiEnd, named);
      if (digits !== undefined) report(digits);
    }
    if (written.isStart(index)) {
      const command = findKeyCommand(bytes, index) ?? findCommand(written, index);
      if (command !== undefined) report(command);
    }
    if (first === 0x22) {
      const command = findInScript(bytes, index);
      if (command !== undefined) report(command);
    }
    if (first === 0xaa || first === 0xae) {
      const script = findScript(written, index, scripts);
      if (script !== undefined) report(script);
    }
  }
}

function findIdentity(bytes: Uint8Array, index: number, first: number): ByteFinding | undefined {
  if (first === 0x98) return findSwappedIccid(bytes, index);
  if (first === 0x89) return findEid(bytes, index);
  if (first === 0x08) return findImsi(bytes, index);
  return first === 0x5a ? findCardNumber(bytes, index) : undefined;
}

function findSwappedIccid(bytes: Uint8Array, start: number): ByteFinding | undefined {
  const end = start + ICCID_BYTES;
  const digits = iccidOfSwapped(hexOf(bytes, start, end));
  return digits === undefined
    ? undefined
    : { start, end, rule: 'iccid', identity: { kind: 'iccid', digits } };
}

function findEid(bytes: Uint8Array, start: number): ByteFinding | undefined {
  const end = start + EID_BYTES;
  if (end > bytes.length) return undefined;
  const digits = hexOf(bytes, start, end);
  if (!/^[0-9]+$/.test(digits) || !passesEidCheck(digits)) return undefined;
  return { start, end, rule: 'eid', identity: { kind: 'eid', digits } };
}

/** EF.IMSI (TS 31.102, 4.2.2): its length, a nibble for an odd number of digits, then the digits, nibbles swapped. */
function findImsi(bytes: Uint8Array, start: number): ByteFinding | undefined {
  const end = start + IMSI_BYTES;
  if (end > bytes.length || ((bytes[start + 1] ?? 0) & 0x0f) !== 9) return undefined;
  const digits = swapped(hexOf(bytes, start + 1, end)).slice(1);
  // The country codes that there are (ITU-T E.212), and those for tests and for networks without a country.
  if (!/^(?:00[1-9]|[2-7][0-9]{2}|90[19])[0-9]{12}$/.test(digits)) return undefined;
  return { start, end, rule: 'imsi', identity: { kind: 'imsi', digits } };
}

/** A card's number under its tag 5A, in BCD filled with F (EMV, book 3, annex A). */
function findCardNumber(bytes: Uint8Array, index: number): ByteFinding | undefined {
  const length = bytes[index + 1] ?? 0;
  const start = index + 2;
  const end = start + length;
  if (length > LONGEST_CARD_BYTES || end > bytes.length) return undefined;
  const digits = hexOf(bytes, start, end).replace(/f+$/, '');
  return /^[0-9]+$/.test(digits) && isCardNumber(digits) ? { start, end, rule: 'card_number' } : undefined;
}

function findAsciiDigits(
  bytes: Uint8Array,
  start: number,
  end: number,
  named: NumberKind | undefined,
): ByteFinding | undefined {
  if (end - start < FEWEST_ASCII_DIGITS || end - start > MOST_ASCII_DIGITS) return undefined;
  const digits = Buffer.from(bytes.subarray(start, end)).toString('latin1');
  const kind = identityOfDigits(digits) ?? named;
  if (kind !== undefined) return { start, end, rule: kind, identity: { kind, digits } };
  return isCardNumber(digits) ? { start, end, rule: 'card_number' } : undefined;
}

/** A command with a PIN, wherever it stands and wherever it was cut: its form is fixed. */
function findPin(written: WrittenBytes, index: number): ByteFinding | undefined {
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
function findKeyCommand(bytes: Uint8Array, index: number): ByteFinding | undefined {
  const cla = bytes[index] ?? 0;
  if ((cla !== 0x80 && cla !== 0x84) || !KEY_INSTRUCTIONS.has(bytes[index + 1] ?? 0)) return undefined;
  return dataOf(bytes, index + HEADER_BYTES + 1, bytes[index + HEADER_BYTES] || bytes.length);
}

function dataOf(bytes: Uint8Array, start: number, length: number): ByteFinding | undefined {
  const end = Math.min(start + length, bytes.length);
  return end > start ? { start, end, rule: 'apdu_data' } : undefined;
}

/** A command that ends where its writing does, or the status word behind it. */
function findCommand(written: WrittenBytes, index: number): ByteFinding | undefined {
  const { bytes } = written;
  // An extended length is three bytes, of which the first is 0 (ISO/IEC 7816-3, 12.1.3).
  const isExtended = bytes[index + HEADER_BYTES] === 0;
  const start = index + HEADER_BYTES + (isExtended ? 3 : 1);
  const length = isExtended
    ? ((bytes[start - 2] ?? 0) << 8) | (bytes[start - 1] ?? 0)
    : (bytes[start - 1] ?? 0);
  const end = start + length;
  if (length < FEWEST_SECRET_BYTES || end > bytes.length) return undefined;
  const leBytes = isExtended ? 2 : 1;
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

/** A secret command as an object of a script (TS 102 226, 5.2.1), in bytes that are no script as a whole. */
function findInScript(bytes: Uint8Array, index: number): ByteFinding | undefined {
  const length = bytes[index + 1] ?? 0;
  const start = index + 2;
  const end = start + length;
  const lc = bytes[start + HEADER_BYTES] ?? 0;
  const rest = length - HEADER_BYTES - 1 - lc;
  if (lc < FEWEST_SECRET_BYTES || rest < 0 || rest > 1 || end > bytes.length) return undefined;
  const command = parseCommand(bytes.subarray(start, end));
  if (!command.ok || !hidesData(command)) return undefined;
  return dataOf(bytes, start + HEADER_BYTES + 1, lc);
}

/** A script with a secret command in it, up to where its writing ends. */
function findScript(
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
  return script.ok && script.commands.some(isSecret) ? { start, end, rule: 'apdu_data' } : undefined;
}

function isSecret(bytes: Uint8Array): boolean {
  const command = parseCommand(bytes);
  return !command.ok || isSecretCommand(command);
}

/** Where a script ends by its length field; one of indefinite length with the bytes. */
function endOfScript(bytes: Uint8Array, start: number): number | undefined {
  const length = bytes[start + 1] ?? 0;
  if (length === 0x80) return bytes[start] === 0xae ? bytes.length : undefined;
  if (length < 0x80) return start + 2 + length;
  if (length > 0x83) return undefined;
  const count = length - 0x80;
  let value = 0;
  for (let index = 0; index < count; index += 1) value = (value << 8) | (bytes[start + 2 + index] ?? 0);
  return start + 2 + count + value;
}

function endOfAscii(bytes: Uint8Array, from: number): number {
  let end = from;
  while (isAsciiDigit(bytes[end] ?? 0)) end += 1;
  return end;
}

function isAsciiDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function hexOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end, bytes.length) - start).toString(
    'hex',
  );
}

function swapped(hex: string): string {
  return hex.replace(/(.)(.)/g, '$2$1');
}
