import type { TextCleaner } from './text-cleaner';

const MOST_REMEMBERED = 2048;
const LONGEST_REMEMBERED = 128;

/** Cleans the keys of attributes, and remembers, up to a bound, which have nothing in them: keys come again and again. */
export class KeyCleaner {
  readonly #clean = new Set<string>();

  constructor(private readonly texts: TextCleaner) {}

  /** The key without what must not leave the process. */
  clean(key: string): string {
    if (this.#clean.has(key)) return key;
    const cleaned = this.texts.clean(key);
    if (cleaned === key && key.length <= LONGEST_REMEMBERED) this.#remember(key);
    return cleaned;
  }

  /** Looks at all keys anew: there is a new secret. */
  forget(): void {
    this.#clean.clear();
  }

  #remember(key: string): void {
    if (this.#clean.size >= MOST_REMEMBERED) this.#clean.clear();
    this.#clean.add(key);
  }
}
