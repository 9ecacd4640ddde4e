import { sanitizeSql } from '../redaction';

/** Queries that are kept. */
const MAX_KEPT = 500;
/** The longest query that is kept, in UTF-16 code units. */
const MAX_LENGTH = 2_048;

interface KeptText {
  readonly system: string | undefined;
  readonly sanitized: string;
}

/**
 * Sanitised queries, kept since an application asks the same ones again and again. A query with a string in it is not
 * kept: it will hardly come again, and its string may be a secret.
 */
export class QueryTexts {
  readonly #kept = new Map<string, KeptText>();

  /** The query without its literals. */
  sanitized(text: string, system: string | undefined): string {
    const kept = this.#kept.get(text);
    if (kept && kept.system === system) return kept.sanitized;
    const sanitized = sanitizeSql(text, system);
    if (text.length <= MAX_LENGTH && !text.includes("'")) this.#keep(text, { system, sanitized });
    return sanitized;
  }

  /** Queries that are kept now. */
  get size(): number {
    return this.#kept.size;
  }

  #keep(text: string, kept: KeptText): void {
    // To begin anew now and then is cheaper than to know which query was asked least.
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(text, kept);
  }
}
