import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { canonicalIdentity } from './identities';
import type { PseudonymKind } from './pseudonym-kind';

const DIGITS = 16;
/**
 * What a pseudonym's digits begin with: classes of no command that is known, and letters, so that rules for APDUs and for
 * card numbers take none of them for theirs.
 */
const FIRST_DIGITS = 'bdf';
const PSEUDONYM = /^[a-z]{2,6}:[0-9a-f]{16}$/;
const KEY_BYTES = 32;
const MOST_REMEMBERED = 4096;
/** A TLS identity may have 64 KiB: long ones are computed each time, so that memory stays bounded. */
const LONGEST_REMEMBERED = 256;

/**
 * Pseudonyms by HMAC-SHA256: equal identities stay equal under one key, and nobody without the key can tell them or
 * try them out. What was used last is remembered, up to a bound.
 */
export class Pseudonyms {
  readonly #key: KeyObject;
  /** Least recently used first. */
  readonly #byIdentity = new Map<string, string>();
  readonly #remembered = new Set<string>();

  /** Without a key, or with an empty one, a random one is made: pseudonyms then hold for this process. */
  constructor(
    key?: string,
    private readonly mostRemembered: number = MOST_REMEMBERED,
  ) {
    this.#key = createSecretKey(key ? Buffer.from(key, 'utf8') : randomBytes(KEY_BYTES));
  }

  /** How many pseudonyms are remembered. */
  get size(): number {
    return this.#byIdentity.size;
  }

  /**
   * The pseudonym of an identity: its kind, a colon, and 16 hexadecimal digits. All spellings of a number have the same
   * (`canonicalIdentity`).
   */
  of(kind: PseudonymKind, identity: string): string {
    return this.#of(
      kind,
      identity.length > LONGEST_REMEMBERED ? identity : canonicalIdentity(kind, identity),
    );
  }

  #of(kind: PseudonymKind, value: string): string {
    if (value.length > LONGEST_REMEMBERED) return this.#compute(kind, value);
    const identity = `${kind}\0${value}`;
    const known = this.#byIdentity.get(identity);
    if (known !== undefined) {
      this.#byIdentity.delete(identity);
      this.#byIdentity.set(identity, known);
      return known;
    }
    const pseudonym = this.#compute(kind, value);
    this.#remember(identity, pseudonym);
    return pseudonym;
  }

  /** Whether a text is a pseudonym that is remembered. One that was forgotten is none: the caller masks it. */
  has(text: string): boolean {
    return this.#remembered.has(text);
  }

  /**
   * Whether a text is a pseudonym of this kind, remembered or by its form: no ICCID, IMSI, MSISDN or EID has that form,
   * and where an identity is due, what looks like its pseudonym is one that was made before.
   */
  isOf(kind: PseudonymKind, text: string): boolean {
    return text.startsWith(`${kind}:`) && PSEUDONYM.test(text);
  }

  #compute(kind: PseudonymKind, value: string): string {
    const digest = createHmac('sha256', this.#key).update(`${kind}\0${value}`).digest('hex');
    const first = FIRST_DIGITS.charAt(Number.parseInt(digest.charAt(0), 16) % FIRST_DIGITS.length);
    return `${kind}:${first}${digest.slice(1, DIGITS)}`;
  }

  #remember(identity: string, pseudonym: string): void {
    this.#byIdentity.set(identity, pseudonym);
    this.#remembered.add(pseudonym);
    if (this.#byIdentity.size <= this.mostRemembered) return;
    for (const [oldest, forgotten] of this.#byIdentity) {
      this.#byIdentity.delete(oldest);
      this.#remembered.delete(forgotten);
      return;
    }
  }
}
