import { FormTable } from './form-table';
import type { Marks } from './marks';

const { imul } = Math;

const BASE = 0x01000193;
const SHIFTS = 1 << 14;
/** How many characters decide how far may be gone on. */
const LONG_BLOCK = 3;
const SHORT_BLOCK = 2;
const LONG_WINDOW = 6;

/**
 * Finds any of many strings in a text in one pass that skips most of it (Wu and Manber): how far may be gone on without
 * passing a string by is known for each few characters. With more strings there is less to skip; then each position
 * costs a look-up, however many strings there are.
 */
export class LiteralIndex {
  readonly #table = new FormTable();
  readonly #block: number;
  readonly #shifts: Uint8Array;

  /** All strings must have at least `window` characters. */
  constructor(private readonly window: number) {
    this.#block = window >= LONG_WINDOW ? LONG_BLOCK : SHORT_BLOCK;
    this.#shifts = new Uint8Array(SHIFTS).fill(window - this.#block + 1);
  }

  /** Adds a string; one that was added twice has to be removed twice. */
  add(literal: string): void {
    this.#table.add(this.#hashAt(literal, 0), literal);
    for (let end = this.#block; end <= this.window; end += 1) {
      const slot = this.#block === LONG_BLOCK ? longSlot(literal, end) : shortSlot(literal, end);
      this.#shifts[slot] = Math.min(this.#shifts[slot] ?? 0, this.window - end);
    }
  }

  /** Removes a string. How far may be gone on stays as it was, which is too little and misses nothing. */
  remove(literal: string): void {
    this.#table.remove(this.#hashAt(literal, 0), literal);
  }

  /** Marks every place where one of the strings stands. */
  find(text: string, marks: Marks): void {
    if (this.#table.isEmpty) return;
    const shifts = this.#shifts;
    const { window } = this;
    const { length } = text;
    const isLong = this.#block === LONG_BLOCK;
    for (let end = window; end <= length; ) {
      const shift = shifts[isLong ? longSlot(text, end) : shortSlot(text, end)] ?? 0;
      if (shift === 0) this.#markAt(text, end - window, marks);
      end += shift === 0 ? 1 : shift;
    }
  }

  #markAt(text: string, start: number, marks: Marks): void {
    const length = this.#table.get(this.#hashAt(text, start))?.lengthAt(text, start);
    if (length !== undefined) marks.add(start, start + length);
  }

  #hashAt(text: string, start: number): number {
    let hash = 0;
    for (let index = start; index < start + this.window; index += 1) {
      hash = (imul(hash, BASE) + text.charCodeAt(index)) | 0;
    }
    return hash;
  }
}

/** The place in the table of the characters that end before `end`. */
function shortSlot(text: string, end: number): number {
  return (text.charCodeAt(end - 1) ^ (text.charCodeAt(end - 2) << 7)) & (SHIFTS - 1);
}

function longSlot(text: string, end: number): number {
  const last = text.charCodeAt(end - 1) ^ (text.charCodeAt(end - 2) << 4);
  return (last ^ (text.charCodeAt(end - 3) << 8)) & (SHIFTS - 1);
}
