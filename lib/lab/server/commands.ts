import { encodeCommand } from '../../index';
import { AID, concatBytes, encodeTlv, FACTORY, pinBlock } from '../cards';

/** C-APDUs that the lab's server sends (GlobalPlatform 2.3, 11; ETSI TS 102 221, 11.1). */

const ANY_LENGTH = 256;
const INTERINDUSTRY = 0x00;
const GLOBAL_PLATFORM = 0x80;
/** How a SELECT wants its answer: the whole file control information, the parameters alone, or nothing. */
const SELECT_ANSWERS = { information: 0x00, parameters: 0x04, nothing: 0x0c } as const;
const STATUS_KINDS = { domain: 0x80, applications: 0x40, loadFiles: 0x20 } as const;

export type SelectAnswer = keyof typeof SELECT_ANSWERS;
export type StatusKind = keyof typeof STATUS_KINDS;

const uint16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);
const field = (value: Uint8Array): Uint8Array => concatBytes(Uint8Array.of(value.length), value);
const NONE = new Uint8Array();

/** SELECT by AID. Without `le` the card keeps its answer for GET RESPONSE (61xx). */
export function selectApplication(aid: Uint8Array, answer: SelectAnswer, withLe: boolean): Uint8Array {
  const le = withLe && answer !== 'nothing' ? ANY_LENGTH : undefined;
  return encodeCommand({
    cla: INTERINDUSTRY,
    ins: 0xa4,
    p1: 0x04,
    p2: SELECT_ANSWERS[answer],
    data: aid,
    le,
  });
}

/** SELECT by a path of file identifiers from the MF. */
export function selectPath(path: readonly number[], answer: SelectAnswer): Uint8Array {
  const data = concatBytes(...path.map(uint16));
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0xa4, p1: 0x08, p2: SELECT_ANSWERS[answer], data });
}

/** SELECT by one file identifier. */
export function selectFile(id: number, answer: SelectAnswer): Uint8Array {
  const p2 = SELECT_ANSWERS[answer];
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0xa4, p1: 0x00, p2, data: uint16(id) });
}

/** GET RESPONSE for so many bytes. */
export function getResponse(bytes: number): Uint8Array {
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0xc0, p1: 0x00, p2: 0x00, le: bytes });
}

/** READ BINARY from an offset; by default to the end of the file. */
export function readBinary(offset: number, bytes = ANY_LENGTH): Uint8Array {
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, le: bytes });
}

/** UPDATE BINARY at an offset. */
export function updateBinary(offset: number, data: Uint8Array): Uint8Array {
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0xd6, p1: offset >> 8, p2: offset & 0xff, data });
}

/** READ RECORD by its number from 1. The wrong length is answered with 6Cxx. */
export function readRecord(record: number, bytes = ANY_LENGTH): Uint8Array {
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0xb2, p1: record, p2: 0x04, le: bytes });
}

/** UPDATE RECORD by its number from 1. */
export function updateRecord(record: number, data: Uint8Array): Uint8Array {
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0xdc, p1: record, p2: 0x04, data });
}

/** VERIFY PIN 1. */
export function verifyPin(digits: string): Uint8Array {
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0x20, p1: 0x00, p2: 0x01, data: pinBlock(digits) });
}

/** UNBLOCK PIN 1 with the factory's PUK, and set the factory's PIN again. */
export function unblockPin(): Uint8Array {
  const data = concatBytes(pinBlock(FACTORY.puk), pinBlock(FACTORY.pin));
  return encodeCommand({ cla: INTERINDUSTRY, ins: 0x2c, p1: 0x00, p2: 0x01, data });
}

/** GET STATUS in TLV form; `next` goes on after 6310. */
export function getStatus(kind: StatusKind, next = false): Uint8Array {
  return encodeCommand({
    cla: GLOBAL_PLATFORM,
    ins: 0xf2,
    p1: STATUS_KINDS[kind],
    p2: next ? 0x03 : 0x02,
    data: encodeTlv(0x4f, NONE),
    le: ANY_LENGTH,
  });
}

/** GET DATA of a data object by its tag. */
export function getData(tag: number): Uint8Array {
  return encodeCommand({
    cla: GLOBAL_PLATFORM,
    ins: 0xca,
    p1: tag >> 8,
    p2: tag & 0xff,
    le: ANY_LENGTH,
  });
}

function contentManagement(ins: number, p1: number, p2: number, data: Uint8Array): Uint8Array {
  return encodeCommand({ cla: GLOBAL_PLATFORM, ins, p1, p2, data, le: ANY_LENGTH });
}

/** INSTALL [for load] of a package. */
export function installForLoad(loadFile: Uint8Array): Uint8Array {
  const data = concatBytes(
    field(loadFile),
    field(AID.issuerSecurityDomain),
    field(NONE),
    field(NONE),
    field(NONE),
  );
  return contentManagement(0xe6, 0x02, 0x00, data);
}

/** LOAD of one block of a package; the last one ends it. */
export function loadBlock(block: number, isLast: boolean, data: Uint8Array): Uint8Array {
  return contentManagement(0xe8, isLast ? 0x80 : 0x00, block, data);
}

/** INSTALL [for install and make selectable] of an application from a package. */
export function installForInstall(loadFile: Uint8Array, application: Uint8Array): Uint8Array {
  const parameters = Uint8Array.of(0xc9, 0x00);
  const privileges = Uint8Array.of(0x00);
  const data = concatBytes(
    field(loadFile),
    field(AID.appletModule),
    field(application),
    field(privileges),
    field(parameters),
    field(NONE),
  );
  return contentManagement(0xe6, 0x0c, 0x00, data);
}

/** INSTALL [for personalization] of an application: the STORE DATA that follow are for it. */
export function installForPersonalisation(application: Uint8Array): Uint8Array {
  const data = concatBytes(
    field(NONE),
    field(NONE),
    field(application),
    field(NONE),
    field(NONE),
    field(NONE),
  );
  return contentManagement(0xe6, 0x20, 0x00, data);
}

/** STORE DATA of one block in BER-TLV. */
export function storeData(block: number, isLast: boolean, data: Uint8Array): Uint8Array {
  const p1 = 0x10 | (isLast ? 0x80 : 0x00);
  return encodeCommand({ cla: GLOBAL_PLATFORM, ins: 0xe2, p1, p2: block, data });
}

/** DELETE of an application or a package. */
export function deleteContent(aid: Uint8Array): Uint8Array {
  return contentManagement(0xe4, 0x00, 0x00, encodeTlv(0x4f, aid));
}
