import { FormTable } from './form-table';
import type { Marks } from './marks';

/** A form is found by its first eight digits, which are one 32-bit number. */
const WINDOW = 8;
/** `3B, 9F` has two characters between its digits. */
const MOST_SEPARATORS = 2;

const OTHER = -1;
const SEPARATOR = -2;

/** What each ASCII character is: a digit's value, a separator, or neither. */
const DIGITS = new Int8Array(128).fill(OTHER);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  DIGITS[digit.charCodeAt(0)] = value;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}
for (const separator of ' \t\r\n:-,._') DIGITS[separator.charCodeAt(0)] = SEPARATOR;

function digitAt(text: string, position: number): number {
  const code = text.charCodeAt(position);
  return code < DIGITS.length ? (DIGITS[code] ?? OTHER) : OTHER;
}

/**
 * Finds any of many byte strings in the hexadecimal digits of a text in one pass, in either case, with nothing or with
 * separators between the digits (`3B9F`, `3b:9f`, `3B 9F`, `3b, 9f`).
 */
export class HexIndex {
  readonly #table = new FormTable();
  /** Where the last eight digits stand: a ring. */
  readonly #positions = new Int32Array(WINDOW);

  /** Adds a form of at least eight lower-case digits; one that was added twice has to be removed twice. */
  add(hex: string): void {
    this.#table.add(firstDigits(hex), hex);
  }

  /** Removes a form. */
  remove(hex: string): void {
    this.#table.remove(firstDigits(hex), hex);
  }

  /** Marks every place where one of the forms stands. */
  find(text: string, marks: Marks): void {
    if (this.#table.isEmpty || text.length < WINDOW) return;
    let digits = 0;
    let separators = 0;
    let window = 0;
    for (let position = 0; position < text.length; position += 1) {
      const digit = digitAt(text, position);
      if (digit === OTHER || (digit === SEPARATOR && separators === MOST_SEPARATORS)) {
        digits = 0;
        separators = 0;
      } else if (digit === SEPARATOR) {
        separators += 1;
      } else {
        separators = 0;
        window = (window << 4) | digit;
        this.#positions[digits % WINDOW] = position;
        digits += 1;
        if (digits >= WINDOW) this.#markAt(text, this.#positions[digits % WINDOW] ?? 0, window, marks);
      }
    }
  }

  #markAt(text: string, start: number, window: number, marks: Marks): void {
    const forms = this.#table.get(window);
    if (forms === undefined) return;
    for (const form of forms) {
      const end = endOfMatch(text, start, form.text);
      if (end === undefined) continue;
      marks.add(start, end);
      return;
    }
  }
}

function firstDigits(hex: string): number {
  return Number.parseInt(hex.slice(0, WINDOW), 16) | 0;
}

/** Where the digits of `hex`, which begin at `start`, end in the text; undefined when the text has others. */
function endOfMatch(text: string, start: number, hex: string): number | undefined {
  let matched = 0;
  let separators = 0;
  for (let position = start; position < text.length; position += 1) {
    const digit = digitAt(text, position);
    if (digit === SEPARATOR && separators < MOST_SEPARATORS) {
      separators += 1;
      continue;
    }
    if (digit < 0 || digit !== digitAt(hex, matched)) return undefined;
    separators = 0;
    matched += 1;
    if (matched === hex.length) return position + 1;
  }
  return undefined;
}
