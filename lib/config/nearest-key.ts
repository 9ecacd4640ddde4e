import { GROUPS, ROWS_BY_KEY } from './table';

const LONGEST = 64;

/** The Levenshtein distance: how many letters must change to turn one word into the other. */
export function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      const insertion = (current[column - 1] ?? 0) + 1;
      const deletion = (previous[column] ?? 0) + 1;
      current.push(Math.min(substitution, insertion, deletion));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}

const lastPart = (key: string) => key.slice(key.lastIndexOf('.') + 1).toLowerCase();

/** The word among `known` that one was probably meant to be, in any case; `undefined` when none is near. */
export function nearestWord(unknown: string, known: readonly string[]): string | undefined {
  if (unknown.length > LONGEST) return undefined;
  const lowerCase = unknown.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(unknown.length / 4)) + 1;
  for (const word of known) {
    const distance = editDistance(lowerCase, word.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [word, distance];
  }
  return best;
}

/** The known key, or group of keys, that an unknown one was probably meant to be; `undefined` when none is near. */
export function nearestKey(unknown: string): string | undefined {
  if (unknown.length > LONGEST) return undefined;
  const known = [...ROWS_BY_KEY.keys(), ...GROUPS];
  // `sampleRate` alone, or under the wrong group, is near by its last part.
  return nearestWord(unknown, known) ?? known.find((key) => lastPart(key) === lastPart(unknown));
}
