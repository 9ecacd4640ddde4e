/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Traces that come at random moments, as many a second as said for each moment. */
export interface Load {
  readonly seconds: number;
  /** Traces a second at a moment, above 0. */
  rate(second: number): number;
  /** Whether there is any load at a moment; always by default. */
  isOn?(second: number): boolean;
}

/** The moments at which the traces of a load come, in seconds: a Poisson process. */
export function* arrivals(
  { seconds, rate, isOn = () => true }: Load,
  random: () => number,
): Generator<number> {
  for (let second = 0; ; ) {
    second -= Math.log(1 - random()) / rate(second);
    if (second >= seconds) return;
    if (isOn(second)) yield second;
  }
}

const CELLS_A_SECOND = 10;

/** Amounts over time, and their sums over every stretch of ten seconds, in steps of a tenth of a second. */
export class Windows {
  readonly #cells: number[];

  constructor(seconds: number) {
    this.#cells = new Array(Math.ceil(seconds * CELLS_A_SECOND)).fill(0);
  }

  add(second: number, amount: number): void {
    const cell = Math.floor(second * CELLS_A_SECOND);
    this.#cells[cell] = (this.#cells[cell] ?? 0) + amount;
  }

  /** The sums of all stretches of ten seconds that begin at `fromSecond` or later and end by `toSecond`. */
  sums(fromSecond: number, toSecond: number): number[] {
    const length = 10 * CELLS_A_SECOND;
    const sums: number[] = [];
    const before = [0];
    for (const amount of this.#cells) before.push((before.at(-1) ?? 0) + amount);
    for (let first = fromSecond * CELLS_A_SECOND; first + length <= toSecond * CELLS_A_SECOND; first += 1) {
      sums.push((before[first + length] ?? 0) - (before[first] ?? 0));
    }
    return sums;
  }
}
