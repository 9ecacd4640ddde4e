import { passesEidCheck, passesLuhn } from './luhn';
import type { PseudonymKind } from './pseudonym-kind';

/** The reporting bodies that a type allocation code begins with, of devices that there are (3GPP TS 23.003, 6.2.1). */
const REPORTING_BODIES: ReadonlySet<string> = new Set(
  '01 35 86 91 98 99 44 45 49 50 51 52 53 54 33'.split(' '),
);

/** The kinds whose identities are numbers. */
export type NumberKind = Exclude<PseudonymKind, 'psk' | 'ip' | 'user'>;

/** How many digits an identity has that its name stands by. */
const LENGTHS: Readonly<Record<NumberKind, readonly [least: number, most: number]>> = {
  iccid: [18, 20],
  imsi: [14, 15],
  msisdn: [7, 15],
  eid: [32, 32],
  imei: [14, 16],
};

/** The most digits that any of them has. */
export const MOST_DIGITS = 32;

/**
 * Which identity digits are, by themselves: an ICCID (ITU-T E.118: 89, 18 to 20 digits, Luhn), an EID (SGP.29: 89, 32
 * digits and two check digits) or an IMEI (TS 23.003: a type allocation code that may be, 15 digits, Luhn). An IMSI is
 * told by the word beside it alone: its 15 digits have no check digit, and any number may have as many.
 */
export function identityOfDigits(digits: string): NumberKind | undefined {
  const { length } = digits;
  if (length === 32) return digits.startsWith('89') && passesEidCheck(digits) ? 'eid' : undefined;
  if (length >= 18 && length <= 20)
    return digits.startsWith('89') && passesLuhn(digits) ? 'iccid' : undefined;
  if (length !== 15 || !REPORTING_BODIES.has(digits.slice(0, 2))) return undefined;
  return passesLuhn(digits) ? 'imei' : undefined;
}

/** Whether so many digits may be an identity of this kind, when its name stands by them. */
export function mayBe(kind: NumberKind, count: number): boolean {
  const [least, most] = LENGTHS[kind];
  return count >= least && count <= most;
}

/**
 * One spelling for each identity, so that equal ones have equal pseudonyms: digits alone, without plus, separators and
 * filling, an ICCID in the order in which it is printed. What is no number stays as it is.
 */
export function canonicalIdentity(kind: PseudonymKind, value: string): string {
  if (kind === 'psk' || kind === 'ip' || kind === 'user') return value;
  const compact = value.replace(/[\s().:/-]/g, '').replace(/^\+/, '');
  const swapped = kind === 'iccid' ? iccidOfSwapped(compact) : undefined;
  if (swapped !== undefined) return swapped;
  const digits = compact.replace(/[Ff]$/, '');
  return /^[0-9]{5,}$/.test(digits) ? digits : value;
}

/** The digits of an ICCID as EF.ICCID holds them (TS 102 221, 13.2): ten bytes, nibbles swapped, filled with F. */
export function iccidOfSwapped(hex: string): string | undefined {
  if (hex.length !== 20 || !hex.startsWith('98')) return undefined;
  let digits = '';
  for (let index = 0; index < hex.length; index += 2) digits += hex.charAt(index + 1) + hex.charAt(index);
  digits = digits.replace(/[Ff]{1,2}$/, '');
  return /^89[0-9]{16,18}$/.test(digits) && passesLuhn(digits) ? digits : undefined;
}
