import type { Marks } from './marks';
import { REDACTED } from './rule';
import type { SecretKeys } from './secret-keys';
import type { TextRule } from './text-rule';
import { Hint } from './text-scan';
import { endOfQuoted, endOfToken, openingQuote } from './value-extent';

/** What every phrase below begins with: most texts have none of it, and this is asked once a text. */
const ANY =
  /(?<![a-z])(?:pins?|puks?|chv|adm|otp|cvv|cvc|pwd|passw|passc|passp|input text|lpa:1\$)|(?<!\S)--[a-z]/i;

/** A secret behind what says what it is, with nothing but words between; group 1 is what stays. */
const PHRASES: readonly RegExp[] = [
  // PIN 1234, wrong PUK "12345678", ADM1 is 31323334.
  /(?<![a-z])((?:pin|puk|chv|adm|otp|cvv|cvc|passcode)[ \t_-]?[0-9]{0,2}(?:[ \t]{1,16}(?:code|number|value|is|was|entered|of|to)){0,2}[ \t]{1,16}["'`(]?)[0-9]{3,16}(?![0-9A-Za-z])/gi,
  // ADM1 as it is printed on cards' data sheets: 16 hexadecimal digits.
  /(?<![a-z])((?:adm|psk|puk)[0-9]?(?:[ \t]{1,16}(?:key|is|was)){0,2}[ \t]{1,16}["'`(]?)[0-9a-f]{16,64}(?![0-9a-z])/gi,
  // password hunter2: a word with digits or signs among its letters is none of the sentence.
  /(?<![a-z])((?:password|passwd|passphrase|passcode|pwd)(?:[ \t]{1,16}(?:is|was)){0,1}[ \t]{1,16}["'`]?)(?=[^\s"'`]{0,64}[0-9!#$%&*+?@^~])(?![0-9]{1,2}(?:\s|$))[^\s"'`,;]{5,128}/gi,
  // What is typed on a phone: adb shell input text 1234.
  /(\binput[ \t]{1,16}text[ \t]{1,16})[^\r\n]{1,256}/gi,
  // An activation code's matching id gives a profile to who has it (SGP.22, 4.1).
  /(LPA:1\$[^$\s]{1,255}\$)[A-Z0-9-]{1,255}/gi,
];

/** `--password x` and, as adb writes what it gives an intent, `--es pin x`. */
const OPTION = /(?<![^\s"'`(])--(?:e[silfzubda][ \t]{1,16})?([A-Za-z][A-Za-z0-9._-]{0,63})[ \t]{1,16}/g;

/** How the phrases begin. */
export const PHRASE_STARTS: readonly string[] = 'pin puk chv adm otp cvv cvc pwd pas psk inp lpa'.split(' ');

/** Masks secrets that stand in a sentence or on a command line behind what they are, without an equals sign or a colon. */
export class PhraseRule implements TextRule {
  readonly name = 'key_value';
  readonly needs = Hint.phrase | Hint.hyphens;

  constructor(private readonly keys: SecretKeys) {}

  find(text: string, marks: Marks): void {
    if (!ANY.test(text)) return;
    for (const phrase of PHRASES) {
      for (const match of text.matchAll(phrase)) {
        const start = match.index + (match[1]?.length ?? 0);
        if (!text.startsWith(REDACTED, start)) marks.add(start, match.index + match[0].length);
      }
    }
    for (const option of text.matchAll(OPTION)) this.#markOption(text, option, marks);
  }

  #markOption(text: string, option: RegExpExecArray, marks: Marks): void {
    const verdict = this.keys.verdict(option[1] ?? '');
    if (verdict !== 'secret' && verdict !== 'header' && verdict !== 'cookie') return;
    const from = option.index + option[0].length;
    if (text.startsWith('--', from) || text.startsWith(REDACTED, from)) return;
    const opening = openingQuote(text, from);
    const start = from + (opening?.length ?? 0);
    marks.add(start, opening === undefined ? endOfToken(text, from) : endOfQuoted(text, start, opening));
  }
}
