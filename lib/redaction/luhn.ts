/** Whether digits end in the right check digit of ISO/IEC 7812-1, Annex B (Luhn): cards, ICCIDs and IMEIs do. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Whether the 32 digits of an EID leave 1 when divided by 97 (GSMA SGP.29, its check digits after ISO/IEC 7064). */
export function passesEidCheck(digits: string): boolean {
  let rest = 0;
  for (let index = 0; index < digits.length; index += 1) {
    rest = (rest * 10 + digits.charCodeAt(index) - 48) % 97;
  }
  return rest === 1;
}
