/** A status word pattern such as `63Cx`, made ready to be compared. */
export interface WordPattern {
  /** The bits that are given. */
  readonly mask: number;
  readonly value: number;
  /** How many of the four digits are given. */
  readonly digits: number;
}

/** Compiles a pattern of four hexadecimal digits, x for any. */
export function compilePattern(pattern: string): WordPattern {
  const mask = Number.parseInt(pattern.replace(/[^x]/g, 'F').replace(/x/g, '0'), 16);
  const value = Number.parseInt(pattern.replace(/x/g, '0'), 16);
  return { mask, value, digits: pattern.replace(/x/g, '').length };
}

/** Whether a status word is one of the pattern's. */
export function matchesPattern(pattern: WordPattern, word: number): boolean {
  return (word & pattern.mask) === pattern.value;
}
