import { FormTable } from './form-table';
import { DIGITS, nextDigit } from './hex-digits';
import type { Marks } from './marks';
import type { TextScan } from './text-scan';

/** A form is found by its first eight digits, which are one 32-bit number. */
const WINDOW = 8;

/**
 * Finds any of many byte strings in the hexadecimal digits of a text in one pass over its stretches of digits, in either
 * case, with nothing or with separators and prefixes between the digits (`3B9F`, `3b:9f`, `3B 9F`, `0x3b, 0x9f`).
 */
export class HexIndex {
  readonly #table = new FormTable();
  /** Where the last eight digits stand: a ring. */
  readonly #positions = new Int32Array(WINDOW);
  #ends = new Int32Array(0);

  /** Adds a form of at least eight lower-case digits; one that was added twice has to be removed twice. */
  add(hex: string): void {
    this.#table.add(firstDigits(hex), hex);
  }

  /** Removes a form. */
  remove(hex: string): void {
    this.#table.remove(firstDigits(hex), hex);
  }

  /** Marks every place where one of the forms stands. */
  find(text: string, marks: Marks, scan: TextScan): void {
    if (this.#table.isEmpty) return;
    for (let index = 0; index < scan.count; index += 1) {
      this.#findIn(text, scan.start(index), scan.end(index), marks);
    }
  }

  /** Whether one of the forms stands in hexadecimal digits without separators. */
  isIn(hex: string): boolean {
    if (this.#table.isEmpty) return false;
    let window = 0;
    for (let position = 0; position < hex.length; position += 1) {
      window = (window << 4) | (DIGITS[hex.charCodeAt(position)] ?? 0);
      if (position < WINDOW - 1) continue;
      if (this.#table.get(window)?.lengthAt(hex, position - WINDOW + 1) !== undefined) return true;
    }
    return false;
  }

  #findIn(text: string, start: number, end: number, marks: Marks): void {
    let digits = 0;
    let window = 0;
    for (let position = nextDigit(text, start, end); position < end; ) {
      window = (window << 4) | (DIGITS[text.charCodeAt(position)] ?? 0);
      this.#positions[digits % WINDOW] = position;
      digits += 1;
      if (digits >= WINDOW) this.#markAt(text, this.#positions[digits % WINDOW] ?? 0, end, window, marks);
      position = nextDigit(text, position + 1, end);
    }
  }

  #markAt(text: string, start: number, limit: number, window: number, marks: Marks): void {
    const forms = this.#table.get(window);
    if (forms === undefined) return;
    const digits = this.#readDigits(text, start, limit, forms.lengths[0] ?? 0);
    const length = forms.lengthAt(digits, 0);
    if (length !== undefined) marks.add(start, this.#ends[length - 1] ?? start);
  }

  /** At most `count` digits from `start` on, in lower case, with nothing between; `#ends` says where each ends. */
  #readDigits(text: string, start: number, limit: number, count: number): string {
    if (this.#ends.length < count) this.#ends = new Int32Array(count);
    let digits = '';
    let position = start;
    while (digits.length < count && position < limit) {
      this.#ends[digits.length] = position + 1;
      digits += text.charAt(position);
      position = nextDigit(text, position + 1, limit);
    }
    return digits.toLowerCase();
  }
}

function firstDigits(hex: string): number {
  return Number.parseInt(hex.slice(0, WINDOW), 16) | 0;
}
