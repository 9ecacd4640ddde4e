import type { Marks } from './marks';
import { REDACTED } from './rule';
import type { TextRule } from './text-rule';
import { Hint } from './text-scan';
import { endOfToken } from './value-extent';

const EITHER_SCHEME = /bearer|basic/i;
const LONGEST_CREDENTIALS = 2048;
const CREDENTIAL_LIKE = /[A-Z0-9._~+/=-]/;
const LONG_FOR_A_WORD = 20;

/** What follows the word "bearer" without being a token: words about tokens, and BIP's bearers (TS 102 223, 8.52). */
const NO_TOKENS: ReadonlySet<string> = new Set(
  (
    'token tokens auth authentication authorization scheme schemes credential credentials realm challenge error type ' +
    'csd packet default local bluetooth irda rs232 cdma2000 utran eutran e-utran wlan ng-ran'
  ).split(' '),
);

/** Masks the credentials behind `Bearer` (RFC 6750) and `Basic` (RFC 7617) wherever they stand in text. */
export const authorizationRule: TextRule = {
  name: 'authorization',
  needs: Hint.scheme,
  find(text: string, marks: Marks): void {
    // Many a text has neither word: this costs less than an iterator of no matches.
    if (!EITHER_SCHEME.test(text)) return;
    for (const scheme of text.matchAll(/(bearer|basic)[ \t]{1,8}/gi)) {
      const start = scheme.index + scheme[0].length;
      if (text.startsWith(REDACTED, start)) {
        // From an earlier pass, with nothing behind it as a rule.
        const behind = start + REDACTED.length;
        if (endOfToken(text, behind) > behind) marks.add(start, endOfToken(text, behind));
        continue;
      }
      const end = endOfToken(text, start);
      const isCredentials = scheme[1]?.toLowerCase() === 'basic' ? isBasic : isBearer;
      const credentials = text.slice(start, Math.min(end, start + LONGEST_CREDENTIALS));
      if (isCredentials(credentials, scheme[0])) marks.add(start, end);
    }
  },
};

/** Base64 of `user:password`; "basic authentication" is none. */
function isBasic(credentials: string): boolean {
  return Buffer.from(credentials, 'base64').includes(':');
}

/**
 * Anything behind a capital Bearer, as the scheme is written, but for the words above. In lower case, "bearer" is more
 * often a word of BIP: then only what looks like a token.
 */
function isBearer(credentials: string, scheme: string): boolean {
  if (credentials === '' || NO_TOKENS.has(credentials.toLowerCase().replace(/[.:]+$/, ''))) return false;
  if (scheme.startsWith('B')) return true;
  return CREDENTIAL_LIKE.test(credentials) || credentials.length >= LONG_FOR_A_WORD;
}
