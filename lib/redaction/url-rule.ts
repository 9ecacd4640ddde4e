import { isIn, setOf } from './characters';
import type { Marks } from './marks';
import { REDACTED } from './rule';
import type { TextRule } from './text-rule';
import { Hint } from './text-scan';

const AT = 64;
const SCHEME_END = '://';
/** What ends the authority of a URL (RFC 3986, 3.2), in text. */
const AUTHORITY_END = setOf('/?#\\ \t\r\n"\'`<>');

/** Masks the user and password of URLs: `https://user:password@host` (RFC 3986, 3.2.1). */
export const urlRule: TextRule = {
  name: 'url_credentials',
  needs: Hint.slash,
  find(text: string, marks: Marks): void {
    for (let scheme = text.indexOf(SCHEME_END); scheme !== -1; ) {
      const start = scheme + SCHEME_END.length;
      let end = start;
      let credentialsEnd = start;
      while (end < text.length && !isIn(AUTHORITY_END, text.charCodeAt(end))) {
        if (text.charCodeAt(end) === AT) credentialsEnd = end;
        end += 1;
      }
      if (text.slice(start, credentialsEnd) !== REDACTED) marks.add(start, credentialsEnd);
      scheme = text.indexOf(SCHEME_END, start);
    }
  },
};
