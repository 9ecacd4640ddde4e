import { blockBehind } from './block-value';
import { isIn, setOf } from './characters';
import { endOfGroups } from './digit-groups';
import { endOfPassphrase, endOfPlainSecret } from './plain-secret';
import { REDACTED } from './rule';
import type { KeyVerdict } from './secret-keys';
import { endOfCollection, endOfLine, endOfQuoted, endOfToken, openingQuote, skip } from './value-extent';

const COLON = 58;
const LINE_FEED = 10;
const LONGEST_SCHEME = 64;
const SCHEME_WITH_ONE_TOKEN = /^(?:bearer|basic|negotiate)$/i;
/** A text goes on in quotes of its own, as `util.inspect` breaks long ones. */
const NEXT_PART = /[ \t]{0,8}\+[ \t]{0,8}(?:\r?\n)?[ \t]{0,64}["'`]/y;
/** Digits in hexadecimal, each group in quotes of its own, as C puts texts together. */
const DIGITS_IN_QUOTES = /^(?:0x|\\x)?[0-9A-Fa-f]{1,64}$/;
const NEXT_DIGITS = /(?:[ \t\r\n]{1,12}(["'])(?:0x|\\x)?[0-9A-Fa-f]{1,64}\1)+(?![ \t]{0,8}[:=])/y;
const LONGEST_DIGITS = 66;
/** What may be of several words. PINs and keys are not. */
const WORDS = /pass(?!code)|pwd|secret(?!s)/i;
const BEFORE_KEY = setOf(' \t"\'-');
const MOST_BEFORE_KEY = 64;

/** A part of a text. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** A key in a text with the value behind it. */
export interface KeyedValue {
  readonly key: string;
  readonly verdict: KeyVerdict;
  /** Where the equals sign or the colon stands. */
  readonly separator: number;
  /** Where the value begins, with its quotes. */
  readonly from: number;
  /** Whether the key is a parameter of a URL, whose value ends at the next ampersand. */
  readonly isParameter: boolean;
}

/** What is to be masked of the value behind a secret's key: in quotes, what stands between them. */
export function secretExtent(text: string, keyed: KeyedValue): Extent {
  const { from, verdict, separator } = keyed;
  // Behind a placeholder the line goes on: what stands there is looked at by itself.
  if (text.startsWith(REDACTED, from)) return { start: from, end: endOfToken(text, from + REDACTED.length) };
  const isNextLine = verdict === 'secret' && text.charCodeAt(separator) === COLON;
  const block = isNextLine ? blockBehind(text, separator, from) : undefined;
  if (block !== undefined && !block.isValue) return block;
  const start = block?.start ?? from;
  return quotedExtent(text, start, verdict) ?? { start, end: endOfUnquoted(text, start, keyed) };
}

/** The same for an identity: it is a token, or stands in quotes or brackets. */
export function identityExtent(text: string, from: number): Extent {
  if (text.startsWith(REDACTED, from)) return { start: from, end: endOfToken(text, from + REDACTED.length) };
  const quoted = quotedExtent(text, from, 'psk_identity');
  return quoted ?? { start: from, end: endOfCollection(text, from) ?? endOfToken(text, from) };
}

function quotedExtent(text: string, from: number, verdict: KeyVerdict): Extent | undefined {
  const opening = verdict === 'command' ? undefined : openingQuote(text, from);
  if (opening === undefined) return undefined;
  const start = from + opening.length;
  const end = endOfQuoted(text, start, opening);
  return { start, end: opening.length > 1 ? end : endOfParts(text, start, end) };
}

/** Where the last of the quoted parts ends that one value is put together from; the first ends at `firstEnd`. */
function endOfParts(text: string, start: number, firstEnd: number): number {
  if (firstEnd - start <= LONGEST_DIGITS && DIGITS_IN_QUOTES.test(text.slice(start, firstEnd))) {
    NEXT_DIGITS.lastIndex = firstEnd + 1;
    if (NEXT_DIGITS.test(text)) return NEXT_DIGITS.lastIndex - 1;
  }
  let end = firstEnd;
  for (NEXT_PART.lastIndex = end + 1; NEXT_PART.test(text); NEXT_PART.lastIndex = end + 1) {
    const next = NEXT_PART.lastIndex;
    end = endOfQuoted(text, next, text.charAt(next - 1));
  }
  return end;
}

function endOfUnquoted(text: string, from: number, keyed: KeyedValue): number {
  const { verdict } = keyed;
  if (verdict === 'cookie' || verdict === 'command') return endOfLine(text, from);
  return verdict === 'header' ? endOfHeader(text, from) : endOfBareSecret(text, from, keyed);
}

function endOfHeader(text: string, from: number): number {
  const scheme = endOfToken(text, from);
  if (!SCHEME_WITH_ONE_TOKEN.test(text.slice(from, Math.min(scheme, from + LONGEST_SCHEME))))
    return endOfLine(text, from);
  return endOfToken(text, skip(text, scheme, ' \t'));
}

function endOfBareSecret(text: string, from: number, keyed: KeyedValue): number {
  const collection = endOfCollection(text, from);
  if (collection !== undefined) return collection;
  const end = endOfToken(text, from);
  if (keyed.isParameter) return end;
  const groups = endOfGroups(text, from, end);
  if (groups > end) return groups;
  return mayHaveBlanks(text, keyed) ? endOfPassphrase(text, from) : endOfPlainSecret(text, from);
}

/** Whether a key is one of a configuration's lines, such as YAML's, whose value goes on to the line's end. */
function mayHaveBlanks(text: string, { key, separator, from }: KeyedValue): boolean {
  if (text.charCodeAt(separator) !== COLON || from === separator + 1 || !WORDS.test(key)) return false;
  const keyStart = text.lastIndexOf(key, separator);
  const least = Math.max(0, keyStart - MOST_BEFORE_KEY);
  let line = keyStart;
  while (line > least && isIn(BEFORE_KEY, text.charCodeAt(line - 1))) line -= 1;
  return line === 0 || text.charCodeAt(line - 1) === LINE_FEED;
}
