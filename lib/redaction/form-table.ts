const FILTER_SIZE = 1 << 14;

/** The forms that begin alike, by their length: looking one up costs the same however many there are. */
export class FormGroup {
  /** For each length the forms, with how many secrets have each; the longest first. */
  readonly #byLength = new Map<number, Map<string, number>>();
  #lengths: readonly number[] = [];

  /** The lengths that there are, the longest first. */
  get lengths(): readonly number[] {
    return this.#lengths;
  }

  /** How long the form is that stands in a text at a position: of several the longest, which covers more. */
  lengthAt(text: string, start: number): number | undefined {
    for (const length of this.#lengths) {
      if (start + length > text.length) continue;
      if (this.#byLength.get(length)?.has(text.slice(start, start + length))) return length;
    }
    return undefined;
  }

  /** Adds a form for one more secret. */
  add(text: string): void {
    const forms = this.#byLength.get(text.length) ?? new Map<string, number>();
    forms.set(text, (forms.get(text) ?? 0) + 1);
    if (forms.size === 1) this.#setLength(text.length, forms);
  }

  /** Takes a form back for one secret. */
  remove(text: string): void {
    const forms = this.#byLength.get(text.length);
    const owners = forms?.get(text);
    if (forms === undefined || owners === undefined) return;
    if (owners > 1) forms.set(text, owners - 1);
    else forms.delete(text);
    if (forms.size === 0) this.#setLength(text.length, undefined);
  }

  #setLength(length: number, forms: Map<string, number> | undefined): void {
    if (forms === undefined) this.#byLength.delete(length);
    else this.#byLength.set(length, forms);
    this.#lengths = [...this.#byLength.keys()].sort((one, other) => other - one);
  }
}

/**
 * Forms of secrets by a number made from their first characters. A small filter in front answers most look-ups
 * without touching the map.
 */
export class FormTable {
  readonly #groups = new Map<number, FormGroup>();
  readonly #filter = new Uint8Array(FILTER_SIZE);

  /** Whether there are no forms. */
  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** Adds a form for one more secret. */
  add(key: number, text: string): void {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new FormGroup();
      this.#groups.set(key, group);
    }
    group.add(text);
    this.#filter[filterSlot(key)] = 1;
  }

  /** Takes a form back for one secret. The filter keeps its trace, which costs a look-up and hides nothing. */
  remove(key: number, text: string): void {
    const group = this.#groups.get(key);
    group?.remove(text);
    if (group?.lengths.length === 0) this.#groups.delete(key);
  }

  /** The forms under a key; undefined when there are none. */
  get(key: number): FormGroup | undefined {
    return this.#filter[filterSlot(key)] === 0 ? undefined : this.#groups.get(key);
  }
}

function filterSlot(key: number): number {
  return (key ^ (key >>> 15)) & (FILTER_SIZE - 1);
}
