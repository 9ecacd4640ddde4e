const UNIT =
  /[ \t]{0,2}(?:bytes?|octets?|bits?|[kKMGT]i?B|rows?|records?|items?|entries|[mnuµ]s|%)(?![A-Za-z0-9])/y;
/** With more digits a number is rather a phone's, whatever stands behind it. */
const MOST_DIGITS = 9;

/** Whether a number of so many digits, which ends here, counts something, as the unit behind it says, and calls nobody. */
export function isCount(text: string, end: number, digits: number): boolean {
  UNIT.lastIndex = end;
  return digits <= MOST_DIGITS && UNIT.test(text);
}
