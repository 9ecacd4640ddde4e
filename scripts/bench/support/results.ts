/** The figures of the entrants at each case, round by round. */
export class Results {
  readonly #figures = new Map<string, number[]>();

  add(caseName: string, entrant: string, figure: number): void {
    const key = keyOf(caseName, entrant);
    this.#figures.set(key, [...(this.#figures.get(key) ?? []), figure]);
  }

  /** Empty where the entrant took no part. */
  of(caseName: string, entrant: string): readonly number[] {
    return this.#figures.get(keyOf(caseName, entrant)) ?? [];
  }
}

/** The same elements, beginning at another one. */
export function rotated<T>(elements: readonly T[], by: number): readonly T[] {
  const start = by % Math.max(1, elements.length);
  return [...elements.slice(start), ...elements.slice(0, start)];
}

function keyOf(caseName: string, entrant: string): string {
  return `${caseName} | ${entrant}`;
}
