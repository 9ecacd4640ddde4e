import { OTHER } from './bounded';

/** Names that are remembered as they came, beside those that are let through. */
const MAX_REMEMBERED = 1_000;

/** No name is longer, in UTF-16 code units: what is, is refused without a look, and not kept in memory. */
const MAX_LENGTH = 1_024;

/** What a name from outside becomes. */
export interface GuardedName {
  /** For a label: one of a bounded number of names, or `_OTHER`. */
  readonly label: string;
  /** For a span: the name in its one form, also where there were too many for a label. */
  readonly exact: string;
}

const REFUSED: GuardedName = { label: OTHER, exact: OTHER };

/**
 * Lets the first so many names from outside become labels, for as long as the process runs; further ones, and those that
 * are refused, are `_OTHER`. So nothing that an application makes up at run time grows the number of series.
 */
export class NameGuard {
  readonly #limit: number;
  readonly #normalize: (name: string) => string | undefined;
  readonly #labels = new Set<string>();
  readonly #known = new Map<string, GuardedName>();

  /**
   * @param limit distinct names that become labels
   * @param normalize brings a name into its one form; undefined refuses it
   */
  constructor(limit: number, normalize: (name: string) => string | undefined) {
    this.#limit = limit;
    this.#normalize = normalize;
  }

  /** What this name becomes; the same each time. */
  name(name: string): GuardedName {
    if (typeof name !== 'string' || name.length > MAX_LENGTH) return REFUSED;
    const known = this.#known.get(name);
    if (known) return known;
    const guarded = this.#guard(name);
    if (this.#known.size < MAX_REMEMBERED) this.#known.set(name, guarded);
    return guarded;
  }

  #guard(name: string): GuardedName {
    const exact = this.#normalize(name);
    if (exact === undefined) return REFUSED;
    if (!this.#labels.has(exact)) {
      if (this.#labels.size >= this.#limit) return { label: OTHER, exact };
      this.#labels.add(exact);
    }
    return { label: exact, exact };
  }
}

/** Whether ten digits or more stand in a row: an ICCID, an IMSI or a number of the like may be in the name. */
export function mayIdentify(name: string): boolean {
  return /\d{10}/.test(name);
}
