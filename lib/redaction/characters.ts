/** Whether a character code is a decimal digit. NaN, past the end of a text, is none of these. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether it is a hexadecimal digit, in either case. */
export function isHexDigit(code: number): boolean {
  const letter = code | 0x20;
  return isDigit(code) || (letter >= 97 && letter <= 102);
}

/** Whether it is an ASCII letter, a digit or an underscore. */
export function isWordCharacter(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 97 && letter <= 122) || isDigit(code) || code === 95;
}

/** Whether it is one of base64url (RFC 4648, 5). */
export function isBase64Url(code: number): boolean {
  return isWordCharacter(code) || code === 45;
}

/** Where the letters, digits and underscores end that begin at `from`. */
export function endOfWord(text: string, from: number): number {
  let end = from;
  while (isWordCharacter(text.charCodeAt(end))) end += 1;
  return end;
}

/** A set of ASCII characters, asked by `isIn`. */
export function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(128);
  for (const character of characters) set[character.charCodeAt(0)] = 1;
  return set;
}

/** Whether a character, by its code, is in a set. */
export function isIn(set: Uint8Array, code: number): boolean {
  return set[code] === 1;
}
