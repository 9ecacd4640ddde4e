import { groupAt } from './digit-groups';
import { endOfLine, openingQuote } from './value-extent';

/** What stands behind a key whose value begins on the next line: nothing, or the sign of a block of YAML (8.1). */
const BLOCK_HEADER = /(?:[|>][-+0-9]{0,2}[ \t]{0,8}(?:#[^\r\n]{0,128})?)?\r?\n/y;
/** What the line of a key may begin with: blanks, and the sign of a list's element. */
const INDENTATION = /(?:[ \t]|- ){0,128}/y;
const FRAME = /at |\.\.\. /y;
const OPENS = /[[{<]/;
const FEWEST_DIGITS = 16;

/** Lines that belong to a key, from the first sign of the first to the end of the last. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** Whether a value begins here that says itself where it ends: in quotes, in brackets, in groups of digits. */
  readonly isValue: boolean;
}

/**
 * The lines behind a key with nothing else on its own: those that are moved in further, elements of a list, or digits.
 * Undefined when there are none, and before the frames of a stack.
 */
export function blockBehind(text: string, separator: number, from: number): Block | undefined {
  const first = matchEnd(BLOCK_HEADER, text, from);
  if (first === from) return undefined;
  const start = firstSign(text, first);
  if (start === text.length || matchEnd(FRAME, text, start) > start) return undefined;
  const indent = indentOf(text, text.lastIndexOf('\n', separator - 1) + 1);
  if (!belongs(text, startOfLine(text, start, first), indent)) {
    return isDigits(text, start) ? { start, end: start, isValue: true } : undefined;
  }
  if (openingQuote(text, start) !== undefined || OPENS.test(text.charAt(start))) {
    return { start, end: start, isValue: true };
  }
  return { start, end: endOfLines(text, start, indent), isValue: false };
}

function endOfLines(text: string, from: number, indent: number): number {
  let end = endOfLine(text, from);
  for (let next = firstSign(text, end); next < text.length; next = firstSign(text, end)) {
    if (!belongs(text, startOfLine(text, next, end), indent)) break;
    end = endOfLine(text, next);
  }
  return end;
}

/** Whether a line is moved in further than the key, or is an element of the list that the key names. */
function belongs(text: string, line: number, indent: number): boolean {
  const blanks = blanksFrom(text, line);
  return blanks > indent || (blanks === indent && text.startsWith('- ', line + blanks));
}

/** By how much a key is moved in, the signs of a list before it included. */
function indentOf(text: string, line: number): number {
  return matchEnd(INDENTATION, text, line) - line;
}

function blanksFrom(text: string, from: number): number {
  let position = from;
  while (text.charAt(position) === ' ' || text.charAt(position) === '\t') position += 1;
  return position - from;
}

/** Where something stands that is no blank and no line's end. */
function firstSign(text: string, from: number): number {
  let position = from;
  while (position < text.length && ' \t\r\n'.includes(text.charAt(position))) position += 1;
  return position;
}

function startOfLine(text: string, position: number, least: number): number {
  let start = position;
  while (start > least && text.charAt(start - 1) !== '\n') start -= 1;
  return start;
}

function isDigits(text: string, start: number): boolean {
  const group = groupAt(text, start);
  if (group === undefined) return false;
  return group.digits >= FEWEST_DIGITS || groupAt(text, group.end + 1) !== undefined;
}

function matchEnd(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}
