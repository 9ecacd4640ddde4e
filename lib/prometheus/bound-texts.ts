/** The text of bucket bounds. The series of one instrument share their array, and follow one another. */
export class BoundTexts {
  readonly #format: (bound: number) => string;
  #bounds: readonly number[] | undefined;
  #texts: readonly string[] = [];

  constructor(format: (bound: number) => string) {
    this.#format = format;
  }

  of(bounds: readonly number[]): readonly string[] {
    if (bounds !== this.#bounds) {
      this.#bounds = bounds;
      this.#texts = bounds.map(this.#format);
    }
    return this.#texts;
  }
}
