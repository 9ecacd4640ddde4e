import { type CommandHeader, commandType, hexByte, parseCommand, type StatusWordContext } from '../domain';
import { OTHER } from './bounded';

/** A command's header as spans show it: two hexadecimal digits each. */
export interface ShownHeader {
  readonly cla: string;
  readonly ins: string;
  readonly p1: string;
  readonly p2: string;
}

/** What the recorders need to know of a C-APDU, the meaning of its status words among it. Its data is not in here. */
export interface DecodedCommand extends StatusWordContext {
  /** A name of the domain's tables, or `_OTHER`. */
  readonly commandType: string;
  /** The class byte; undefined when there is no header. */
  readonly cla: number | undefined;
  /** The header; undefined when there are fewer than four bytes. */
  readonly header: CommandHeader | undefined;
  /** The whole command in bytes. */
  readonly size: number;
  /** The command data in bytes. */
  readonly dataSize: number;
}

const NOT_BYTES: DecodedCommand = {
  commandType: OTHER,
  cla: undefined,
  header: undefined,
  size: 0,
  dataSize: 0,
};

/** Decodes a C-APDU for recording. Never throws: what is no C-APDU is `_OTHER`. */
export function decodeCommand(bytes: Uint8Array): DecodedCommand {
  if (!(bytes instanceof Uint8Array)) return NOT_BYTES;
  const command = parseCommand(bytes);
  const header = command.ok ? command : command.header;
  return {
    commandType: header ? commandType(header) : OTHER,
    cla: header?.cla,
    header,
    size: bytes.length,
    dataSize: command.ok ? command.dataLength : 0,
  };
}

/** A header in hexadecimal, for a span. */
export function showHeader(header: CommandHeader): ShownHeader {
  return {
    cla: hexByte(header.cla),
    ins: hexByte(header.ins),
    p1: hexByte(header.p1),
    p2: hexByte(header.p2),
  };
}
