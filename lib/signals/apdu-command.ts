import {
  type CommandHeader,
  type CommandType,
  commandType,
  commandVariant,
  hexByte,
  type ParsedCommand,
  parseCommand,
  unknownCommandReason,
} from '../domain';
import { APDU_PARSE_ERROR_VALUE_NOT_BYTES, type ApduParseError } from '../semconv';
import { OTHER } from './bounded';

/** A command's header as spans show it: two hexadecimal digits each. */
export interface ShownHeader {
  readonly cla: string;
  readonly ins: string;
  readonly p1: string;
  readonly p2: string;
}

/** What the recorders need to know of a C-APDU. Its data is not in here. */
export interface DecodedCommand {
  /** A name of the domain's tables, or `_OTHER`. */
  readonly commandType: CommandType;
  /** The class byte, for the meaning of status words; undefined when there is no header. */
  readonly cla: number | undefined;
  /** The header; undefined when there are fewer than four bytes. */
  readonly header: CommandHeader | undefined;
  /** The command taken apart; undefined when it was no bytes at all. */
  readonly parsed: ParsedCommand | undefined;
  /** The whole command in bytes. */
  readonly size: number;
  /** The command data in bytes. */
  readonly dataSize: number;
}

const NOT_BYTES: DecodedCommand = {
  commandType: OTHER,
  cla: undefined,
  header: undefined,
  parsed: undefined,
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
    parsed: command,
    size: bytes.length,
    dataSize: command.ok ? command.dataLength : 0,
  };
}

/** What is wrong with a command, or why it has no name; undefined for a well-formed one of the tables. */
export function parseErrorOf({
  parsed,
  header,
  commandType: type,
}: DecodedCommand): ApduParseError | undefined {
  if (parsed === undefined) return APDU_PARSE_ERROR_VALUE_NOT_BYTES;
  if (!parsed.ok) return parsed.reason;
  return type === OTHER ? unknownCommandReason(header) : undefined;
}

/** What a well-formed command does beyond its name. */
export function variantOf({ parsed, commandType: type }: DecodedCommand): string | undefined {
  return parsed?.ok ? commandVariant(type, parsed) : undefined;
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
