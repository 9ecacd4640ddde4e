import { isCardNumber } from './card-number';
import { isDigit, isWordCharacter } from './characters';
import { identityOfDigits, MOST_DIGITS, mayBe, type NumberKind } from './identities';
import type { Marks } from './marks';
import { NearbyWords } from './nearby-words';
import type { Pseudonyms } from './pseudonyms';
import { REDACTED } from './rule';
import type { TextRule } from './text-rule';
import { Hint, type TextScan } from './text-scan';
import { isCount } from './unit';

/** Fewer digits are neither a card nor a phone number. */
const FEWEST_DIGITS = 7;
const FEWEST_CARD_DIGITS = 13;
const SHOWN_CARD_DIGITS = 4;
const MOST_GROUPS = 16;
/** How card numbers, IMEIs and social security numbers are printed in groups; other groups are numbers in a row. */
const CARD_GROUPS = /^(?:4 4 4 4(?: 3)?|4 6 [45]|4 4 4 [1-3]|4 4 5|6 (?:7|8|9|10|11|12|13)|8 8)$/;
const IMEI_GROUPS = /^(?:2 6 6 1|6 2 6 1|8 6 1)$/;
const SSN_GROUPS = '3 2 4';
const SSN_AREA_DIGITS = 3;
const PSEUDONYM_DIGITS = 16;
const UNDERSCORE = 95;
const DOT = 46;
const PERCENT = 37;

/** Digits in a row, in groups with one separator between them or in none. */
interface DigitGroups {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** The groups' lengths: `4 4 4 4`. */
  readonly groups: string;
  /** Where the last four digits begin. */
  readonly lastFour: number;
}

/**
 * Replaces what is written in decimal digits: identities (ICCID, EID, IMEI, and by the words near them IMSI and MSISDN)
 * by pseudonyms, then card numbers but for their last four digits, then US social security numbers. Identities come
 * first: an ICCID and an IMEI have the check digit of a card number.
 */
export class NumberRule implements TextRule {
  readonly name = 'card_number';
  readonly needs = Hint.stretch;

  constructor(private readonly pseudonyms: Pseudonyms) {}

  find(text: string, marks: Marks, scan: TextScan): void {
    for (let index = 0; index < scan.count; index += 1) {
      if (scan.decimals(index) >= FEWEST_DIGITS) this.#findIn(text, index, marks, scan);
    }
  }

  #findIn(text: string, stretch: number, marks: Marks, scan: TextScan): void {
    const to = scan.end(stretch);
    for (let position = scan.start(stretch); position < to; position += 1) {
      if (!isDigit(text.charCodeAt(position))) continue;
      if (isInWord(text, position)) {
        const start = nextInWord(text, position);
        position = Math.max(start, this.#markInWord(text, start, marks, scan)) - 1;
        continue;
      }
      const end = this.#markAt(text, position, marks, scan);
      position = Math.max(end, endOfDigits(text, position)) - 1;
    }
  }

  /** Marks an identity that is written on to a word before or behind it; gives where to go on. */
  #markInWord(text: string, start: number, marks: Marks, scan: TextScan): number {
    const end = endOfDigits(text, start);
    if (end - start < FEWEST_DIGITS || end - start > MOST_DIGITS) return end;
    if (isFraction(text, start) || continuesFraction(text, end)) return end;
    const digits = text.slice(start, end);
    const kind = kindInWord(text, start, end, new NearbyWords(text, start, scan));
    if (kind !== undefined) marks.add(start, end, this.pseudonyms.of(kind, digits), kind);
    return end;
  }

  /** Marks what begins here and gives where it ends; here, when there is nothing. */
  #markAt(text: string, start: number, marks: Marks, scan: TextScan): number {
    const words = new NearbyWords(text, start, scan);
    if (!mayBeNumber(text, start, words.isPossible)) return start;
    for (const candidate of candidatesAt(text, start)) {
      if (this.#mark(text, candidate, words, marks)) return candidate.end;
    }
    const end = endOfDigits(text, start);
    return isWordCharacter(text.charCodeAt(end)) ? this.#markInWord(text, start, marks, scan) : start;
  }

  #mark(text: string, candidate: DigitGroups, words: NearbyWords, marks: Marks): boolean {
    const { start, end, digits, groups, lastFour } = candidate;
    if (this.#isPseudonym(text, candidate)) return true;
    const kind = kindOf(text, candidate, words);
    if (kind !== undefined) {
      marks.add(start, end, this.pseudonyms.of(kind, digits), kind);
      return true;
    }
    if (
      digits.length >= FEWEST_CARD_DIGITS &&
      (isOne(groups) || CARD_GROUPS.test(groups)) &&
      isCardNumber(digits)
    ) {
      marks.add(start, lastFour);
      return true;
    }
    if (groups !== SSN_GROUPS || text.charAt(start + 3) !== '-' || !isSocialSecurityNumber(digits))
      return false;
    marks.add(start, end, REDACTED, 'ssn');
    return true;
  }

  /** A pseudonym may have decimal digits alone, and then looks like a card number. */
  #isPseudonym(text: string, { start, digits }: DigitGroups): boolean {
    if (digits.length !== PSEUDONYM_DIGITS || text.charAt(start - 1) !== ':') return false;
    const kind = /[a-z]{2,6}:$/.exec(text.slice(Math.max(0, start - 7), start))?.[0] ?? '';
    return this.pseudonyms.has(kind + digits);
  }
}

/** Which identity it is: as the words near it say, when it may be that, or as it looks by itself. */
function kindOf(
  text: string,
  { end, digits, groups }: DigitGroups,
  words: NearbyWords,
): NumberKind | undefined {
  if (digits.length < FEWEST_DIGITS) return undefined;
  const own = identityOfDigits(digits);
  // An IMEI has a check digit and an IMSI none: one in ten passes it by chance, so that the word counts for more.
  if (own === 'iccid' || own === 'eid') return own;
  const named = words.kindBefore ?? (isOne(groups) ? words.kindBehind(end) : undefined);
  const isNone = named === 'msisdn' && isCount(text, end, digits.length);
  if (named !== undefined && mayBe(named, digits.length) && !isNone) return named;
  return own !== undefined && (isOne(groups) || IMEI_GROUPS.test(groups)) ? own : undefined;
}

/** The same of digits that a word goes on to or with: by their form, or by a word that ends or an underscore that follows. */
function kindInWord(text: string, start: number, end: number, words: NearbyWords): NumberKind | undefined {
  const own = identityOfDigits(text.slice(start, end));
  if (own === 'iccid' || own === 'eid') return own;
  const behind = text.charCodeAt(end);
  // 12345678ms is a time.
  if (isWordCharacter(behind) && behind !== UNDERSCORE) return undefined;
  const named = isWordCharacter(text.charCodeAt(start - 1)) ? words.kindTouching : words.kindBefore;
  return named !== undefined && mayBe(named, end - start) ? named : undefined;
}

/**
 * Whether there are digits enough for a number: without a word that names it, those of a card, or a social security
 * number. Most digits in a text are times and dates.
 */
function mayBeNumber(text: string, start: number, isNamed: boolean): boolean {
  const least = isNamed ? FEWEST_DIGITS : FEWEST_CARD_DIGITS;
  let end = endOfDigits(text, start);
  let digits = end - start;
  if (digits === SSN_AREA_DIGITS && text.charAt(end) === '-') return true;
  const separator = text.charAt(end);
  while (digits < least && (separator === ' ' || separator === '-') && text.charAt(end) === separator) {
    const next = end + 1;
    end = endOfDigits(text, next);
    if (end === next) return false;
    digits += end - next;
  }
  return digits >= least;
}

/** The number that begins here by itself, and with one, two and more of the groups behind it. */
function* candidatesAt(text: string, start: number): Generator<DigitGroups> {
  let end = endOfDigits(text, start);
  let digits = text.slice(start, end);
  let groups = String(digits.length);
  if (digits.length > MOST_DIGITS) return;
  const separator = text.charAt(end);
  if (!isInNumber(text, end)) yield { start, end, digits, groups, lastFour: end - SHOWN_CARD_DIGITS };
  if (separator !== ' ' && separator !== '-') return;
  const found: DigitGroups[] = [];
  for (let count = 1; count < MOST_GROUPS && text.charAt(end) === separator; count += 1) {
    const next = end + 1;
    end = endOfDigits(text, next);
    if (end === next) break;
    digits += text.slice(next, end);
    if (digits.length > MOST_DIGITS) break;
    groups += ` ${end - next}`;
    const lastFour = beginOfLast(text, end, SHOWN_CARD_DIGITS);
    if (!isInNumber(text, end)) found.push({ start, end, digits, groups, lastFour });
  }
  // The longest first: an ICCID begins like a card number.
  yield* found.reverse();
}

/** Where the last digits before `end` begin, past separators. */
function beginOfLast(text: string, end: number, count: number): number {
  let position = end;
  for (let left = count; left > 0 && position > 0; position -= 1)
    if (isDigit(text.charCodeAt(position - 1))) left -= 1;
  return position;
}

/** Area, group and serial number as the Social Security Administration gives them out. */
function isSocialSecurityNumber(digits: string): boolean {
  const area = Number(digits.slice(0, 3));
  return (
    area !== 0 && area !== 666 && area < 900 && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000'
  );
}

function isOne(groups: string): boolean {
  return !groups.includes(' ');
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/** Whether what stands before a digit makes it part of a word, or of a decimal fraction. */
function isInWord(text: string, position: number): boolean {
  if (isWordCharacter(text.charCodeAt(position - 1)))
    return text.charCodeAt(position - 3) !== PERCENT || !text.startsWith('%2B', position - 3);
  return isFraction(text, position);
}

/** Where in the word the first digits begin that are enough for a number; the word's end, when there are none. */
function nextInWord(text: string, from: number): number {
  let start = from;
  let position = from;
  for (; isWordCharacter(text.charCodeAt(position)); position += 1) {
    if (!isDigit(text.charCodeAt(position))) start = position + 1;
    else if (position - start >= FEWEST_DIGITS - 1) return start;
  }
  return position;
}

function isFraction(text: string, position: number): boolean {
  return text.charCodeAt(position - 1) === DOT && isDigit(text.charCodeAt(position - 2));
}

/** Whether the digits go on behind their end: as a word, or as a decimal fraction. */
function isInNumber(text: string, end: number): boolean {
  return isWordCharacter(text.charCodeAt(end)) || continuesFraction(text, end);
}

function continuesFraction(text: string, end: number): boolean {
  return text.charCodeAt(end) === DOT && isDigit(text.charCodeAt(end + 1));
}
