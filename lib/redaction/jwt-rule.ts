import { isBase64Url } from './characters';
import type { Marks } from './marks';
import type { TextRule } from './text-rule';
import { Hint } from './text-scan';

/** How a JSON object begins in base64url: `{"`. */
const OBJECT = 'eyJ';
const DOT = 46;

/**
 * Masks JSON Web Tokens (RFC 7519) in compact form, signed, unsigned or encrypted: a header and a payload that begin as
 * objects in base64url do (the payload of an encrypted one: any), with dots between.
 */
export const jwtRule: TextRule = {
  name: 'jwt',
  needs: Hint.object,
  find(text: string, marks: Marks): void {
    for (let start = text.indexOf(OBJECT); start !== -1; ) {
      const headerEnd = endOfSegment(text, start);
      const end = endOfToken(text, headerEnd);
      if (end > headerEnd) marks.add(start, end);
      // What begins later in the same segment ends where this ends: it need not be looked at.
      start = text.indexOf(OBJECT, Math.max(end, headerEnd));
    }
  },
};

/** Where the token ends whose header ends at `headerEnd`; there, when it is no token. */
function endOfToken(text: string, headerEnd: number): number {
  if (text.charCodeAt(headerEnd) !== DOT) return headerEnd;
  const payloadEnd = endOfSegment(text, headerEnd + 1);
  if (text.charCodeAt(payloadEnd) !== DOT) return headerEnd;
  const signed = text.startsWith(OBJECT, headerEnd + 1);
  let end = endOfSegment(text, payloadEnd + 1);
  if (signed) return end;
  // JWE has five segments (RFC 7516, 7.1); the second, the encrypted key, may be empty.
  for (let segment = 3; segment < 5; segment += 1) {
    if (text.charCodeAt(end) !== DOT) return headerEnd;
    end = endOfSegment(text, end + 1);
  }
  return end;
}

function endOfSegment(text: string, from: number): number {
  let position = from;
  while (isBase64Url(text.charCodeAt(position))) position += 1;
  return position;
}
