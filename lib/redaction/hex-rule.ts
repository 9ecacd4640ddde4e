import {
  type CommandHeader,
  commandType,
  isSecretCommand,
  parseCommand,
  parseCommandScript,
  sensitivityOf,
} from '../domain';
import { endOfWord, isHexDigit, isWordCharacter } from './characters';
import { iccidOfSwapped } from './identities';
import { passesEidCheck } from './luhn';
import type { Marks } from './marks';
import type { Pseudonyms } from './pseudonyms';
import type { TextRule } from './text-rule';

/** A header, a length and one byte of data: less is no command with data. */
const FEWEST_BYTES = 6;
/** A PIN has four digits at the least. */
const FEWEST_SECRET_BYTES = 4;
const ICCID_BYTES = 10;
const EID_BYTES = 16;
const HEADER_BYTES = 4;

/** Bytes written in hexadecimal: byte `n` stands at `start + n * stride`. */
interface HexRun {
  readonly start: number;
  readonly bytes: number;
  /** 2 without separators, 3 with one between each two digits. */
  readonly stride: 2 | 3;
}

/**
 * Looks at bytes that are written in hexadecimal, with or without separators between them: an ICCID as the card holds
 * it and an EID become pseudonyms; the data of a C-APDU that carries secrets (VERIFY, PUT KEY and their like), by itself
 * or in an SCP81 script, is taken out behind its header.
 */
export class HexRule implements TextRule {
  readonly name = 'apdu_data';

  constructor(private readonly pseudonyms: Pseudonyms) {}

  find(text: string, marks: Marks): void {
    if (text.length < FEWEST_BYTES * 2) return;
    for (let position = 0; position < text.length; ) {
      if (!isHexDigit(text.charCodeAt(position))) {
        position = isWordCharacter(text.charCodeAt(position)) ? endOfWord(text, position) : position + 1;
        continue;
      }
      const run = hexRunAt(text, position);
      if (run !== undefined) this.#look(text, run, marks);
      position = run === undefined ? endOfWord(text, position) : endOf(run);
    }
  }

  #look(text: string, run: HexRun, marks: Marks): void {
    if (this.#markIdentities(text, run, marks) || !mayBeSecret(text, run)) return;
    const bytes = bytesOf(text, run);
    const data = secretDataOf(bytes);
    if (data === undefined) return;
    marks.add(run.start + data.start * run.stride, endOf({ ...run, bytes: data.end }));
  }

  #markIdentities(text: string, run: HexRun, marks: Marks): boolean {
    let isMarked = false;
    for (let index = 0; index + ICCID_BYTES <= run.bytes; index += 1) {
      const at = run.start + index * run.stride;
      const first = text.charCodeAt(at);
      const second = text.charCodeAt(at + 1);
      if (first === 57 && second === 56) isMarked = this.#markIccid(text, run, index, marks) || isMarked;
      if (first === 56 && second === 57) isMarked = this.#markEid(text, run, index, marks) || isMarked;
    }
    return isMarked;
  }

  #markIccid(text: string, run: HexRun, index: number, marks: Marks): boolean {
    const part = partOf(run, index, ICCID_BYTES);
    const iccid = iccidOfSwapped(digitsOf(text, part));
    if (iccid === undefined) return false;
    marks.add(part.start, endOf(part), this.pseudonyms.of('iccid', iccid), 'iccid');
    return true;
  }

  #markEid(text: string, run: HexRun, index: number, marks: Marks): boolean {
    if (index + EID_BYTES > run.bytes) return false;
    const part = partOf(run, index, EID_BYTES);
    const digits = digitsOf(text, part);
    if (!/^[0-9]+$/.test(digits) || !passesEidCheck(digits)) return false;
    marks.add(part.start, endOf(part), this.pseudonyms.of('eid', digits), 'eid');
    return true;
  }
}

/** Which bytes are secret: a command's data, or all of a script with such a command in it. */
function secretDataOf(bytes: Uint8Array): { readonly start: number; readonly end: number } | undefined {
  const command = parseCommand(bytes);
  if (command.ok) {
    if (command.dataLength < FEWEST_SECRET_BYTES || !isNamedSecret(command)) return undefined;
    // An extended length is three bytes, of which the first is 0 (ISO/IEC 7816-3, 12.1.3).
    const start = HEADER_BYTES + (bytes[HEADER_BYTES] === 0 ? 3 : 1);
    return { start, end: start + command.dataLength };
  }
  const script = parseCommandScript(bytes);
  return script.ok && script.commands.some(isSecret) ? { start: 0, end: bytes.length } : undefined;
}

/** By its name: any bytes may be a command that has none, ids of traces and spans among them. */
function isNamedSecret(command: CommandHeader): boolean {
  const type = commandType(command);
  return type !== '_OTHER' && sensitivityOf(type).data;
}

function isSecret(bytes: Uint8Array): boolean {
  const command = parseCommand(bytes);
  return !command.ok || isSecretCommand(command);
}

/** Whether it is worth to take the bytes apart: by its length, a command ends with its data or one or two bytes on. */
function mayBeSecret(text: string, run: HexRun): boolean {
  if (run.bytes < FEWEST_BYTES) return false;
  const first = byteAt(text, run, 0);
  if (first === 0xaa || first === 0xae) return true;
  const length = byteAt(text, run, HEADER_BYTES);
  const behind = run.bytes - HEADER_BYTES - 1 - length;
  return length === 0 || behind === 0 || behind === 1;
}

/** The bytes that begin here, at least six of them; undefined when it is a word, or a number of digits that is odd. */
function hexRunAt(text: string, start: number): HexRun | undefined {
  const end = endOfHex(text, start);
  if (isWordCharacter(text.charCodeAt(end))) return undefined;
  if (end - start !== 2) {
    const isRun = (end - start) % 2 === 0 && end - start >= FEWEST_BYTES * 2;
    return isRun ? { start, bytes: (end - start) / 2, stride: 2 } : undefined;
  }
  const separator = text.charAt(end);
  if (separator !== ' ' && separator !== ':' && separator !== '-') return undefined;
  let bytes = 1;
  while (text.charAt(start + bytes * 3 - 1) === separator && isPair(text, start + bytes * 3)) bytes += 1;
  return bytes >= FEWEST_BYTES ? { start, bytes, stride: 3 } : undefined;
}

function isPair(text: string, at: number): boolean {
  return (
    isHexDigit(text.charCodeAt(at)) &&
    isHexDigit(text.charCodeAt(at + 1)) &&
    !isWordCharacter(text.charCodeAt(at + 2))
  );
}

function partOf({ start, stride }: HexRun, index: number, bytes: number): HexRun {
  return { start: start + index * stride, bytes, stride };
}

function endOf({ start, bytes, stride }: HexRun): number {
  return start + (bytes - 1) * stride + 2;
}

function digitsOf(text: string, run: HexRun): string {
  if (run.stride === 2) return text.slice(run.start, endOf(run));
  return text.slice(run.start, endOf(run)).replace(/[ :-]/g, '');
}

function bytesOf(text: string, run: HexRun): Uint8Array {
  return Buffer.from(digitsOf(text, run), 'hex');
}

function byteAt(text: string, { start, stride }: HexRun, index: number): number {
  return Number.parseInt(text.slice(start + index * stride, start + index * stride + 2), 16);
}

function endOfHex(text: string, from: number): number {
  let end = from;
  while (isHexDigit(text.charCodeAt(end))) end += 1;
  return end;
}
