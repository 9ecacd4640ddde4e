import { type CardState, isSecurityDomainSelected, type Reply } from './card-state';
import type { CommandApdu } from './command-apdu';
import {
  CONDITIONS_NOT_SATISFIED,
  DONE,
  NOT_ENOUGH_MEMORY,
  REFERENCED_DATA_NOT_FOUND,
  WRONG_DATA,
  WRONG_P1_P2,
} from './status-word';
import { readTlvs } from './tlv';

const FOR_LOAD = 0x02;
const FOR_INSTALL = 0x04;
const FOR_INSTALL_AND_SELECTABLE = 0x0c;
const FOR_PERSONALISATION = 0x20;
const LAST_BLOCK = 0x80;
const BER_TLV_STRUCTURE = 0x10;
const LARGEST_LOAD_BYTES = 32 * 1_024;
/** Content management answers with one byte: no confirmation data (GlobalPlatform 2.3, 11.5.3.1). */
const CONFIRMED: Reply = { status: DONE, data: Uint8Array.of(0x00) };

/** The length-value fields of an INSTALL command; undefined when one is cut off or bytes are left over. */
function readFields(data: Uint8Array, count: number): readonly Uint8Array[] | undefined {
  const fields: Uint8Array[] = [];
  let offset = 0;
  for (let index = 0; index < count; index += 1) {
    const length = data[offset];
    if (length === undefined || offset + 1 + length > data.length) return undefined;
    fields.push(data.subarray(offset + 1, offset + 1 + length));
    offset += 1 + length;
  }
  return offset === data.length ? fields : undefined;
}

type InstallStep = (card: CardState, data: Uint8Array) => Reply;

const INSTALL_STEPS: { readonly [p1: number]: InstallStep } = {
  [FOR_LOAD]: installForLoad,
  [FOR_INSTALL]: installApplication,
  [FOR_INSTALL_AND_SELECTABLE]: installApplication,
  [FOR_PERSONALISATION]: installForPersonalisation,
};

/** INSTALL (GlobalPlatform 2.3, 11.5): for load, for install (and make selectable), for personalisation. */
export function install(card: CardState, { p1, p2, data }: CommandApdu): Reply {
  if (!isSecurityDomainSelected(card)) return { status: CONDITIONS_NOT_SATISFIED };
  const step = INSTALL_STEPS[p1];
  return step && p2 === 0x00 ? step(card, data) : { status: WRONG_P1_P2 };
}

function installForLoad(card: CardState, data: Uint8Array): Reply {
  const [aid] = readFields(data, 5) ?? [];
  if (!aid || aid.length < 5) return { status: WRONG_DATA };
  if (card.registry.find(aid)) return { status: CONDITIONS_NOT_SATISFIED };
  if (!card.registry.hasRoom()) return { status: NOT_ENOUGH_MEMORY };
  card.transfer = { kind: 'load', aid: aid.slice(), nextBlock: 0, bytes: 0 };
  return CONFIRMED;
}

function installApplication(card: CardState, data: Uint8Array): Reply {
  const [loadFile, module, aid] = readFields(data, 6) ?? [];
  if (!loadFile || !module || !aid || aid.length < 5) return { status: WRONG_DATA };
  if (card.registry.find(loadFile)?.kind !== 'load-file') return { status: REFERENCED_DATA_NOT_FOUND };
  if (card.registry.find(aid)) return { status: CONDITIONS_NOT_SATISFIED };
  if (!card.registry.hasRoom()) return { status: NOT_ENOUGH_MEMORY };
  card.registry.addApplication(aid.slice(), loadFile.slice());
  return CONFIRMED;
}

function installForPersonalisation(card: CardState, data: Uint8Array): Reply {
  const aid = readFields(data, 6)?.[2];
  if (!aid) return { status: WRONG_DATA };
  if (card.registry.find(aid)?.kind !== 'application') return { status: REFERENCED_DATA_NOT_FOUND };
  card.transfer = { kind: 'store', nextBlock: 0 };
  return CONFIRMED;
}

/** LOAD (GlobalPlatform 2.3, 11.6): blocks in order after INSTALL [for load]; the last one enters the registry. */
export function load(card: CardState, { p1, p2, data }: CommandApdu): Reply {
  const { transfer } = card;
  if (transfer?.kind !== 'load') return { status: CONDITIONS_NOT_SATISFIED };
  if ((p1 !== 0x00 && p1 !== LAST_BLOCK) || p2 !== transfer.nextBlock) return { status: WRONG_P1_P2 };
  if (data.length === 0) return { status: WRONG_DATA };
  const bytes = transfer.bytes + data.length;
  if (bytes > LARGEST_LOAD_BYTES) {
    card.transfer = undefined;
    return { status: NOT_ENOUGH_MEMORY };
  }
  if (p1 === LAST_BLOCK) {
    card.registry.addLoadFile(transfer.aid);
    card.transfer = undefined;
  } else {
    card.transfer = { ...transfer, nextBlock: transfer.nextBlock + 1, bytes };
  }
  return CONFIRMED;
}

/** STORE DATA (GlobalPlatform 2.3, 11.11): blocks in order, from 0, until the one with bit 8 of P1. */
export function storeData(card: CardState, { p1, p2, data }: CommandApdu): Reply {
  if (!isSecurityDomainSelected(card)) return { status: CONDITIONS_NOT_SATISFIED };
  const expectedBlock = card.transfer?.kind === 'store' ? card.transfer.nextBlock : 0;
  if (p2 !== expectedBlock) return { status: WRONG_P1_P2 };
  const isWellFormed = (p1 & BER_TLV_STRUCTURE) === 0 || readTlvs(data) !== undefined;
  if (data.length === 0 || !isWellFormed) return { status: WRONG_DATA };
  const isLast = (p1 & LAST_BLOCK) !== 0;
  card.transfer = isLast ? undefined : { kind: 'store', nextBlock: (expectedBlock + 1) & 0xff };
  return { status: DONE };
}

/** DELETE (GlobalPlatform 2.3, 11.2): an application, or a load file that nothing was installed from. */
export function deleteContent(card: CardState, { p1, data }: CommandApdu): Reply {
  if (!isSecurityDomainSelected(card)) return { status: CONDITIONS_NOT_SATISFIED };
  if (p1 !== 0x00) return { status: WRONG_P1_P2 };
  const [named] = readTlvs(data) ?? [];
  if (named?.tag !== 0x4f) return { status: WRONG_DATA };
  const entry = card.registry.find(named.value);
  if (!entry) return { status: REFERENCED_DATA_NOT_FOUND };
  if (entry.kind === 'issuer-security-domain' || card.registry.isInUse(entry.aid)) {
    return { status: CONDITIONS_NOT_SATISFIED };
  }
  card.registry.remove(entry);
  return CONFIRMED;
}
