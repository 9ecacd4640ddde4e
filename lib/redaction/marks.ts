/** The parts of one text that are to be taken out, as the rules find them: in any order, overlapping as they like. */
export class Marks {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** How many parts are marked. */
  get count(): number {
    return this.#starts.length;
  }

  /** Marks the characters from `start` up to but not including `end`. An empty part is ignored. */
  add(start: number, end: number): void {
    if (end <= start) return;
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** Forgets all parts, for the next text. */
  clear(): void {
    // Most texts have none, and giving an array a length is slow even when it has it already.
    if (this.#starts.length === 0) return;
    this.#starts.length = 0;
    this.#ends.length = 0;
  }

  /** The text with `placeholder` for every marked part; one for parts that overlap or touch. */
  replace(text: string, placeholder: string): string {
    const order = Array.from(this.#starts.keys()).sort((a, b) => this.#start(a) - this.#start(b));
    let cleaned = '';
    let copiedTo = 0;
    let coveredTo = -1;
    for (const index of order) {
      const start = this.#start(index);
      if (start > coveredTo) {
        cleaned += text.slice(copiedTo, start) + placeholder;
      }
      coveredTo = Math.max(coveredTo, this.#ends[index] ?? 0);
      copiedTo = coveredTo;
    }
    return cleaned + text.slice(copiedTo);
  }

  #start(index: number): number {
    return this.#starts[index] ?? 0;
  }
}
