import type { ByteLists } from './byte-list';
import { cleanAndCut } from './cut-text';
import { errorChain } from './error-chain';
import { isPhoneNumber, kindOf, pseudonymOfValue } from './identity-value';
import { parseJsonText } from './json-text';
import { areEntries, keyFor, type Pair } from './neighbours';
import { isPlainObject, isPrintedBytes, setOwn, sizeOf, textOfDate } from './objects';
import type { Pseudonyms } from './pseudonyms';
import { REDACTED, type RedactionRule } from './rule';
import { identityOf, type KeyVerdict, type SecretKeys } from './secret-keys';
import { isSecret, mayBeSecret } from './secret-value';
import type { Counts, TextCleaner } from './text-cleaner';

const DEEPEST = 8;
const DEEPEST_JSON = 3;
/** Objects and texts of one value that are looked at, and the characters of its texts together. */
const MOST_VALUES = 10_000;
const MOST_CHARACTERS = 1_000_000;
/** Elements of one collection: a longer one is not even copied. */
const MOST_ELEMENTS = 100_000;
const CIRCULAR = '[circular]';
/** A card number has 13 digits at the least. */
const LEAST_LONG_NUMBER = 1e12;
const LONGEST_HEADER_NAME = 64;

/** What is being looked through: how much of it may still be looked at, and what the value stands in. */
export interface Visit {
  /** A value that goes on for ever must not be followed for ever. */
  values: number;
  characters: number;
  readonly ancestors: object[];
  /** How many times JSON stood in a string of JSON. */
  jsonDepth: number;
  /** Set when a snapshot is made: everything is copied, and longer texts are cut to this. */
  longestText: number | undefined;
}

/** A visit to something new. */
export function newVisit(longestText?: number): Visit {
  return { values: MOST_VALUES, characters: MOST_CHARACTERS, ancestors: [], jsonDepth: 0, longestText };
}

/**
 * Cleans values of any nesting: by the keys that they stand under, then by what is in the text. What changes is copied,
 * since it may be shared. Maps come out as objects and Sets as arrays, bytes as their number, errors as text with what
 * caused them, other objects as text when they have one and else as their members.
 */
export class StructureCleaner {
  constructor(
    private readonly keys: SecretKeys,
    private readonly texts: TextCleaner,
    private readonly pseudonyms: Pseudonyms,
    private readonly counts: Counts,
    private readonly byteLists: ByteLists,
    private readonly cleanKey: (key: string) => string,
  ) {}

  /** A text without what the rules found; JSON is cleaned as what it holds, and is text again afterwards. */
  text(text: string, visit: Visit = newVisit()): string {
    return this.texts.clean(this.#cleanJson(text, visit));
  }

  /** A copy of anything as it may be shown, or the same when nothing in it changes. Never throws. */
  value(value: unknown): unknown {
    try {
      return this.#value(value, newVisit());
    } catch {
      return this.#drop('failed');
    }
  }

  /** A copy of a record's members, made of plain data alone: each is read once. Never throws. */
  snapshot(record: Readonly<Record<string, unknown>>, longestText: number): Record<string, unknown> {
    const visit = newVisit(longestText);
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(record)) {
      const value = this.#shown(record, key, visit);
      if (value !== undefined) setOwn(copy, this.cleanKey(key), value);
    }
    return copy;
  }

  #shown(record: Readonly<Record<string, unknown>>, key: string, visit: Visit): unknown {
    try {
      return this.#entryOf(record, key, record[key], visit);
    } catch {
      // A getter that throws, or a value that cannot be looked through.
      return this.#drop('failed');
    }
  }

  #entryOf(record: Readonly<Record<string, unknown>>, key: string, value: unknown, visit: Visit): unknown {
    return this.entry(keyFor(record, key, value, this.keys), value, visit);
  }

  /** What may be shown of the value of a key. */
  entry(key: string, value: unknown, visit: Visit): unknown {
    const verdict = this.keys.verdict(key);
    const identity = identityOf(verdict);
    if (identity !== undefined) return this.#identity(identity, kindOf(identity), value);
    if (verdict === 'phone' && isPhoneNumber(value)) return this.#identity('msisdn', 'msisdn', value);
    if (!isSecret(verdict) || !mayBeSecret(value, verdict)) return this.#value(value, visit);
    return this.#drop('secret_key');
  }

  #identity(rule: RedactionRule, kind: ReturnType<typeof kindOf>, value: unknown): unknown {
    const pseudonym = pseudonymOfValue(kind, value, this.pseudonyms);
    if (pseudonym === undefined) return value;
    this.counts.add(rule);
    return pseudonym;
  }

  #value(value: unknown, visit: Visit): unknown {
    if (typeof value === 'string') return this.#textWithin(value, visit);
    if (typeof value === 'number') return this.#number(value);
    if (typeof value === 'bigint') return this.#bigint(value, visit);
    if (typeof value === 'function') return '[function]';
    if (typeof value === 'symbol') return this.#textWithin(String(value), visit);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return visit.longestText === undefined ? value : textOfDate(value);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      this.counts.add('bytes');
      return `[${value.byteLength} bytes]`;
    }
    return this.#descend(value, visit, false);
  }

  #descend(value: object, visit: Visit, isPair: boolean): unknown {
    if (visit.ancestors.includes(value)) return CIRCULAR;
    visit.values -= 1;
    if (visit.ancestors.length >= DEEPEST) return this.#leaveOut('too deep', visit);
    if (visit.values < 0) return this.#leaveOut('too large', visit);
    visit.ancestors.push(value);
    try {
      return isPair ? this.#pair(value as Pair, visit) : this.#object(value, visit);
    } finally {
      visit.ancestors.pop();
    }
  }

  /** A text within the bounds of all that is looked at with it. */
  #textWithin(text: string, visit: Visit): string {
    const { longestText } = visit;
    visit.values -= 1;
    visit.characters -= longestText === undefined ? text.length : Math.min(text.length, longestText);
    if (visit.values < 0 || visit.characters < 0) return this.#leaveOut('too large', visit);
    if (longestText === undefined) return this.text(text, visit);
    return cleanAndCut(text, longestText, (part) => this.text(part, visit));
  }

  /** JSON has no number for it, and neither have OTel's attributes. */
  #bigint(value: bigint, visit: Visit): unknown {
    const cleaned = this.#number(value);
    return typeof cleaned === 'bigint' && visit.longestText !== undefined ? String(cleaned) : cleaned;
  }

  /** A card's or a subscriber's number may come as a number. */
  #number(value: number | bigint): unknown {
    if (value < LEAST_LONG_NUMBER) return value;
    const text = String(value);
    const cleaned = this.texts.clean(text);
    return cleaned === text ? value : cleaned;
  }

  #object(value: object, visit: Visit): unknown {
    if (sizeOf(value) > MOST_ELEMENTS) return this.#leaveOut('too large', visit);
    if (Array.isArray(value)) return this.#array(value, visit);
    if (value instanceof Set) return this.#array([...value], visit);
    if (value instanceof Map) return this.#members(Object.fromEntries(value), visit);
    if (value instanceof Error) return this.#textWithin(errorChain(value), visit);
    if (isPrintedBytes(value)) {
      this.counts.add('bytes');
      return `[${value.data.length} bytes]`;
    }
    if (isPlainObject(value)) return this.#members(value, visit);
    // What it shows of itself, and what JSON would show of it.
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.#value(value.toJSON(), visit);
    if (value.toString !== Object.prototype.toString) return this.#textWithin(String(value), visit);
    return this.#members({ ...value }, visit);
  }

  #array(given: readonly unknown[], visit: Visit): unknown {
    const isCopied = visit.longestText !== undefined;
    // Elements may be getters, and the array a proxy.
    const values = isCopied ? Array.from({ length: given.length }, (_, index) => given[index]) : given;
    const bytes = this.byteLists.bytesOf(values);
    if (bytes !== undefined) return this.#bytes(values, bytes);
    const isOfPairs = areEntries(values);
    let copy: unknown[] | undefined;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      const cleaned = isOfPairs
        ? this.#descend(value as Pair, visit, true)
        : this.#element(values[index - 1], value, visit);
      if (cleaned === value) continue;
      copy ??= isCopied ? (values as unknown[]) : [...values];
      copy[index] = cleaned;
    }
    return copy ?? values;
  }

  /** An element, judged by the one before it where that is a header's name or an option of a command. */
  #element(before: unknown, value: unknown, visit: Visit): unknown {
    if ((typeof value !== 'string' && !Array.isArray(value)) || value === REDACTED)
      return this.#value(value, visit);
    const verdict = this.#verdictOfName(before);
    const identity = identityOf(verdict);
    if (identity !== undefined) return this.#identity(identity, kindOf(identity), value);
    return verdict === 'open' ? this.#value(value, visit) : this.#drop('secret_key');
  }

  /** A name and its value, each read once. */
  #pair(pair: Pair, visit: Visit): unknown {
    const [name, value] = pair;
    const shown = this.#value(name, visit);
    const cleaned = this.entry(String(name), value, visit);
    return visit.longestText === undefined && shown === name && cleaned === value ? pair : [shown, cleaned];
  }

  /** Numbers that may be bytes stay when nothing is known of them. */
  #bytes(values: readonly unknown[], bytes: Uint8Array): unknown {
    if (!this.byteLists.areSecret(bytes)) return values;
    this.counts.add('bytes');
    return `[${bytes.length} bytes]`;
  }

  /** What an element says of the next: headers in Node's `rawHeaders` and in entries of headers, options in `argv`. */
  #verdictOfName(name: unknown): KeyVerdict {
    if (typeof name !== 'string' || name.length > LONGEST_HEADER_NAME) return 'open';
    const verdict = this.keys.verdict(name);
    if (verdict === 'header' || verdict === 'cookie') return verdict;
    const isName = verdict === 'secret' ? name.includes('-') : identityOf(verdict) && name.startsWith('-');
    return isName ? verdict : 'open';
  }

  #members(object: Readonly<Record<string, unknown>>, visit: Visit): unknown {
    const entries: [string, unknown][] = [];
    const keys = Object.keys(object);
    const bytes = keys[0] === '0' ? this.byteLists.bytesOf(Object.values(object)) : undefined;
    // A typed array as JSON writes it.
    if (bytes !== undefined && this.byteLists.areSecret(bytes)) return this.#bytes([], bytes);
    // What stands under symbols is not looked at, and so not shown.
    let isChanged = visit.longestText !== undefined || Object.getOwnPropertySymbols(object).length > 0;
    for (const key of keys) {
      const [name, value, isSame] = this.#member(object, key, visit);
      isChanged ||= !isSame;
      entries.push([name, value]);
    }
    return isChanged ? Object.fromEntries(entries) : object;
  }

  #member(
    object: Readonly<Record<string, unknown>>,
    key: string,
    visit: Visit,
  ): [name: string, value: unknown, isSame: boolean] {
    const name = this.cleanKey(key);
    try {
      const value = object[key];
      const cleaned = this.#entryOf(object, key, value, visit);
      return [name, cleaned, cleaned === value && name === key];
    } catch {
      // A getter that throws, or a value that cannot be looked through.
      return [name, this.#drop('failed'), false];
    }
  }

  #cleanJson(text: string, visit: Visit): string {
    const parsed = visit.jsonDepth < DEEPEST_JSON ? parseJsonText(text) : undefined;
    if (parsed === undefined) return text;
    const { longestText } = visit;
    visit.jsonDepth += 1;
    // What was parsed a moment ago is plain, and nobody else's.
    visit.longestText = undefined;
    try {
      const cleaned = this.#value(parsed, visit);
      return cleaned === parsed ? text : JSON.stringify(cleaned);
    } catch {
      // It is a text still, and as one it is cleaned next.
      return text;
    } finally {
      visit.jsonDepth -= 1;
      visit.longestText = longestText;
    }
  }

  /** A snapshot says what is not there; elsewhere it could as well have been a secret. */
  #leaveOut(why: 'too deep' | 'too large', visit: Visit): string {
    const shown = this.#drop('too_large');
    return visit.longestText === undefined ? shown : `[cut: ${why}]`;
  }

  #drop(rule: RedactionRule): string {
    this.counts.add(rule);
    return REDACTED;
  }
}
