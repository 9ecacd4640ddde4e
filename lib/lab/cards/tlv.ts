import { concatBytes } from './bytes';

/** One BER-TLV object: `tag` holds its one or two tag bytes as a number (0x4F, 0x9F70). */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** A TLV object and the offset of the byte after it. */
export interface TlvAt extends Tlv {
  readonly end: number;
}

const LAST_SHORT_LENGTH = 0x7f;
const LAST_ONE_BYTE_LENGTH = 0xff;

/** Encodes one object; lengths of 128 and more as 81 xx or 82 xx xx (ISO 7816-4, 5.2.2.2). At most 65,535 bytes. */
export function encodeTlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = concatBytes(...parts);
  const tagBytes = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
  return concatBytes(Uint8Array.from([...tagBytes, ...lengthBytes(value.length)]), value);
}

function lengthBytes(length: number): readonly number[] {
  if (length <= LAST_SHORT_LENGTH) return [length];
  if (length <= LAST_ONE_BYTE_LENGTH) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

/** Reads the object at `offset`; undefined when its tag, length or value is not all there. */
export function readTlv(bytes: Uint8Array, offset = 0): TlvAt | undefined {
  const first = bytes[offset];
  if (first === undefined) return undefined;
  const hasSecondByte = (first & 0x1f) === 0x1f;
  const second = hasSecondByte ? bytes[offset + 1] : undefined;
  if (hasSecondByte && second === undefined) return undefined;
  const tag = second === undefined ? first : (first << 8) | second;
  const length = readLength(bytes, offset + (hasSecondByte ? 2 : 1));
  if (length === undefined) return undefined;
  const end = length.end + length.value;
  if (end > bytes.length) return undefined;
  return { tag, value: bytes.subarray(length.end, end), end };
}

function readLength(bytes: Uint8Array, offset: number): { value: number; end: number } | undefined {
  const first = bytes[offset];
  if (first === undefined) return undefined;
  if (first <= LAST_SHORT_LENGTH) return { value: first, end: offset + 1 };
  const second = bytes[offset + 1];
  if (second === undefined) return undefined;
  if (first === 0x81) return { value: second, end: offset + 2 };
  const third = bytes[offset + 2];
  if (first !== 0x82 || third === undefined) return undefined;
  return { value: (second << 8) | third, end: offset + 3 };
}

/** Reads objects until the end of `bytes`; undefined when the last one is cut off or a length is not valid. */
export function readTlvs(bytes: Uint8Array): readonly Tlv[] | undefined {
  const objects: Tlv[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const object = readTlv(bytes, offset);
    if (object === undefined) return undefined;
    objects.push(object);
    offset = object.end;
  }
  return objects;
}
