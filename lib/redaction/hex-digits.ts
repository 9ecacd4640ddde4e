import { isHexDigit } from './characters';

const ZERO = 48;
const LETTER_X = 120;

/** The value of each ASCII character that is a hexadecimal digit, in either case; -1 for the others. */
export const DIGITS = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  DIGITS[digit.charCodeAt(0)] = value;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Whether `0x` stands at a position: a prefix, though its first character is a digit. */
export function isPrefix(text: string, position: number): boolean {
  return (
    text.charCodeAt(position) === ZERO &&
    (text.charCodeAt(position + 1) | 0x20) === LETTER_X &&
    !isHexDigit(text.charCodeAt(position - 1))
  );
}

/** Where the next hexadecimal digit of a stretch stands, past separators and prefixes; `end` when there is none. */
export function nextDigit(text: string, from: number, end: number): number {
  for (let position = from; position < end; position += 1) {
    const code = text.charCodeAt(position);
    if ((DIGITS[code & 127] ?? -1) < 0) continue;
    if (code !== ZERO || !isPrefix(text, position)) return position;
    position += 1;
  }
  return end;
}
