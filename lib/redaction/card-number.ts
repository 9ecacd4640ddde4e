import { passesLuhn } from './luhn';

/**
 * Who issues card numbers that begin so (ISO/IEC 7812), and how long they are. A number that no scheme issues is no card
 * number, whatever its check digit: one in ten passes that, times in microseconds and nanoseconds among them.
 */
const SCHEMES: readonly {
  readonly from: number;
  readonly to: number;
  readonly lengths: readonly number[];
}[] = [
  // Visa.
  { from: 4000, to: 4999, lengths: [13, 16, 19] },
  // Mastercard.
  { from: 5100, to: 5599, lengths: [16] },
  { from: 2221, to: 2720, lengths: [16] },
  // American Express.
  { from: 3400, to: 3499, lengths: [15] },
  { from: 3700, to: 3799, lengths: [15] },
  // Diners Club.
  { from: 3000, to: 3059, lengths: [14, 16, 17, 18, 19] },
  { from: 3600, to: 3699, lengths: [14, 15, 16, 17, 18, 19] },
  { from: 3800, to: 3999, lengths: [14, 15, 16, 17, 18, 19] },
  // JCB.
  { from: 3528, to: 3589, lengths: [16, 17, 18, 19] },
  // Mir.
  { from: 2200, to: 2204, lengths: [16, 17, 18, 19] },
  // Maestro, Discover, UnionPay, RuPay.
  { from: 5000, to: 5099, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { from: 5600, to: 6999, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { from: 8100, to: 8199, lengths: [16, 17, 18, 19] },
  // Verve and Troy.
  { from: 9792, to: 9792, lengths: [16] },
];

/** Whether digits are a payment card's number: some scheme's, of a length it has, with its check digit. */
export function isCardNumber(digits: string): boolean {
  const start = Number(digits.slice(0, 4));
  const isIssued = SCHEMES.some(
    ({ from, to, lengths }) => start >= from && start <= to && lengths.includes(digits.length),
  );
  return isIssued && passesLuhn(digits);
}
