/** The status words that the card model gives (ISO 7816-4, 5.6; ETSI TS 102 221, 10.2.1; GlobalPlatform 2.3, 11). */
export const DONE = 0x9000;
export const BYTES_WAITING = 0x6100;
export const END_OF_FILE = 0x6282;
export const MORE_DATA_AVAILABLE = 0x6310;
export const TRIES_LEFT = 0x63c0;
export const WRONG_LENGTH = 0x6700;
export const CHANNEL_NOT_SUPPORTED = 0x6881;
export const SECURE_MESSAGING_NOT_SUPPORTED = 0x6882;
export const FILE_STRUCTURE_DOES_NOT_FIT = 0x6981;
export const SECURITY_STATUS_NOT_SATISFIED = 0x6982;
export const PIN_BLOCKED = 0x6983;
export const CONDITIONS_NOT_SATISFIED = 0x6985;
export const NO_FILE_SELECTED = 0x6986;
export const WRONG_DATA = 0x6a80;
export const FILE_NOT_FOUND = 0x6a82;
export const RECORD_NOT_FOUND = 0x6a83;
export const NOT_ENOUGH_MEMORY = 0x6a84;
export const WRONG_P1_P2 = 0x6a86;
export const LENGTH_DOES_NOT_FIT_P1_P2 = 0x6a87;
export const REFERENCED_DATA_NOT_FOUND = 0x6a88;
export const OFFSET_OUTSIDE_FILE = 0x6b00;
export const WRONG_LE = 0x6c00;
export const INSTRUCTION_NOT_SUPPORTED = 0x6d00;
export const CLASS_NOT_SUPPORTED = 0x6e00;

/** Whether a script goes on after this word: 9xxx, 61xx, and the warnings 62xx and 63xx, but 63Cx of a wrong PIN. */
export function continuesScript(statusWord: number): boolean {
  const first = statusWord >> 8;
  const wrongPin = (statusWord & 0xfff0) === TRIES_LEFT;
  return !wrongPin && (first >> 4 === 0x9 || first === 0x61 || first === 0x62 || first === 0x63);
}
