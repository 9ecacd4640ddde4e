import { Command, type CommandHeader } from './command';
import { readLength, readTlv } from './tlv';

/** Tells, where one class and instruction have two names, whether a command is the one that a row names. */
export type CommandRule = (command: CommandHeader) => boolean;

const GET_STATUS_SUBSETS: ReadonlySet<number> = new Set([0x80, 0x40, 0x20, 0x10]);
const GET_STATUS_HIGHEST_P2 = 0x03;
const TAG_AID = 0x4f;
const TAG_TAG_LIST = 0x5c;
const P2_END_RMAC_SESSION = 0x03;

/** GlobalPlatform's secure messaging in 8X, CX and EX: the data may be enciphered and then tells nothing. */
function isSecured(cla: number): boolean {
  return cla < 0xc0 ? (cla & 0x0c) !== 0 : (cla & 0x20) !== 0;
}

/**
 * GET STATUS (GlobalPlatform Card 2.3.1, 11.4.2) and not STATUS (TS 102 221, 11.1.2): P1 names one subset, P2 is 00
 * to 03, and tag 4F is among the search criteria, which secure messaging may hide.
 */
export function isGetStatus(command: CommandHeader): boolean {
  if (!GET_STATUS_SUBSETS.has(command.p1) || command.p2 > GET_STATUS_HIGHEST_P2) return false;
  return isSecured(command.cla) || beginsWithTag(command, TAG_AID) || hasTag(command.data, TAG_AID);
}

/** Most search criteria begin with the tag, in its short form: that is seen without making a view of the data. */
function beginsWithTag(command: CommandHeader, tag: number): boolean {
  if (!(command instanceof Command) || command.dataByte(0) !== tag) return false;
  const length = command.dataByte(1) ?? 0xff;
  return length < 0x80 && length + 2 <= command.dataLength;
}

function hasData(command: CommandHeader): boolean {
  return command instanceof Command ? command.dataLength > 0 : (command.data?.length ?? 0) > 0;
}

function hasTag(data: Uint8Array | undefined, tag: number): boolean {
  if (data === undefined) return false;
  let offset = 0;
  while (offset < data.length) {
    const tlv = readTlv(data, offset, data.length);
    if (typeof tlv === 'string') return false;
    if (tlv.tag === tag) return true;
    offset = tlv.end;
  }
  return false;
}

/**
 * GET DATA with instruction CB (GlobalPlatform Card 2.3.1, 11.3.2) and not RETRIEVE DATA (TS 102 221, 11.3.1): the
 * data is a tag list, 5C with its length, where RETRIEVE DATA has a bare tag or none.
 */
export function hasTagList(command: CommandHeader): boolean {
  const { data } = command;
  if (data === undefined || data[0] !== TAG_TAG_LIST) return false;
  const field = readLength(data, 1, data.length);
  return typeof field !== 'string' && field.valueOffset + field.length === data.length;
}

/** EXCHANGE CAPABILITIES (TS 102 221) and not BEGIN R-MAC SESSION: class 80 and no data. */
export function isExchangeCapabilities(command: CommandHeader): boolean {
  return command.cla === 0x80 && !hasData(command);
}

/**
 * END R-MAC SESSION (GlobalPlatform Card 2.3.1, E.5.5) and not GET IDENTITY (TS 102 221): a secured class, or P1 P2
 * of 00 03 (end the session) without data. P2 of 01 without security stays GET IDENTITY, whose context 01 is the
 * SUCI (TS 31.102, 7.5).
 */
export function isEndRmacSession(command: CommandHeader): boolean {
  if (isSecured(command.cla)) return true;
  return command.p1 === 0 && command.p2 === P2_END_RMAC_SESSION && !hasData(command);
}
