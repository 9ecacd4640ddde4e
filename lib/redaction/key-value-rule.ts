import { isBase64Url, isIn, setOf } from './characters';
import { identityOfDigits, mayBe, type NumberKind } from './identities';
import type { Marks } from './marks';
import { hasIdentityWord } from './nearby-words';
import { isNoKey } from './no-key';
import { PSEUDONYM_KINDS } from './pseudonym-kind';
import type { Pseudonyms } from './pseudonyms';
import { REDACTED } from './rule';
import { type Extent, identityExtent, secretExtent } from './secret-extent';
import {
  type IdentityVerdict,
  identityOf,
  type KeyVerdict,
  mayNameSecret,
  type SecretKeys,
} from './secret-keys';
import type { TextRule } from './text-rule';
import { Hint, type TextScan } from './text-scan';
import { endOfToken, openingQuote, skip } from './value-extent';

const LONGEST_KEY = 64;
/** What stands between a key and its separator, in any order: a colour that was blanked is on either side of a quote. */
const BEHIND_KEY = setOf(' \t"\'`\\])');
const EQUALS = 61;
const PERCENT = 37;
const LONGEST_ENCODED = 4096;
const DOT = 46;
/** What stands after the bare word "key" is masked only when it looks like a key: long, and with a digit in it. */
const LIKE_A_KEY = /^(?=[^0-9]{0,64}[0-9])[A-Za-z0-9+/_=-]{16,512}/;
const LONGEST_LIKE_A_KEY = 512;
/** A TLS identity may have 64 KiB. */
const LONGEST_IDENTITY = 65_535;
/** A number in hexadecimal is not longer, with its quotes: an EID in ASCII with separators. */
const LONGEST_NUMBER = 80;
/** What a card holds, or digits in another spelling: with a letter among them, which no plain number has. */
const IN_HEXADECIMAL = /^(?=[0-9 :-]{0,40}[A-Fa-f])[0-9A-Fa-f :-]{8,64}$/;
/** An IMEI as it is printed on devices, and a phone number as it is written in some countries: 0170/1234567. */
const WITH_SLASHES =
  /^(?:[0-9]{2}\/[0-9]{6}\/[0-9]{6}(?:\/[0-9])?|[0-9]{6}\/[0-9]{2}\/[0-9]{6}\/[0-9]|\+?[0-9]{3,6}\/[0-9]{4,9})$/;
/** What is no secret in no quotes, and what JSON is broken without. */
const LITERAL = /^(?:null|none|nil|undefined|true|false)$/i;
const DECIMAL = /^[0-9]+$/;
/** A pseudonym behind its kind: a colon and 16 digits. */
const PSEUDONYM_TAIL_LENGTH = 17;

/**
 * Masks the value where text says `psk=…`, `"password": "…"`, `Authorization: …`, `token => …`: any word that
 * `SecretKeys` knows before an equals sign or a colon.
 */
export class KeyValueRule implements TextRule {
  readonly name = 'key_value';
  readonly needs = Hint.assignment;

  constructor(
    private readonly keys: SecretKeys,
    /** Tell what is one of them already, which looks like key and value: `psk:3f9a1c…`. */
    private readonly pseudonyms: Pseudonyms,
  ) {}

  find(text: string, marks: Marks, scan: TextScan): void {
    let searched = 0;
    let next = 0;
    for (let index = 0; index < scan.assignments; index += 1) {
      const position = scan.assignment(index);
      if (position < next) continue;
      // What was masked is not looked at again.
      next = this.#maskAt(text, position, searched, marks);
      searched = position + 1;
    }
  }

  /** Masks the value behind the separator if it has to be; returns where to go on. */
  #maskAt(text: string, separator: number, searched: number, marks: Marks): number {
    const key = keyBefore(text, separator, searched);
    if (key === '') return separator;
    const verdict = this.keys.verdict(key);
    if (verdict === 'open' || isNoKey(text, key, separator)) return separator;
    if (this.#isPseudonym(text, separator)) return separator;
    if (text.charCodeAt(separator) === PERCENT) return this.#maskEncoded(text, separator + 3, verdict, marks);
    const start = skip(text, skip(text, separator + 1, '=:>'), ' \t');
    const identity = identityOf(verdict);
    if (identity !== undefined) return this.#replaceIdentity(text, start, key, identity, marks);
    if (!isSecretHere(text, separator, key, verdict)) return separator;
    const keyed = { key, verdict, separator, from: start, isParameter: isParameter(text, separator, key) };
    const isWeak = verdict === 'weak' && !keyed.isParameter;
    const value = isWeak ? likelyKey(text, start) : secretExtent(text, keyed);
    const isLiteral =
      value.start === start && LITERAL.test(text.slice(start, Math.min(value.end, start + 10)));
    if (!isLiteral && !isRedacted(text, value)) marks.add(value.start, value.end);
    return value.end;
  }

  /** Whether the key is the kind of a pseudonym, perhaps with the word before it that the identity was written on to. */
  #isPseudonym(text: string, separator: number): boolean {
    const tail = text.slice(separator, separator + PSEUDONYM_TAIL_LENGTH);
    return PSEUDONYM_KINDS.some(
      (kind) => text.startsWith(kind, separator - kind.length) && this.pseudonyms.has(kind + tail),
    );
  }

  /** Masks a parameter of a URL that is itself a parameter, up to the next. */
  #maskEncoded(text: string, start: number, verdict: KeyVerdict, marks: Marks): number {
    if (verdict === 'command' || verdict === 'phone' || identityOf(verdict) !== undefined) return start;
    const token = endOfToken(text, text.startsWith(REDACTED, start) ? start + REDACTED.length : start);
    const next = text.slice(start, Math.min(token, start + LONGEST_ENCODED)).search(/%26/i);
    const end = next === -1 ? token : start + next;
    if (!isRedacted(text, { start, end })) marks.add(start, end);
    return end;
  }

  #replaceIdentity(text: string, from: number, key: string, identity: IdentityVerdict, marks: Marks): number {
    if (identity !== 'psk_identity') return this.#replaceNumber(text, from, key, identity, marks);
    const { start, end } = identityExtent(text, from);
    // Blanks at its ends stand for what was encoded there.
    const value = text.slice(start, Math.min(end, start + LONGEST_IDENTITY)).trim();
    if (isRedacted(text, { start, end }) || this.pseudonyms.has(value)) return end;
    marks.add(start, end, this.pseudonyms.of('psk', value), identity);
    return end;
  }

  /**
   * Decimal numbers are left to the rule that knows them by the words near them, where it does. No further is looked than a number goes:
   * the next key may stand within what would else be taken for the value, and be looked at in its turn.
   */
  #replaceNumber(text: string, from: number, key: string, kind: NumberKind, marks: Marks): number {
    const near = text.slice(from, from + LONGEST_NUMBER);
    const { start, end } = identityExtent(near, 0);
    const value = near.slice(start, end);
    if (!isNumberOf(kind, key, value) || this.pseudonyms.has(`${kind}:${value}`)) return from;
    marks.add(from + start, from + end, this.pseudonyms.of(kind, value), kind);
    return from + end;
  }
}

/** Whether a value is an identity in a form that `NumberRule` does not see, or does not know by this key: `deviceImsi`. */
function isNumberOf(kind: NumberKind, key: string, value: string): boolean {
  if (IN_HEXADECIMAL.test(value) || WITH_SLASHES.test(value)) return true;
  if (!DECIMAL.test(value) || !mayBe(kind, value.length)) return false;
  return !hasIdentityWord(key) && identityOfDigits(value) === undefined;
}

/** An AT command's parameters follow an equals sign, not the colon of its answer; a URL's parameter its ? or &. */
function isSecretHere(text: string, separator: number, key: string, verdict: KeyVerdict): boolean {
  if (verdict === 'phone') return false;
  const isAssigned = isEquals(text, separator);
  if (verdict === 'command') return isAssigned;
  return verdict !== 'parameter' || isParameter(text, separator, key);
}

function isParameter(text: string, separator: number, key: string): boolean {
  const before = text.slice(Math.max(0, separator - key.length - 3), separator - key.length);
  return isEquals(text, separator) && /[?&]$|%3F$|%26$/i.test(before);
}

/** An equals sign, or `%3D`. */
function isEquals(text: string, separator: number): boolean {
  const code = text.charCodeAt(separator);
  return code === EQUALS || code === PERCENT;
}

/** Whether an earlier pass left nothing else there: what only begins with the placeholder is masked again. */
function isRedacted(text: string, value: Extent): boolean {
  return value.end - value.start === REDACTED.length && text.startsWith(REDACTED, value.start);
}

/** What stands behind the bare word "key", if it looks like one; looks no further than its bound. */
function likelyKey(text: string, from: number): Extent {
  const start = from + (openingQuote(text, from)?.length ?? 0);
  const found = LIKE_A_KEY.exec(text.slice(start, start + LONGEST_LIKE_A_KEY));
  return { start, end: start + (found?.[0].length ?? 0) };
}

function isKeyCharacter(code: number): boolean {
  return isBase64Url(code) || code === DOT;
}

/** The word before a separator, if it may name a secret, past spaces and closing quotes; not further back than `from`. */
function keyBefore(text: string, separator: number, from: number): string {
  const least = Math.max(from, separator - LONGEST_KEY);
  let end = separator;
  while (end > least && isIn(BEHIND_KEY, text.charCodeAt(end - 1))) end -= 1;
  let start = end;
  while (start > least && isKeyCharacter(text.charCodeAt(start - 1))) start -= 1;
  // A question mark or an ampersand that was encoded.
  if (text.charCodeAt(start - 1) === PERCENT) start = Math.min(end, start + 2);
  return mayNameSecret(text, start, end) ? text.slice(start, end) : '';
}
