import { FormTable } from './form-table';
import type { Marks } from './marks';

const { imul } = Math;

const BASE = 0x01000193;

/**
 * Finds any of many strings in a text in one pass, by a rolling hash over their first `window` characters (Rabin and
 * Karp): how many strings there are does not matter.
 */
export class LiteralIndex {
  readonly #table = new FormTable();
  /** What the character that leaves the window was multiplied by. */
  readonly #leaving: number;

  /** All strings must have at least `window` characters. */
  constructor(private readonly window: number) {
    let leaving = 1;
    for (let index = 1; index < window; index += 1) leaving = imul(leaving, BASE);
    this.#leaving = leaving;
  }

  /** Adds a string; one that was added twice has to be removed twice. */
  add(literal: string): void {
    this.#table.add(this.#hashOfStart(literal), literal);
  }

  /** Removes a string. */
  remove(literal: string): void {
    this.#table.remove(this.#hashOfStart(literal), literal);
  }

  /** Marks every place where one of the strings stands. */
  find(text: string, marks: Marks): void {
    if (this.#table.isEmpty || text.length < this.window) return;
    let hash = this.#hashOfStart(text);
    const last = text.length - this.window;
    for (let start = 0; start <= last; start += 1) {
      this.#markAt(text, start, hash, marks);
      if (start === last) break;
      const without = (hash - imul(text.charCodeAt(start), this.#leaving)) | 0;
      hash = (imul(without, BASE) + text.charCodeAt(start + this.window)) | 0;
    }
  }

  #markAt(text: string, start: number, hash: number, marks: Marks): void {
    const forms = this.#table.get(hash);
    if (forms === undefined) return;
    const found = forms.find((form) => text.startsWith(form.text, start));
    if (found !== undefined) marks.add(start, start + found.text.length);
  }

  #hashOfStart(text: string): number {
    let hash = 0;
    for (let index = 0; index < this.window; index += 1) {
      hash = (imul(hash, BASE) + text.charCodeAt(index)) | 0;
    }
    return hash;
  }
}
