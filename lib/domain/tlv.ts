/** Where a BER-TLV object lies in the bytes it was read from (ISO/IEC 8825-1; ISO 7816-4:2005, 5.2.2). */
export interface Tlv {
  /** The tag with all its bytes as one number: 0x22, 0xBF31. */
  readonly tag: number;
  readonly valueOffset: number;
  readonly valueLength: number;
  /** Where the next object begins. */
  readonly end: number;
}

/** Why no object could be read: the bytes end before it does, or a field is coded as no card codes it. */
export type TlvFault = 'truncated' | 'bad_tag' | 'bad_length';

/** What reading a length field gives: the length and where the value begins. */
export interface TlvLength {
  readonly length: number;
  readonly valueOffset: number;
}

/** Tags of more than three bytes are in none of the standards that are read here. */
const LONGEST_TAG = 3;
/** 83 xx xx xx is the longest length field that is read: 16 MiB. */
const LONGEST_LENGTH_FIELD = 3;

/**
 * Reads the object that begins at `offset` and must lie before `end`. Never throws. Indefinite lengths (80) are
 * refused: those who use them know where (the SCP81 templates).
 */
export function readTlv(bytes: Uint8Array, offset: number, end: number): Tlv | TlvFault {
  const tag = readTag(bytes, offset, end);
  if (typeof tag === 'string') return tag;
  const field = readLength(bytes, tag.end, end);
  if (typeof field === 'string') return field;
  const valueEnd = field.valueOffset + field.length;
  if (valueEnd > end) return 'truncated';
  return { tag: tag.tag, valueOffset: field.valueOffset, valueLength: field.length, end: valueEnd };
}

function readTag(bytes: Uint8Array, offset: number, end: number): { tag: number; end: number } | TlvFault {
  if (offset >= end) return 'truncated';
  let tag = bytes[offset] ?? 0;
  let next = offset + 1;
  if ((tag & 0x1f) !== 0x1f) return { tag, end: next };
  for (;;) {
    if (next >= end) return 'truncated';
    if (next - offset >= LONGEST_TAG) return 'bad_tag';
    const byte = bytes[next] ?? 0;
    tag = (tag << 8) | byte;
    next += 1;
    if ((byte & 0x80) === 0) return { tag, end: next };
  }
}

/** Reads a length field in the definite form: one byte below 80, or 81 xx, 82 xx xx, 83 xx xx xx. */
export function readLength(bytes: Uint8Array, offset: number, end: number): TlvLength | TlvFault {
  if (offset >= end) return 'truncated';
  const first = bytes[offset] ?? 0;
  if (first < 0x80) return { length: first, valueOffset: offset + 1 };
  const fieldLength = first & 0x7f;
  if (fieldLength === 0 || fieldLength > LONGEST_LENGTH_FIELD) return 'bad_length';
  const valueOffset = offset + 1 + fieldLength;
  if (valueOffset > end) return 'truncated';
  let length = 0;
  for (let position = offset + 1; position < valueOffset; position += 1) {
    length = (length << 8) | (bytes[position] ?? 0);
  }
  return { length, valueOffset };
}

/** The shortest length field for `length` bytes of value: 05, 81 80, 82 01 00, 83 01 00 00. */
export function encodeLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length <= 0xff) return [0x81, length];
  if (length <= 0xffff) return [0x82, length >> 8, length & 0xff];
  if (length <= 0xffffff) return [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  throw new RangeError(`a TLV value holds at most 16,777,215 bytes here, not ${length}`);
}

/** An object with a one-byte tag. Throws a RangeError above 16,777,215 bytes of value. */
export function encodeTlv(tag: number, value: Uint8Array): Uint8Array {
  const length = encodeLength(value.length);
  const bytes = new Uint8Array(1 + length.length + value.length);
  bytes[0] = tag;
  bytes.set(length, 1);
  bytes.set(value, 1 + length.length);
  return bytes;
}
