/** A reproducible source of chance: the same seed gives the same numbers on every machine. Not for keys. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  /** True with the given probability (0 never, 1 always). */
  chance(probability: number): boolean;
  /** One of `choices`, which must not be empty. */
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
  /** A copy of `items` in random order. */
  shuffled<T>(items: readonly T[]): T[];
}

const UINT32_RANGE = 0x1_0000_0000;
const GOLDEN_RATIO = 0x9e37_79b9;

/**
 * Mulberry32 from `seed` (any integer; its low 32 bits count). `stream` gives independent sequences of one seed, so
 * that what one card does never depends on how its sessions interleave with another card's.
 */
export function createRandom(seed: number, stream = 0): Random {
  let state = (seed ^ Math.imul(stream + 1, GOLDEN_RATIO)) | 0;
  const next = (): number => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32_RANGE;
  };
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
    bytes: (count) => Uint8Array.from({ length: count }, () => integer(0, 255)),
    shuffled: (items) =>
      items
        .map((item) => ({ item, order: next() }))
        .sort((a, b) => a.order - b.order)
        .map(({ item }) => item),
  };
}
