import { HexIndex } from './hex-index';
import { LiteralIndex } from './literal-index';
import type { Marks } from './marks';
import { formsOf, type SecretForms, SHORTEST_SECRET } from './secret-forms';
import type { TextRule } from './text-rule';
import type { TextScan } from './text-scan';

const LONG_WINDOW = 8;
const MOST_SECRETS = 10_000;

/**
 * Masks secrets that are known by value, wherever they stand and in whichever spelling (`formsOf`). The cost of a text
 * does not depend on how many secrets there are. At most `mostSecrets` are kept: past that, the one that was added
 * longest ago is forgotten.
 */
export class KnownSecrets implements TextRule {
  readonly name = 'known_secret';
  readonly needs = 0;
  readonly #forms = new Map<string, SecretForms>();
  readonly #short = new LiteralIndex(SHORTEST_SECRET);
  readonly #long = new LiteralIndex(LONG_WINDOW);
  readonly #hex = new HexIndex();

  constructor(private readonly mostSecrets: number = MOST_SECRETS) {}

  /** How many secrets are known. */
  get size(): number {
    return this.#forms.size;
  }

  /** Adds a secret, or tells that it is still in use. Those shorter than four characters or bytes are left out. */
  add(secret: string | Uint8Array): void {
    if (secret.length < SHORTEST_SECRET) return;
    // Bytes and text are different secrets, though they may have forms in common.
    const identity =
      typeof secret === 'string' ? `text:${secret}` : `bytes:${Buffer.from(secret).toString('hex')}`;
    const known = this.#forms.get(identity);
    if (known !== undefined) {
      this.#forms.delete(identity);
      this.#forms.set(identity, known);
      return;
    }
    const forms = formsOf(secret);
    this.#forms.set(identity, forms);
    for (const literal of forms.literals) this.#indexOf(literal).add(literal);
    for (const hex of forms.hex) this.#hex.add(hex);
    if (this.#forms.size > this.mostSecrets) this.#forgetOldest();
  }

  find(text: string, marks: Marks, scan: TextScan): void {
    if (this.#forms.size === 0) return;
    this.#short.find(text, marks);
    this.#long.find(text, marks);
    this.#hex.find(text, marks, scan);
  }

  /** Whether one of the secrets stands in bytes. */
  areIn(bytes: Uint8Array): boolean {
    return this.#forms.size > 0 && this.#hex.isIn(Buffer.from(bytes).toString('hex'));
  }

  #indexOf(literal: string): LiteralIndex {
    return literal.length < LONG_WINDOW ? this.#short : this.#long;
  }

  #forgetOldest(): void {
    for (const [identity, forms] of this.#forms) {
      this.#forms.delete(identity);
      for (const literal of forms.literals) this.#indexOf(literal).remove(literal);
      for (const hex of forms.hex) this.#hex.remove(hex);
      return;
    }
  }
}
