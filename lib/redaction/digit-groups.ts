import { isHexDigit } from './characters';
import { isPrefix } from './hex-digits';
import { endsValue, skip } from './value-extent';

const PREFIX_LENGTH = 2;
const PAIR = 2;
const BACKSLASH_OR_LINE_END = /[\\\r\n]/;
/** Four bytes and more as decimal numbers with commas between. */
const DECIMALS = /(?:[0-9]{1,3},[ \t\r\n]{0,12}){3,}[0-9]{1,3}(?![0-9A-Za-z.])/y;

/** A group of hexadecimal digits: how many there are, and where it ends. */
interface Group {
  readonly digits: number;
  readonly end: number;
}

/**
 * Where a value ends that is written in groups of digits, of which the first ends at `end`: hexadecimal ones of one
 * length, with `0x` before them or not, with blanks and commas between them, from the second on over several lines; or
 * decimal bytes with commas between. There, when it is not written so.
 */
export function endOfGroups(text: string, from: number, end: number): number {
  return Math.max(endOfDecimals(text, from, end), endOfHexGroups(text, from, end));
}

function endOfDecimals(text: string, from: number, end: number): number {
  DECIMALS.lastIndex = from;
  return DECIMALS.test(text) ? DECIMALS.lastIndex : end;
}

function endOfHexGroups(text: string, from: number, firstEnd: number): number {
  const first = groupAt(text, from);
  if (first?.end !== firstEnd) return firstEnd;
  let end = firstEnd;
  for (let count = 1; ; count += 1) {
    const next = behindGap(text, end, count > 1);
    const group = next === end ? undefined : groupAt(text, next);
    if (group === undefined || group.digits > first.digits) return end;
    // The last may be shorter than the others.
    if (group.digits < first.digits) return count > 1 ? group.end : end;
    end = group.end;
  }
}

/** The group that begins here; undefined when something else does. */
export function groupAt(text: string, from: number): Group | undefined {
  const hasPrefix = isPrefix(text, from);
  const start = hasPrefix ? from + PREFIX_LENGTH : from;
  let end = start;
  while (isHexDigit(text.charCodeAt(end))) end += 1;
  if (end === start || !endsValue(text, end)) return undefined;
  const digits = end - start;
  // A byte in C may have one digit: 0x0.
  if (hasPrefix && digits === 1) return { digits: PAIR, end };
  return digits % 2 === 0 ? { digits, end } : undefined;
}

function behindGap(text: string, from: number, mayEndLine: boolean): number {
  const next = skip(text, from, ', \t');
  return mayEndLine && BACKSLASH_OR_LINE_END.test(text.charAt(next)) ? skip(text, next, ' \t\r\n\\') : next;
}
