import { API_KEYS, type ApiKeyRow } from './api-key-table';
import { isWordCharacter } from './characters';
import type { Marks } from './marks';
import type { TextRule } from './text-rule';
import { Hint, WordStarts } from './text-scan';

/** Any character that stands in a key: letters, digits, and - _ . */
const KEY_CHARACTER = /[A-Za-z0-9_.-]/;

/** How far is looked whether it is a key; no prefix asks for more. */
const FAR_ENOUGH = 64;

interface Prefix extends Omit<ApiKeyRow, 'prefixes' | 'source'> {
  readonly text: string;
}

/** The longest first: `sk-proj-` says more than `sk-`. */
const PREFIXES: readonly Prefix[] = API_KEYS.flatMap(({ prefixes, ...row }) =>
  prefixes.map((text) => ({ text, ...row })),
).sort((a, b) => b.text.length - a.text.length);

const BY_FIRST_TWO = new Map<number, Prefix[]>();
const IS_KEY_CHARACTER = new Uint8Array(128);

for (const prefix of PREFIXES) {
  const key = firstTwo(prefix.text, 0);
  BY_FIRST_TWO.set(key, [...(BY_FIRST_TWO.get(key) ?? []), prefix]);
}
for (let code = 0; code < IS_KEY_CHARACTER.length; code += 1) {
  if (KEY_CHARACTER.test(String.fromCharCode(code))) IS_KEY_CHARACTER[code] = 1;
}

/** How keys of services begin. */
export const API_KEY_STARTS: readonly string[] = PREFIXES.map(({ text }) => text);
const STARTS = new WordStarts().add(API_KEY_STARTS, Hint.apiKey);

/** Masks keys that a service has marked by a prefix (`API_KEYS`), all but the prefix: `sk_live_[redacted]`. */
export const apiKeyRule: TextRule = {
  name: 'api_key',
  needs: Hint.apiKey,
  find(text: string, marks: Marks): void {
    let before = 0;
    for (let position = 0; position < text.length; position += 1) {
      const code = text.charCodeAt(position);
      // A prefix stands at the start of a word.
      if (!isWordCharacter(before) && STARTS.hints(text, position, code) !== 0) {
        const end = markKeyAt(text, position, marks);
        if (end > position) position = end - 1;
      }
      before = text.charCodeAt(position);
    }
  },
};

/** Marks the key that begins here and gives where it ends; here, when there is none. */
function markKeyAt(text: string, start: number, marks: Marks): number {
  for (const prefix of BY_FIRST_TWO.get(firstTwo(text, start)) ?? []) {
    if (!text.startsWith(prefix.text, start)) continue;
    const secretStart = start + prefix.text.length;
    if (!isKeyOf(prefix, text, secretStart)) continue;
    const end = endOfKey(text, secretStart, text.length);
    marks.add(secretStart, end);
    return end;
  }
  return start;
}

function isKeyOf({ least, mustHaveDigit }: Prefix, text: string, from: number): boolean {
  const end = endOfKey(text, from, from + FAR_ENOUGH);
  return end - from >= least && (mustHaveDigit !== true || /[0-9]/.test(text.slice(from, end)));
}

function endOfKey(text: string, from: number, limit: number): number {
  let end = from;
  while (end < limit && IS_KEY_CHARACTER[text.charCodeAt(end)] === 1) end += 1;
  // The full stop of the sentence.
  while (end > from && text.charAt(end - 1) === '.') end -= 1;
  return end;
}

function firstTwo(text: string, from: number): number {
  return (text.charCodeAt(from) << 16) | text.charCodeAt(from + 1);
}
