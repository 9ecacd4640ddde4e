/** How many lines a renderer brings at once: a few milliseconds of work, after which its caller may let others run. */
export const LINES_PER_CHUNK = 200;

/** Lines on their way into chunks. */
export class LineChunk {
  #text = '';
  #lines = 0;

  get isFull(): boolean {
    return this.#lines >= LINES_PER_CHUNK;
  }

  get isEmpty(): boolean {
    return this.#text === '';
  }

  /** Adds a text of so many lines, each with its line feed. */
  add(text: string, lines: number): void {
    this.#text += text;
    this.#lines += lines;
  }

  /** What was added since it was taken last. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    this.#lines = 0;
    return text;
  }
}
