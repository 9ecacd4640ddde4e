import { setOf } from './characters';
import type { Marks } from './marks';
import type { TextRule } from './text-rule';
import { Hint } from './text-scan';

/** RFC 5321, 4.5.3.1. */
const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 255;
const LONGEST_AUTHORITY = 256;
const FIRST_BEYOND_ASCII = 128;
/** What may stand in the local part without quotes (RFC 5322, 3.2.3), less what text and URLs put before an address. */
const LOCAL = setOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$*+^_~-');
const DOMAIN = setOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-');
const ENDS_AUTHORITY = setOf('/?#\\ \t\r\n"\'`<>');

/** Masks e-mail addresses, also where the sign is percent-encoded, as in the parameters of a URL. */
export const emailRule: TextRule = {
  name: 'email',
  needs: Hint.address,
  find(text: string, marks: Marks): void {
    findAround(text, '@', marks);
    findAround(text, '%40', marks);
  },
};

function findAround(text: string, sign: string, marks: Marks): void {
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + sign.length)) {
    const start = startOfLocalPart(text, at);
    const end = endOfDomain(text, at + sign.length);
    // What stands before the sign of a URL is its user, whom another rule takes out and leaves the host.
    if (start < at && end > 0 && !isInAuthority(text, start) && !isRepository(text, start, at, end))
      marks.add(start, end);
  }
}

/** `git@github.com:org/repo.git`: nobody's address. */
function isRepository(text: string, start: number, at: number, end: number): boolean {
  return text.slice(start, at) === 'git' && (text.charAt(end) === ':' || text.charAt(end) === '/');
}

function startOfLocalPart(text: string, at: number): number {
  const least = Math.max(0, at - LONGEST_LOCAL_PART);
  let start = at;
  while (start > least && isIn(LOCAL, text, start - 1)) start -= 1;
  // Dots and what joins words are no beginning.
  while (start < at && '.-!#$*^~+'.includes(text.charAt(start))) start += 1;
  return start;
}

/** Where a domain ends that has a dot and, behind the last, letters: `api@1.9.0` has none. 0 when there is none. */
function endOfDomain(text: string, from: number): number {
  const limit = Math.min(text.length, from + LONGEST_DOMAIN);
  let end = from;
  while (end < limit && isIn(DOMAIN, text, end)) end += 1;
  while (end > from && '.-'.includes(text.charAt(end - 1))) end -= 1;
  const domain = text.slice(from, end);
  return /\.(?:[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{1,59})$/.test(domain) && !domain.startsWith('.') ? end : 0;
}

function isInAuthority(text: string, start: number): boolean {
  const least = Math.max(0, start - LONGEST_AUTHORITY);
  let position = start;
  while (position > least && !isIn(ENDS_AUTHORITY, text, position - 1)) position -= 1;
  return position >= 3 && text.startsWith('://', position - 3);
}

/** Letters beyond ASCII may stand in either part (RFC 6531). */
function isIn(set: Uint8Array, text: string, position: number): boolean {
  const code = text.charCodeAt(position);
  return code >= FIRST_BEYOND_ASCII
    ? set !== ENDS_AUTHORITY && /\p{L}/u.test(text.charAt(position))
    : set[code] === 1;
}
