import { isIn, setOf } from './characters';

/** A colour among them, or an encoded sign, was blanked. */
const MOST_SPACES = 32;
const CLOSING_BRACKET: Readonly<Record<string, string>> = { '[': ']', '{': '}', '<': '>', '(': ')' };
const LINE_FEED = 10;
const RETURN = 13;
const QUOTES = '"\'`';
/** What ends a value that stands in no quotes: a terminal's colour, too. */
const TERMINATORS = setOf(' \t\r\n,;&"\'`<>)}]|\u001b');
/** How Node prints bytes and collections: the contents follow in brackets. */
const PRINTED_COLLECTION = /^(?:[A-Z][A-Za-z0-9]*Array|ArrayBuffer|Buffer|Array|Map|Set|Object)(?:\(\d*)?$/;

/** A printed collection's name with its size is not longer. */
const LONGEST_NAME = 40;

/** Skips the given characters, up to a bound. */
export function skip(text: string, from: number, characters: string): number {
  let position = from;
  const limit = Math.min(text.length, from + MOST_SPACES);
  while (position < limit && characters.includes(text.charAt(position))) position += 1;
  return position;
}

/** Where the line ends that `from` is in. */
export function endOfLine(text: string, from: number): number {
  let position = from;
  while (
    position < text.length &&
    text.charCodeAt(position) !== LINE_FEED &&
    text.charCodeAt(position) !== RETURN
  )
    position += 1;
  return position;
}

/** Where the unquoted value that begins at `from` ends. */
export function endOfToken(text: string, from: number): number {
  let position = from;
  while (position < text.length && !isIn(TERMINATORS, text.charCodeAt(position))) position += 1;
  return position;
}

/** Whether a value in no quotes ends here: with the text, or before what never stands in one. */
export function endsValue(text: string, position: number): boolean {
  return position >= text.length || isIn(TERMINATORS, text.charCodeAt(position));
}

/**
 * The opening of a quoted value at `from`: the quote with the backslashes before it, when it stands in a string that
 * was escaped; undefined when the value is not quoted.
 */
export function openingQuote(text: string, from: number): string | undefined {
  const quote = skip(text, from, '\\');
  return QUOTES.includes(text.charAt(quote)) && quote < text.length ? text.slice(from, quote + 1) : undefined;
}

/**
 * Where the value in quotes ends whose contents begin at `from`: before its closing quote, or with the text. A quote that
 * is doubled is one of the contents (SQL, YAML, CSV), and three open and close a text of Python or TOML.
 */
export function endOfQuoted(text: string, from: number, opening: string): number {
  if (opening.length > 1) {
    const end = text.indexOf(opening, from);
    return end === -1 ? text.length : end;
  }
  let position = from;
  while (position < text.length) {
    const character = text.charAt(position);
    if (character === opening && text.charAt(position + 1) !== opening) break;
    position += character === opening || character === '\\' ? 2 : 1;
  }
  return Math.min(position, text.length);
}

/** Where the bracket that opens at `from` is closed; the end of the text when it is not. */
export function endOfBracket(text: string, from: number): number {
  const open = text.charAt(from);
  const close = CLOSING_BRACKET[open];
  let depth = 0;
  for (let position = from; position < text.length; position += 1) {
    const character = text.charAt(position);
    if (character === open) depth += 1;
    if (character === close) depth -= 1;
    if (depth === 0) return position + 1;
  }
  return text.length;
}

/** Where a value ends that is in brackets, or is a printed collection; undefined when it is neither. */
export function endOfCollection(text: string, from: number): number | undefined {
  if (text.charAt(from) in CLOSING_BRACKET) return endOfToken(text, endOfBracket(text, from));
  const end = endOfToken(text, from);
  if (!PRINTED_COLLECTION.test(text.slice(from, Math.min(end, from + LONGEST_NAME)))) return undefined;
  const bracket = skip(text, end, ') ');
  return '[{'.includes(text.charAt(bracket)) ? endOfToken(text, endOfBracket(text, bracket)) : end;
}
