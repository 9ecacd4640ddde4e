import type { Marks } from './marks';
import { ANY_PHRASE, OPTION, PHRASES, PSK_IDENTITY } from './phrase-table';
import type { Pseudonyms } from './pseudonyms';
import { REDACTED } from './rule';
import type { Extent } from './secret-extent';
import type { KeyVerdict, SecretKeys } from './secret-keys';
import type { TextRule } from './text-rule';
import { Hint } from './text-scan';
import { endOfQuoted, endOfToken, openingQuote } from './value-extent';

const NO_IDENTITY = /^(?:none|null|undefined|unknown|missing|empty|invalid|not|required|hint)$/i;
const LONGEST_TRIMMED = 256;
const OPTION_VERDICTS: ReadonlySet<KeyVerdict> = new Set(['secret', 'header', 'cookie']);
const LONGEST_KEY = 512;
const KEY = /^(?:0x)?[0-9a-f]{32,512}$/i;

/** Masks secrets that stand in a sentence or on a command line behind what they are, without an equals sign or a colon. */
export class PhraseRule implements TextRule {
  readonly name = 'key_value';
  readonly needs = Hint.phrase | Hint.hyphens;

  constructor(
    private readonly keys: SecretKeys,
    private readonly pseudonyms: Pseudonyms,
  ) {}

  find(text: string, marks: Marks): void {
    if (!ANY_PHRASE.test(text)) return;
    for (const phrase of PHRASES) {
      for (const match of text.matchAll(phrase)) {
        const start = match.index + (match[1]?.length ?? 0);
        if (!text.startsWith(REDACTED, start)) marks.add(start, match.index + match[0].length);
      }
    }
    for (const name of text.matchAll(PSK_IDENTITY)) {
      this.#markIdentity(text, name.index + name[0].length, name[1] !== undefined, marks);
    }
    for (const option of text.matchAll(OPTION)) this.#markOption(text, option, marks);
  }

  /** Replaces the identity behind its name; where no colon says that it is one, it is in quotes or has a digit in it. */
  #markIdentity(text: string, from: number, isSaid: boolean, marks: Marks): void {
    const { start, end } = valueAt(text, from);
    const isQuoted = start > from;
    const value = isQuoted ? text.slice(start, end) : withoutStop(text.slice(start, end));
    // A quote that is encoded: the text as it reads is looked at next.
    if (!isQuoted && /^(?:%22|%27)/.test(value)) return;
    if (!isQuoted && (NO_IDENTITY.test(value) || !(isSaid || /[0-9]/.test(value)))) return;
    this.#replaceIdentity(value, start, marks);
  }

  #replaceIdentity(found: string, from: number, marks: Marks): void {
    // Blanks at its ends stand for what was encoded there.
    const value = found.trim();
    const start = from + found.indexOf(value);
    if (value === '' || value.startsWith(REDACTED) || this.pseudonyms.has(value)) return;
    marks.add(start, start + value.length, this.pseudonyms.of('psk', value), 'psk_identity');
  }

  #markOption(text: string, option: RegExpExecArray, marks: Marks): void {
    const [whole, hyphens = '', name = ''] = option;
    const verdict = this.keys.verdict(name);
    const from = option.index + whole.length;
    if (text.startsWith(hyphens, from) || text.startsWith(REDACTED, from)) return;
    const { start, end } = valueAt(text, from);
    if (verdict === 'psk_identity') this.#replaceIdentity(text.slice(start, end), start, marks);
    if (verdict === 'weak' ? isKey(text.slice(start, end)) : OPTION_VERDICTS.has(verdict))
      marks.add(start, end);
  }
}

/** `--key` names a file more often than what is in it. */
function isKey(value: string): boolean {
  return value.length <= LONGEST_KEY && KEY.test(value);
}

/** A token, or what stands between quotes. */
function valueAt(text: string, from: number): Extent {
  const opening = openingQuote(text, from);
  const start = from + (opening?.length ?? 0);
  return { start, end: opening === undefined ? endOfToken(text, from) : endOfQuoted(text, start, opening) };
}

/** Without what ends the sentence. */
function withoutStop(token: string): string {
  return token.length > LONGEST_TRIMMED ? token : token.replace(/[.:]+$/, '');
}
