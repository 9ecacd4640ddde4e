import { concatBytes, fromHex, startsWith } from './bytes';
import { type CardState, isSecurityDomainSelected, type Reply } from './card-state';
import type { CommandApdu } from './command-apdu';
import { AID, swappedDigits } from './profile';
import type { EntryKind, RegistryEntry } from './registry';
import { fileControlParameters } from './select-instruction';
import {
  CONDITIONS_NOT_SATISFIED,
  DONE,
  INSTRUCTION_NOT_SUPPORTED,
  MORE_DATA_AVAILABLE,
  REFERENCED_DATA_NOT_FOUND,
  WRONG_DATA,
  WRONG_P1_P2,
} from './status-word';
import { encodeTlv, readTlvs } from './tlv';

/** The data objects of the issuer security domain, by P1 P2 (GlobalPlatform 2.3, 11.3 and appendix H). */
const DATA_OBJECTS: ReadonlyMap<number, (card: CardState) => Uint8Array> = new Map([
  [0x0042, issuerNumber],
  [0x0045, cardNumber],
  [0x0066, cardRecognitionData],
  [0x00e0, keyInformation],
  [0x9f7f, productionLifeCycle],
]);

function issuerNumber(): Uint8Array {
  return encodeTlv(0x42, fromHex('89990100'));
}

function cardNumber({ numbers }: CardState): Uint8Array {
  return encodeTlv(0x45, swappedDigits(numbers.iccid));
}

function cardRecognitionData(): Uint8Array {
  const managementType = encodeTlv(0x60, encodeTlv(0x06, fromHex('2A864886FC6B02020300')));
  return encodeTlv(0x66, encodeTlv(0x73, encodeTlv(0x06, fromHex('2A864886FC6B01')), managementType));
}

function keyInformation(): Uint8Array {
  const keys = ['01408810', '02408810', '03408810', '01818510'];
  return encodeTlv(0xe0, ...keys.map((key) => encodeTlv(0xc0, fromHex(key))));
}

/** CPLC: 42 bytes, of which the serial number differs from card to card (GlobalPlatform 2.3, 9.7.3.1 note). */
function productionLifeCycle({ numbers }: CardState): Uint8Array {
  const serialNumber = fromHex(numbers.iccid.slice(-8));
  const factory = fromHex('4790 5168 4791 2081 3B00 0000');
  return encodeTlv(0x9f7f, factory, serialNumber, new Uint8Array(26));
}

/** GET DATA (GlobalPlatform 2.3, 11.3). */
export function getData(card: CardState, { p1, p2 }: CommandApdu): Reply {
  if (!isSecurityDomainSelected(card)) return { status: CONDITIONS_NOT_SATISFIED };
  const object = DATA_OBJECTS.get((p1 << 8) | p2);
  return object ? { status: DONE, data: object(card) } : { status: REFERENCED_DATA_NOT_FOUND };
}

const STATUS_KINDS: ReadonlyMap<number, EntryKind> = new Map([
  [0x80, 'issuer-security-domain'],
  [0x40, 'application'],
  [0x20, 'load-file'],
]);
const FIRST_OR_ALL = 0x02;
const NEXT = 0x03;
const LONGEST_RESPONSE_BYTES = 254;

/**
 * GET STATUS (GlobalPlatform 2.3, 11.4) when the security domain is selected, STATUS (ETSI TS 102 221, 11.1.2) on the
 * UICC's file system.
 */
export function getStatus(card: CardState, command: CommandApdu): Reply {
  if (!isSecurityDomainSelected(card)) return uiccStatus(card, command);
  const kind = STATUS_KINDS.get(command.p1);
  if (!kind || (command.p2 !== FIRST_OR_ALL && command.p2 !== NEXT)) return { status: WRONG_P1_P2 };
  const [searched] = readTlvs(command.data) ?? [];
  if (searched?.tag !== 0x4f) return { status: WRONG_DATA };
  if (command.p2 === NEXT && card.unlisted.length === 0) return { status: CONDITIONS_NOT_SATISFIED };
  if (command.p2 === FIRST_OR_ALL) {
    const found = card.registry.list(kind).filter(({ aid }) => startsWith(aid, searched.value));
    card.unlisted = found.map(describe);
  }
  if (card.unlisted.length === 0) return { status: REFERENCED_DATA_NOT_FOUND };
  return nextEntries(card);
}

/** As many whole entries as one R-APDU holds; 6310 when there are more. */
function nextEntries(card: CardState): Reply {
  const fitting: Uint8Array[] = [];
  let bytes = 0;
  for (const entry of card.unlisted) {
    if (bytes + entry.length > LONGEST_RESPONSE_BYTES) break;
    fitting.push(entry);
    bytes += entry.length;
  }
  card.unlisted = card.unlisted.slice(fitting.length);
  return {
    status: card.unlisted.length > 0 ? MORE_DATA_AVAILABLE : DONE,
    data: concatBytes(...fitting),
  };
}

function describe({ aid, lifeCycle, privileges, kind, loadFile }: RegistryEntry): Uint8Array {
  return encodeTlv(
    0xe3,
    encodeTlv(0x4f, aid),
    encodeTlv(0x9f70, Uint8Array.of(lifeCycle)),
    ...(kind === 'load-file' ? [] : [encodeTlv(0xc5, privileges)]),
    ...(loadFile ? [encodeTlv(0xc4, loadFile)] : []),
    encodeTlv(0xcc, AID.issuerSecurityDomain),
  );
}

function uiccStatus(card: CardState, { p1, p2 }: CommandApdu): Reply {
  if (card.directory.aid === undefined) return { status: INSTRUCTION_NOT_SUPPORTED };
  if (p1 > 0x02) return { status: WRONG_P1_P2 };
  if (p2 === 0x0c) return { status: DONE };
  if (p2 !== 0x00) return { status: WRONG_P1_P2 };
  return { status: DONE, data: fileControlParameters(card.directory) };
}
