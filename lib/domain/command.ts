import { type ClassByte, classByte } from './class-byte';

/** The four bytes every command begins with, and its data where it has some. */
export interface CommandHeader {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data?: Uint8Array | undefined;
}

/** ISO 7816-4 cases: 1 nothing, 2 a response is expected, 3 data is sent, 4 both. */
export type CommandCase = 1 | 2 | 3 | 4;

/**
 * Why bytes are no C-APDU: fewer than the header's four bytes, less data than Lc says, more bytes than Lc and Le
 * account for, or a length field that no case allows.
 */
export const COMMAND_FAULTS = ['too_short', 'truncated', 'trailing_bytes', 'bad_length'] as const;

/** See `COMMAND_FAULTS`. */
export type CommandFault = (typeof COMMAND_FAULTS)[number];

/**
 * A C-APDU taken apart. Its data is a view of the bytes that were parsed, not a copy, made when it is asked for; the
 * bytes are a private field, so that printing a command never prints its data.
 */
export class Command implements CommandHeader {
  readonly ok = true as const;
  readonly #bytes: Uint8Array;
  readonly #dataOffset: number;

  constructor(
    bytes: Uint8Array,
    readonly commandCase: CommandCase,
    /** Whether Lc and Le are in the extended form. */
    readonly extended: boolean,
    dataOffset: number,
    /** Nc, the bytes of command data: 0 to 65,535. */
    readonly dataLength: number,
    /** Ne, the most bytes of response data that are expected: 1 to 65,536; undefined when there is no Le. */
    readonly le: number | undefined,
  ) {
    this.#bytes = bytes;
    this.#dataOffset = dataOffset;
  }

  get cla(): number {
    return this.#bytes[0] ?? 0;
  }

  get ins(): number {
    return this.#bytes[1] ?? 0;
  }

  get p1(): number {
    return this.#bytes[2] ?? 0;
  }

  get p2(): number {
    return this.#bytes[3] ?? 0;
  }

  /** What the class byte says: kind, logical channel, secure messaging, chaining. */
  get class(): ClassByte {
    return classByte(this.cla);
  }

  /** One byte of the command data, without a view of all of it; undefined beyond its end. */
  dataByte(index: number): number | undefined {
    return index < this.dataLength ? this.#bytes[this.#dataOffset + index] : undefined;
  }

  /** The command data; undefined in cases 1 and 2. */
  get data(): Uint8Array | undefined {
    if (this.dataLength === 0) return undefined;
    return this.#bytes.subarray(this.#dataOffset, this.#dataOffset + this.dataLength);
  }
}

/** Bytes that are no C-APDU, and as much of them as can still be read. */
export interface MalformedCommand {
  readonly ok: false;
  readonly reason: CommandFault;
  /** The header, where there are four bytes for it. */
  readonly header: CommandHeader | undefined;
}

/** What `parseCommand` returns. */
export type ParsedCommand = Command | MalformedCommand;

const HEADER_LENGTH = 4;
const SHORT_MAXIMUM = 256;
const EXTENDED_MAXIMUM = 65_536;

/**
 * Takes a C-APDU apart: the four cases of ISO 7816-4:2005, 5.1 and ISO 7816-3:2006, 12.1.3, with short and extended
 * length fields. Le of 00 stands for 256 bytes, 0000 for 65,536. Never throws; bytes that are no C-APDU come back with
 * `ok: false` and a reason: Lc of 000000 and six bytes that end in 00 xx are `bad_length`, what follows the last
 * field is `trailing_bytes`.
 *
 * What goes over T=0 (ISO 7816-3:2006, 12.2) reads as the C-APDU that it looks like: a TPDU of five bytes with P3 of 00
 * is case 2, although a case 1 command is sent in the same bytes, and a case 4 command, which leaves its Le to GET
 * RESPONSE there, is case 3.
 */
export function parseCommand(bytes: Uint8Array): ParsedCommand {
  const { length } = bytes;
  if (length < HEADER_LENGTH) return malformed(bytes, 'too_short');
  if (length === HEADER_LENGTH) return new Command(bytes, 1, false, HEADER_LENGTH, 0, undefined);
  const first = bytes[4] ?? 0;
  if (length === 5) return new Command(bytes, 2, false, HEADER_LENGTH, 0, first || SHORT_MAXIMUM);
  return first === 0 ? parseExtended(bytes) : parseShort(bytes, first);
}

function parseShort(bytes: Uint8Array, lc: number): ParsedCommand {
  const dataEnd = 5 + lc;
  const rest = bytes.length - dataEnd;
  if (rest < 0) return malformed(bytes, 'truncated');
  if (rest === 0) return new Command(bytes, 3, false, 5, lc, undefined);
  if (rest === 1) return new Command(bytes, 4, false, 5, lc, bytes[dataEnd] || SHORT_MAXIMUM);
  return malformed(bytes, 'trailing_bytes');
}

function parseExtended(bytes: Uint8Array): ParsedCommand {
  // Six bytes would be a length field of two: neither the short form nor the extended one.
  if (bytes.length < 7) return malformed(bytes, 'bad_length');
  const first = uint16(bytes, 5);
  if (bytes.length === 7) return new Command(bytes, 2, true, HEADER_LENGTH, 0, first || EXTENDED_MAXIMUM);
  if (first === 0) return malformed(bytes, 'bad_length');
  const dataEnd = 7 + first;
  const rest = bytes.length - dataEnd;
  if (rest < 0) return malformed(bytes, 'truncated');
  if (rest === 0) return new Command(bytes, 3, true, 7, first, undefined);
  if (rest === 1) return malformed(bytes, 'bad_length');
  if (rest === 2) return new Command(bytes, 4, true, 7, first, uint16(bytes, dataEnd) || EXTENDED_MAXIMUM);
  return malformed(bytes, 'trailing_bytes');
}

function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

function malformed(bytes: Uint8Array, reason: CommandFault): MalformedCommand {
  return { ok: false, reason, header: readHeader(bytes) };
}

function readHeader(bytes: Uint8Array): CommandHeader | undefined {
  if (bytes.length < HEADER_LENGTH) return undefined;
  return { cla: bytes[0] ?? 0, ins: bytes[1] ?? 0, p1: bytes[2] ?? 0, p2: bytes[3] ?? 0 };
}

/** What `encodeCommand` takes. */
export interface CommandFields extends CommandHeader {
  /** Ne, the most bytes of response data that are expected: 1 to 65,536. Without it there is no Le field. */
  readonly le?: number | undefined;
  /** Uses the extended form even where the short one would do. False by default. */
  readonly extended?: boolean;
}

/**
 * Builds a C-APDU (ISO 7816-4:2005, 5.1). Takes the extended form where data or `le` need it.
 * Throws a RangeError when the data is longer than 65,535 bytes or `le` is not 1 to 65,536.
 */
export function encodeCommand(command: CommandFields): Uint8Array {
  const { cla, ins, p1, p2, le } = command;
  const data = command.data ?? new Uint8Array(0);
  if (data.length >= EXTENDED_MAXIMUM) {
    throw new RangeError(`a C-APDU holds at most 65,535 bytes of data, not ${data.length}`);
  }
  if (le !== undefined && !(Number.isInteger(le) && le >= 1 && le <= EXTENDED_MAXIMUM)) {
    throw new RangeError(`le must be 1 to 65,536, not ${le}: leave it out when no response data is expected`);
  }
  const extended = command.extended === true || data.length >= SHORT_MAXIMUM || (le ?? 0) > SHORT_MAXIMUM;
  const lengths = extended ? extendedLengths(data.length, le) : shortLengths(data.length, le);
  const dataOffset = HEADER_LENGTH + lengths.lc.length;
  const bytes = new Uint8Array(dataOffset + data.length + lengths.le.length);
  bytes.set([cla, ins, p1, p2, ...lengths.lc]);
  bytes.set(data, dataOffset);
  bytes.set(lengths.le, dataOffset + data.length);
  return bytes;
}

interface LengthFields {
  readonly lc: readonly number[];
  readonly le: readonly number[];
}

function shortLengths(dataLength: number, le: number | undefined): LengthFields {
  return { lc: dataLength > 0 ? [dataLength] : [], le: le === undefined ? [] : [le & 0xff] };
}

function extendedLengths(dataLength: number, le: number | undefined): LengthFields {
  const lc = dataLength > 0 ? [0, dataLength >> 8, dataLength & 0xff] : [];
  if (le === undefined) return { lc, le: [] };
  // The leading zero that marks the extended form stands once: before Lc, or before Le when there is no Lc.
  const marker = dataLength > 0 ? [] : [0];
  return { lc, le: [...marker, (le >> 8) & 0xff, le & 0xff] };
}
