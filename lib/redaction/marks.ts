import { REDACTED, type RedactionRule } from './rule';

/** The parts of one text that are to be replaced, as the rules find them: in any order, overlapping as they like. */
export class Marks {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #replacements: string[] = [];
  readonly #rules: (RedactionRule | undefined)[] = [];

  /** How many parts are marked. */
  get count(): number {
    return this.#starts.length;
  }

  /**
   * Marks the characters from `start` up to but not including `end`. An empty part is ignored.
   *
   * @param rule which rule it was, where one object looks for several
   */
  add(start: number, end: number, replacement: string = REDACTED, rule?: RedactionRule): void {
    if (end <= start) return;
    this.#starts.push(start);
    this.#ends.push(end);
    this.#replacements.push(replacement);
    this.#rules.push(rule);
  }

  /** Which rule marked a part; undefined where it was the one that was running. */
  ruleOf(index: number): RedactionRule | undefined {
    return this.#rules[index];
  }

  /** A part as it was marked. */
  at(index: number): { readonly start: number; readonly end: number; readonly replacement: string } {
    return {
      start: this.#start(index),
      end: this.#ends[index] ?? 0,
      replacement: this.#replacements[index] ?? REDACTED,
    };
  }

  /** Tells whether a part lies within what is marked now. */
  coverage(): (start: number, end: number) => boolean {
    const ends: number[] = [];
    const starts: number[] = [];
    for (const index of this.#inOrder()) {
      const [start, end] = [this.#start(index), this.#ends[index] ?? 0];
      const last = ends.length - 1;
      if (last >= 0 && start <= (ends[last] ?? 0)) ends[last] = Math.max(ends[last] ?? 0, end);
      else {
        starts.push(start);
        ends.push(end);
      }
    }
    return (start, end) => {
      const index = countUpTo(starts, start) - 1;
      return index >= 0 && end <= (ends[index] ?? 0);
    };
  }

  /** Forgets all parts, for the next text. */
  clear(): void {
    // Most texts have none, and giving an array a length is slow even when it has it already.
    if (this.#starts.length === 0) return;
    this.#starts.length = 0;
    this.#ends.length = 0;
    this.#replacements.length = 0;
    this.#rules.length = 0;
  }

  /**
   * The text with each marked part replaced. For parts that overlap or touch there is one replacement: the placeholder
   * when any of them has it, since a secret counts for more than an identity, else that of the first.
   */
  replace(text: string): string {
    const order = this.#inOrder();
    let cleaned = '';
    let copiedTo = 0;
    for (let first = 0; first < order.length; ) {
      const start = this.#start(order[first] ?? 0);
      let replacement = this.#replacements[order[first] ?? 0] ?? REDACTED;
      let end = this.#ends[order[first] ?? 0] ?? 0;
      let next = first + 1;
      for (; next < order.length && this.#start(order[next] ?? 0) <= end; next += 1) {
        const other = order[next] ?? 0;
        end = Math.max(end, this.#ends[other] ?? 0);
        if (this.#replacements[other] === REDACTED) replacement = REDACTED;
      }
      cleaned += text.slice(copiedTo, start) + replacement;
      copiedTo = end;
      first = next;
    }
    return cleaned + text.slice(copiedTo);
  }

  #inOrder(): readonly number[] {
    return Array.from(this.#starts.keys()).sort((a, b) => this.#start(a) - this.#start(b));
  }

  #start(index: number): number {
    return this.#starts[index] ?? 0;
  }
}

/** How many of the numbers, in ascending order, are not greater than a limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
