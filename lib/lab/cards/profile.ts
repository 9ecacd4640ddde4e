import { concatBytes, fromHex } from './bytes';
import { addLinearFixed, addTransparent, createDirectory, type Directory, MASTER_FILE } from './files';
import { encodeTlv } from './tlv';

/** The AIDs that a card of the lab knows from the factory. */
export const AID = {
  issuerSecurityDomain: fromHex('A000000151000000'),
  usim: fromHex('A0000000871002FFFFFFFF8907090000'),
  isim: fromHex('A0000000871004FFFFFFFF8907090000'),
  accessRules: fromHex('A00000015141434C00'),
  supplementaryDomain: fromHex('F0434152444C4E4B00'),
  appletPackage: fromHex('F0434152444C4E4B01'),
  appletModule: fromHex('F0434152444C4E4B0101'),
} as const;

/** The files of a card, by name. */
export const FILE = {
  master: MASTER_FILE,
  directory: 0x2f00,
  iccid: 0x2fe2,
  telecom: 0x7f10,
  abbreviatedNumbers: 0x6f3a,
  imsi: 0x6f07,
  administrativeData: 0x6fad,
  test: 0x6f50,
} as const;

/** What an operator's profile holds for every card of the lab. PIN and PUK are test values, and secret all the same. */
export const FACTORY = { pin: '1234', puk: '12345678', pinTries: 3, pukTries: 10 } as const;

export const ABBREVIATED_NUMBER_BYTES = 28;
export const TEST_FILE_BYTES = 64;
const ABBREVIATED_NUMBERS = 10;
const DIRECTORY_RECORD_BYTES = 38;
const PIN_BYTES = 8;

/** A PIN or PUK as VERIFY carries it: ASCII digits, padded with FF to eight bytes (ETSI TS 102 221, 9.5.1). */
export function pinBlock(digits: string): Uint8Array {
  const block = new Uint8Array(PIN_BYTES).fill(0xff);
  block.set(Buffer.from(digits, 'ascii').subarray(0, PIN_BYTES));
  return block;
}

/** The personal numbers of one card. */
export interface CardNumbers {
  readonly iccid: string;
  readonly imsi: string;
}

/** The numbers of the card with this number from 1: ICCIDs of an unassigned issuer, IMSIs of the test network 001-01. */
export function cardNumbers(number: number): CardNumbers {
  const account = `8999901${String(number).padStart(11, '0')}`;
  return { iccid: `${account}${luhnDigit(account)}`, imsi: `00101${String(number).padStart(10, '0')}` };
}

function luhnDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/** Digits in pairs of swapped nibbles, padded with F (ITU-T E.118; 3GPP TS 31.102, 4.2.2). */
export function swappedDigits(digits: string): Uint8Array {
  const even = digits.length % 2 === 0 ? digits : `${digits}F`;
  return fromHex(even.replace(/(.)(.)/g, '$2$1'));
}

/** The file system of a new card. */
export interface CardFiles {
  readonly master: Directory;
  readonly usim: Directory;
}

/** Makes the file system of a card as it leaves the factory. */
export function createFiles({ iccid, imsi }: CardNumbers): CardFiles {
  const master = createDirectory(MASTER_FILE);
  addTransparent(master, FILE.iccid, swappedDigits(iccid), { read: 'always', update: 'never' });
  addLinearFixed(master, FILE.directory, DIRECTORY_RECORD_BYTES, directoryRecords(), {
    read: 'always',
    update: 'adm',
  });
  const telecom = createDirectory(FILE.telecom, master);
  const emptyNumbers = Array.from({ length: ABBREVIATED_NUMBERS }, () => new Uint8Array());
  addLinearFixed(telecom, FILE.abbreviatedNumbers, ABBREVIATED_NUMBER_BYTES, emptyNumbers, {
    read: 'pin',
    update: 'pin',
  });
  const usim = createDirectory(0x7ff0, master, AID.usim);
  addTransparent(usim, FILE.imsi, imsiContent(imsi), { read: 'pin', update: 'adm' });
  addTransparent(usim, FILE.administrativeData, fromHex('80000002'), { read: 'always', update: 'adm' });
  addTransparent(usim, FILE.test, new Uint8Array(TEST_FILE_BYTES).fill(0xff), {
    read: 'always',
    update: 'always',
  });
  return { master, usim };
}

function directoryRecords(): readonly Uint8Array[] {
  const record = (aid: Uint8Array, label: string) =>
    encodeTlv(0x61, encodeTlv(0x4f, aid), encodeTlv(0x50, Buffer.from(label, 'ascii')));
  return [record(AID.usim, 'USIM'), record(AID.isim, 'ISIM')];
}

/** EF IMSI: length, then parity nibble 9 and fifteen digits (3GPP TS 31.102, 4.2.2). */
function imsiContent(imsi: string): Uint8Array {
  return concatBytes(Uint8Array.of(8), swappedDigits(`9${imsi}`));
}
