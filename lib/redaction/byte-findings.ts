import type { ByteFinding, WrittenBytes } from './byte-finding';
import { isCardNumber } from './card-number';
import {
  COMMAND_TAG,
  findCommand,
  findInScript,
  findKeyCommand,
  findPin,
  findScript,
} from './command-findings';
import { iccidOfSwapped, identityOfDigits, type NumberKind } from './identities';
import { passesEidCheck } from './luhn';

const ICCID_BYTES = 10;
const EID_BYTES = 16;
const IMSI_BYTES = 9;
const FEWEST_ASCII_DIGITS = 13;
const MOST_ASCII_DIGITS = 32;
/** Scripts that are taken apart in one run of bytes: more are no log line, and would cost the square of it. */
const MOST_SCRIPTS = 8;
const LONGEST_CARD_BYTES = 10;

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
    if (first === COMMAND_TAG) {
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
