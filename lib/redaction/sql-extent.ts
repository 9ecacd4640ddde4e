import type { SqlDialect } from './sql-dialect';

/** The rest cannot be told apart: it must not be shown. */
export const DROP_REST = -1;

/** The longest tag of a dollar-quoted string: PostgreSQL's longest name. */
const LONGEST_TAG = 63;

// Codes of the characters that SQL is read by.
export const HASH = 0x23;
export const DOLLAR = 0x24;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const DOT = 0x2e;
const BACKSLASH = 0x5c;
export const UNDERSCORE = 0x5f;
export const LETTER_E = 0x65;

/**
 * Where what is quoted at `from` ends, behind its closing quote. Doubled quotes are part of it. `ambiguous`: products
 * disagree on a quote behind a backslash, and there is no telling where it ends.
 */
export function endOfQuoted(
  text: string,
  from: number,
  backslashes: 'plain' | 'escaped' | 'ambiguous',
): number {
  const quote = text.charCodeAt(from);
  let position = from + 1;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === BACKSLASH && backslashes !== 'plain') {
      if (backslashes === 'ambiguous' && text.charCodeAt(position + 1) === quote) return DROP_REST;
      position += 2;
    } else if (code !== quote) {
      position += 1;
    } else if (text.charCodeAt(position + 1) === quote) {
      position += 2;
    } else {
      return position + 1;
    }
  }
  return DROP_REST;
}

/** Where the name in brackets at `from` ends: `]]` is part of it. */
export function endOfBracketed(text: string, from: number): number {
  let end = text.indexOf(']', from);
  while (end !== -1 && text.charAt(end + 1) === ']') end = text.indexOf(']', end + 2);
  return end === -1 ? DROP_REST : end + 1;
}

/** Where the comment at `from` ends. MySQL executes what is in an executable comment (`/*!`), strings and all. */
export function endOfBlockComment(text: string, from: number, nesting: SqlDialect['blockComments']): number {
  let depth = 1;
  let position = from + 2;
  const isExecuted = text.charAt(position) === '!' || text.startsWith('M!', position);
  while (position < text.length) {
    const character = text.charAt(position);
    if (isExecuted && OPENERS.has(character)) return DROP_REST;
    if (character === '*' && text.charAt(position + 1) === '/') {
      depth -= 1;
      position += 2;
      if (depth === 0) return position;
    } else if (character === '/' && text.charAt(position + 1) === '*' && nesting !== 'flat') {
      if (nesting === 'ambiguous') return DROP_REST;
      depth += 1;
      position += 2;
    } else {
      position += 1;
    }
  }
  return DROP_REST;
}

/** What may begin something that goes on behind the end of a line or of a name. */
const OPENERS = new Set('\'"`$[');

/** Whether a string, a name in quotes or a comment may begin between `from` and `end`. */
export function opensSomething(text: string, from: number, end: number): boolean {
  for (let position = from; position < end; position += 1) {
    const character = text.charAt(position);
    if (OPENERS.has(character) && !isNumberedParameter(text, position)) return true;
    if (character === '/' && text.charAt(position + 1) === '*') return true;
    if (character === '-' && text.charAt(position + 1) === '-') return true;
  }
  return false;
}

/** `$1` */
function isNumberedParameter(text: string, at: number): boolean {
  return text.charCodeAt(at) === DOLLAR && isDigit(text.charCodeAt(at + 1));
}

/** `$$` or `$tag$` at `from`. */
export function dollarTag(text: string, from: number): string | undefined {
  const limit = Math.min(text.length, from + LONGEST_TAG + 2);
  for (let position = from + 1; position < limit; position += 1) {
    const code = text.charCodeAt(position);
    if (code === DOLLAR) return text.slice(from, position + 1);
    if (!isLetter(code) && !isDigit(code) && code !== UNDERSCORE && code < 0x80) return undefined;
  }
  return undefined;
}

/** Where the line ends that `from` is in. */
export function endOfLine(text: string, from: number): number {
  let position = from;
  while (position < text.length && text.charAt(position) !== '\n') position += 1;
  return position;
}

/** White space and control characters. */
export function isSpace(code: number): boolean {
  return code <= 0x20;
}

/** 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A to Z in either case. */
export function isLetter(code: number): boolean {
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}

/** The sign of a currency, which SQL Server takes before an amount. */
export function isCurrency(code: number): boolean {
  return (code >= 0xa2 && code <= 0xa5) || (code >= 0x20a0 && code <= 0x20cf);
}
