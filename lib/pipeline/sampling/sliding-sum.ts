/**
 * A sum over the newest cells of time: what was added in a cell leaves the sum when the cell is `length` cells old.
 * Whoever owns it says when a new cell begins.
 */
export class SlidingSum {
  readonly #cells: Float64Array;
  #at = 0;
  #total = 0;

  /** @param length cells before the current one that count */
  constructor(length: number) {
    this.#cells = new Float64Array(length + 1);
  }

  /** What was added in the current cell and the `length` cells before it. */
  get total(): number {
    return this.#total;
  }

  add(amount: number): void {
    this.#cells[this.#at] = (this.#cells[this.#at] ?? 0) + amount;
    this.#total += amount;
  }

  /** Begins `cells` new ones; those that are skipped are empty. */
  advance(cells: number): void {
    for (let begun = Math.min(cells, this.#cells.length); begun > 0; begun -= 1) {
      this.#at = (this.#at + 1) % this.#cells.length;
      this.#total -= this.#cells[this.#at] ?? 0;
      this.#cells[this.#at] = 0;
    }
  }

  /** What was added in the newest `cells` cells before the current one. */
  before(cells: number): number {
    let sum = 0;
    for (let back = 1; back <= cells; back += 1) {
      sum += this.#cells[(this.#at + this.#cells.length - back) % this.#cells.length] ?? 0;
    }
    return sum;
  }
}
