import { isHexDigit, isWordCharacter } from './characters';
import { DIGITS, nextDigit } from './hex-digits';
import { endOfOtherDigits } from './other-digits';

/** Fewer bytes are no command with data. */
const FEWEST_BYTES = 6;
/** So many digits are bytes, even where a word or an odd digit touches them. */
const FEWEST_SURE_DIGITS = 13;
const UNDERSCORE = 95;
const FEWEST_OFFSET_DIGITS = 4;
const MOST_OFFSET_DIGITS = 8;
const FIRST_SIZE = 256;

/**
 * Bytes that stand in a text in hexadecimal, put together over whatever separates them, and where each of them stands.
 * One object serves all texts.
 */
export class ByteRun {
  /** How many bytes there are. */
  length = 0;
  #bytes = new Uint8Array(FIRST_SIZE);
  #positions = new Int32Array(FIRST_SIZE);
  #isStart = new Uint8Array(FIRST_SIZE);
  /** What separates the pairs of the writing that goes on: its length and its first character. */
  #separator = 0;
  #isPairs = false;
  #end = 0;
  /** Where a dump begins whose lines say how many bytes stand before them; -1 when there is none. */
  #dumpStart = -1;
  /** Whether an offset was passed over: what follows it goes on with the line before. */
  #isAfterOffset = false;

  /** The bytes. They hold until the next are read. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** Whether bytes begin here that are written in one way: without separators, or with the same between all. */
  isStart(index: number): boolean {
    return this.#isStart[index] === 1;
  }

  /** Whether such bytes end before this one. */
  isEnd(index: number): boolean {
    return index === this.length || this.isStart(index);
  }

  /** Where a byte begins in the text. */
  begin(index: number): number {
    return this.#positions[index] ?? 0;
  }

  /** Where the bytes before `index` end in the text. */
  end(index: number): number {
    return index >= this.length ? this.#end : this.begin(index - 1) + 2;
  }

  /** Reads a stretch of a text, and calls `look` for all bytes that stand together in it. */
  read(text: string, from: number, to: number, look: (run: ByteRun) => void): void {
    this.#clear();
    let before = from;
    for (let start = nextDigit(text, from, to); start < to; ) {
      const other = endOfOtherDigits(text, start);
      if (other !== undefined) {
        this.#flush(look);
        before = other;
        start = nextDigit(text, other, to);
        continue;
      }
      const end = endOfDigits(text, start);
      const gap = ((start - before) << 8) | (text.charCodeAt(before) & 0xff);
      const isWhole = this.#isOffset(text, start, end) || this.#add(text, start, end, gap);
      if (!isWhole) this.#flush(look);
      before = end;
      start = nextDigit(text, end, to);
    }
    this.#flush(look);
  }

  /** Whether a group is what a dump begins a line with: how many bytes stand before it. */
  #isOffset(text: string, start: number, end: number): boolean {
    const digits = end - start;
    if (digits < FEWEST_OFFSET_DIGITS || digits > MOST_OFFSET_DIGITS) return false;
    const offset = Number.parseInt(text.slice(start, end), 16);
    const isNext = this.#dumpStart >= 0 && offset > 0 && offset === this.length - this.#dumpStart;
    if ((offset !== 0 && !isNext) || !isAtLineStart(text, start)) return false;
    if (!isNext) this.#dumpStart = this.length;
    this.#isAfterOffset = isNext;
    return true;
  }

  /** Adds the digits of a group; false when nothing goes on behind them. */
  #add(text: string, start: number, end: number, gap: number): boolean {
    const digits = end - start;
    const isSure = digits >= FEWEST_SURE_DIGITS;
    if (!isSure && (digits % 2 === 1 || isInWord(text, start, end))) return false;
    const isPair = digits === 2;
    const goesOn = this.length > 0 && isPair && this.#isPairs;
    if (goesOn && this.#separator === 0) this.#separator = gap;
    const isStart = !goesOn || (this.#separator !== gap && !this.#isAfterOffset);
    this.#isAfterOffset = false;
    if (isStart) this.#separator = 0;
    this.#isPairs = isPair;
    this.#push(text, start, end, isStart);
    this.#end = end;
    return digits % 2 === 0;
  }

  #push(text: string, start: number, end: number, isStart: boolean): void {
    for (let position = start; position + 1 < end; position += 2) {
      if (this.length === this.#bytes.length) this.#grow();
      this.#bytes[this.length] =
        ((DIGITS[text.charCodeAt(position)] ?? 0) << 4) | (DIGITS[text.charCodeAt(position + 1)] ?? 0);
      this.#positions[this.length] = position;
      this.#isStart[this.length] = isStart && position === start ? 1 : 0;
      this.length += 1;
    }
  }

  #flush(look: (run: ByteRun) => void): void {
    if (this.length >= FEWEST_BYTES) look(this);
    this.#clear();
  }

  #clear(): void {
    this.length = 0;
    this.#separator = 0;
    this.#isPairs = false;
    this.#dumpStart = -1;
    this.#isAfterOffset = false;
  }

  #grow(): void {
    const size = this.#bytes.length * 2;
    const [bytes, positions, isStart] = [this.#bytes, this.#positions, this.#isStart];
    this.#bytes = new Uint8Array(size);
    this.#positions = new Int32Array(size);
    this.#isStart = new Uint8Array(size);
    this.#bytes.set(bytes);
    this.#positions.set(positions);
    this.#isStart.set(isStart);
  }
}

/** Past blanks and a prefix. */
function isAtLineStart(text: string, position: number): boolean {
  let start = position;
  if (isAfterX(text, start)) start -= 2;
  while (start > 0 && /[ \t]/.test(text.charAt(start - 1))) start -= 1;
  return start === 0 || /[\r\n]/.test(text.charAt(start - 1));
}

function isInWord(text: string, start: number, end: number): boolean {
  return isLetter(text.charCodeAt(end)) || (isLetter(text.charCodeAt(start - 1)) && !isAfterX(text, start));
}

function isLetter(code: number): boolean {
  return isWordCharacter(code) && code !== UNDERSCORE;
}

/** `0x` and `\x`. */
function isAfterX(text: string, start: number): boolean {
  return /[xX]/.test(text.charAt(start - 1)) && /[0\\]/.test(text.charAt(start - 2));
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (isHexDigit(text.charCodeAt(end))) end += 1;
  return end;
}
