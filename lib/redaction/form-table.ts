interface Form {
  readonly text: string;
  /** How many secrets have this form. */
  owners: number;
}

const FILTER_SIZE = 1 << 14;

/**
 * Forms of secrets by a number made from their first characters. A small filter in front answers most look-ups
 * without touching the map.
 */
export class FormTable {
  readonly #forms = new Map<number, Form[]>();
  readonly #filter = new Uint8Array(FILTER_SIZE);

  /** Whether there are no forms. */
  get isEmpty(): boolean {
    return this.#forms.size === 0;
  }

  /** Adds a form for one more secret. */
  add(key: number, text: string): void {
    const forms = this.#forms.get(key) ?? [];
    const known = forms.find((form) => form.text === text);
    if (known !== undefined) {
      known.owners += 1;
      return;
    }
    // The longest comes first: of two forms that begin alike, it covers more.
    const longestFirst = [...forms, { text, owners: 1 }].sort((a, b) => b.text.length - a.text.length);
    this.#forms.set(key, longestFirst);
    this.#filter[filterSlot(key)] = 1;
  }

  /** Takes a form back for one secret. The filter keeps its trace, which costs a look-up and hides nothing. */
  remove(key: number, text: string): void {
    const forms = this.#forms.get(key) ?? [];
    const rest = forms.filter((form) => {
      if (form.text === text) form.owners -= 1;
      return form.owners > 0;
    });
    if (rest.length > 0) this.#forms.set(key, rest);
    else this.#forms.delete(key);
  }

  /** The forms under a key, the longest first; undefined when there are none. */
  get(key: number): readonly { readonly text: string }[] | undefined {
    return this.#filter[filterSlot(key)] === 0 ? undefined : this.#forms.get(key);
  }
}

function filterSlot(key: number): number {
  return (key ^ (key >>> 15)) & (FILTER_SIZE - 1);
}
