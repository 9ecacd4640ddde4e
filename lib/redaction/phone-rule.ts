import type { Marks } from './marks';
import type { Pseudonyms } from './pseudonyms';
import type { TextRule } from './text-rule';
import { Hint } from './text-scan';
import { isCount } from './unit';

/** ITU-T E.164: at most 15 digits, no country's code begins with 0. Fewer than eight are no international number. */
const FEWEST_DIGITS = 8;
const MOST_DIGITS = 15;
const MOST_CHARACTERS = 28;
/** Numbers of the countries whose code is 1 or 7 have all as many digits; what has fewer is another signed number. */
const DIGITS_OF_ONE_AND_SEVEN = 11;
/** With so many digits a number may be complete: what follows a space is then another. */
const COMPLETE_DIGITS = 11;

/** Replaces international phone numbers, a plus with digits behind it, also percent-encoded, by pseudonyms. */
export class PhoneRule implements TextRule {
  readonly name = 'msisdn';
  readonly needs = Hint.plus;

  constructor(private readonly pseudonyms: Pseudonyms) {}

  find(text: string, marks: Marks): void {
    this.#findBehind(text, '+', marks);
    this.#findBehind(text, '%2B', marks);
  }

  #findBehind(text: string, plus: string, marks: Marks): void {
    for (let at = text.indexOf(plus); at !== -1; at = text.indexOf(plus, at + plus.length)) {
      if (/[A-Za-z0-9_+]/.test(text.charAt(at - 1)) && plus === '+') continue;
      const number = phoneNumberAt(text, at + plus.length);
      if (number !== undefined) marks.add(at, number.end, this.pseudonyms.of('msisdn', number.digits));
    }
  }
}

function phoneNumberAt(
  text: string,
  from: number,
): { readonly digits: string; readonly end: number } | undefined {
  const first = text.charAt(from);
  if (first < '1' || first > '9') return undefined;
  let digits = '';
  let end = from;
  const limit = Math.min(text.length, from + MOST_CHARACTERS);
  for (let position = from; position < limit; position += 1) {
    const character = text.charAt(position);
    if (character >= '0' && character <= '9') {
      digits += character;
      end = position + 1;
    } else if (!' -()/.'.includes(character) || (character === ' ' && digits.length >= COMPLETE_DIGITS)) {
      break;
    }
  }
  const least = first === '1' || first === '7' ? DIGITS_OF_ONE_AND_SEVEN : FEWEST_DIGITS;
  const isNumber =
    digits.length >= least && digits.length <= MOST_DIGITS && !isCount(text, end, digits.length);
  return isNumber && !/[A-Za-z0-9_]/.test(text.charAt(end)) ? { digits, end } : undefined;
}
