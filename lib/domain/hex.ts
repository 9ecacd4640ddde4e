const HEX_BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);

/** The two upper-case hexadecimal digits of a byte (its low eight bits), as the standards write it: `A4`. */
export function hexByte(byte: number): string {
  return HEX_BYTES[byte & 0xff] as string;
}

/** The four upper-case hexadecimal digits of a 16-bit number: `6A82`. */
export function hexWord(word: number): string {
  return hexByte(word >> 8) + hexByte(word);
}
