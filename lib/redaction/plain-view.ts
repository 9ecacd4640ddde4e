/** Control characters, quotes and signs behind a backslash or a percent sign, and colours of a terminal (ECMA-48, SGR). */
const ENCODED = new RegExp(
  [
    String.raw`(?:${String.fromCharCode(27)}|\\(?:u001[bB]|x1[bB]|033|e))\[[0-9;:]{0,32}m`,
    String.raw`\\[nrtbfv]`,
    String.raw`(?:\\u00|\\x|%)([0-7][0-9A-Fa-f])`,
  ].join('|'),
  'g',
);
const LINE_ENDS: Readonly<Record<string, string>> = { '\\n': ' \n', '\\r': ' \r' };
const WORD_CHARACTER = /\w/;
const CONTROL = /[^\r\n -~]/;

/**
 * A text as it reads where a part of it was escaped (JSON within a text, `util.inspect`), percent-encoded or coloured: at
 * the same positions, each sign at the end of what stands for it, with blanks before it. An escaped line's end is one
 * again, a colour is blank. Letters and digits that were encoded one by one stay as they are.
 */
export function plainView(text: string): string {
  return text.replace(ENCODED, (encoded: string, code: string | undefined) => {
    const { length } = encoded;
    if (code === undefined) return LINE_ENDS[encoded] ?? ' '.repeat(length);
    const character = String.fromCharCode(Number.parseInt(code, 16));
    if (WORD_CHARACTER.test(character)) return encoded;
    return (CONTROL.test(character) ? ' ' : character).padStart(length);
  });
}

/** Where a part that was found in the view begins in the text: with the whole of what stands for its first sign. */
export function startInText(text: string, view: string, from: number, end: number): number {
  let start = from;
  while (start < end && isPadding(text, view, start)) start += 1;
  if (text.charCodeAt(start) === view.charCodeAt(start)) return start;
  while (start > 0 && isPadding(text, view, start - 1)) start -= 1;
  return start;
}

/** Where such a part ends: not within what stands for the sign behind it. */
export function endInText(text: string, view: string, start: number, to: number): number {
  let end = to;
  while (end > start && isPadding(text, view, end - 1)) end -= 1;
  return end;
}

function isPadding(text: string, view: string, position: number): boolean {
  return view.charCodeAt(position) === 32 && text.charCodeAt(position) !== 32;
}
