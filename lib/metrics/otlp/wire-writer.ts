import type { HrTime } from '@opentelemetry/api';

const TWO_TO_32 = 2 ** 32;
const NANOS_PER_SECOND = 1_000_000_000;
const INITIAL_BYTES = 4_096;
/** A varint of 64 bits has at most this many bytes. */
const MAX_VARINT_BYTES = 10;
/** How many characters are written one by one: below this a call to encode them costs more than they do. */
const SHORT_TEXT = 24;

/** How a value lies on protobuf's wire. */
export const WIRE_VARINT = 0;
export const WIRE_FIXED64 = 1;
export const WIRE_BYTES = 2;
export const WIRE_FIXED32 = 5;

/** How many bytes a length takes as a varint. */
export function varintBytes(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x4000) return 2;
  if (length < 0x20_0000) return 3;
  return length < 0x1000_0000 ? 4 : 5;
}

/** Writes fields of protobuf messages into one buffer that grows. */
export class WireWriter {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #size = 0;

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  /** What was written: a view, until the next write. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  /** A length or a tag: an integer from 0 to 2^32 - 1. */
  varint(value: number): void {
    this.#need(MAX_VARINT_BYTES);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#size++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#size++] = rest;
  }

  bool(field: number, value: boolean): void {
    this.#tag(field, WIRE_VARINT);
    this.varint(value ? 1 : 0);
  }

  /** An int64: an integer from -2^63 to below 2^63, in two's complement when negative. */
  int64(field: number, value: number): void {
    this.#tag(field, WIRE_VARINT);
    let low = value >>> 0;
    let high = highBits(value);
    while (high > 0 || low > 0x7f) {
      this.#bytes[this.#size++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#size++] = low;
  }

  /** An sfixed64: an integer from -2^63 to below 2^63. */
  sfixed64(field: number, value: number): void {
    this.#tag(field, WIRE_FIXED64);
    this.#fixed64(value >>> 0, highBits(value));
  }

  double(field: number, value: number): void {
    this.#tag(field, WIRE_FIXED64);
    this.#size = this.#bytes.writeDoubleLE(value, this.#size);
  }

  /** A time in nanoseconds as fixed64. Seconds times 10^9 are past what a number holds exactly, so by halves. */
  time(field: number, [seconds, nanos]: HrTime): void {
    this.#tag(field, WIRE_FIXED64);
    const low = Math.imul(seconds, NANOS_PER_SECOND) >>> 0;
    const high = Math.round((seconds * NANOS_PER_SECOND - low) / TWO_TO_32);
    const sum = low + nanos;
    this.#fixed64(sum >>> 0, (high + Math.floor(sum / TWO_TO_32)) >>> 0);
  }

  /** A text as UTF-8; what is no character (half a surrogate pair) becomes U+FFFD. */
  string(field: number, text: string): void {
    this.#tag(field, WIRE_BYTES);
    if (text.length <= SHORT_TEXT && this.#shortAscii(text)) return;
    const bytes = Buffer.byteLength(text);
    this.varint(bytes);
    this.#need(bytes);
    this.#size += this.#bytes.write(text, this.#size, 'utf8');
  }

  /** Bytes from pairs of hexadecimal digits; the text must have no other characters. */
  hex(field: number, digits: string): void {
    this.#tag(field, WIRE_BYTES);
    this.varint(digits.length / 2);
    this.#need(digits.length / 2);
    for (let at = 0; at < digits.length; at += 2) {
      this.#bytes[this.#size++] = (digitOf(digits.charCodeAt(at)) << 4) | digitOf(digits.charCodeAt(at + 1));
    }
  }

  /** Begins a message in a field; its content is what is written until {@link close} is called with the answer. */
  open(field: number): number {
    this.#tag(field, WIRE_BYTES);
    this.#size += 1;
    return this.#size;
  }

  /** Ends the message that began at `start`. Its length has one byte; a longer message moves to make room for more. */
  close(start: number): void {
    const length = this.#size - start;
    const more = varintBytes(length) - 1;
    if (more > 0) {
      this.#need(more);
      this.#bytes.copyWithin(start + more, start, this.#size);
    }
    this.#size = start - 1;
    this.varint(length);
    this.#size += length;
  }

  #tag(field: number, wireType: number): void {
    this.varint((field << 3) | wireType);
    // Room for the number that follows: a varint, eight bytes, or the length of a text or a message.
    this.#need(MAX_VARINT_BYTES);
  }

  #fixed64(low: number, high: number): void {
    this.#size = this.#bytes.writeUInt32LE(low, this.#size);
    this.#size = this.#bytes.writeUInt32LE(high, this.#size);
  }

  /** Writes length and characters of a short text, or nothing when one of them is not ASCII. */
  #shortAscii(text: string): boolean {
    this.#need(1 + text.length);
    const bytes = this.#bytes;
    const start = this.#size + 1;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) return false;
      bytes[start + at] = code;
    }
    bytes[this.#size] = text.length;
    this.#size = start + text.length;
    return true;
  }

  #need(bytes: number): void {
    if (this.#size + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#size + bytes));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}

/** The upper half of an integer's 64 bits; its lower half is `value >>> 0`, also when it is negative. */
function highBits(value: number): number {
  return Math.floor(value / TWO_TO_32) >>> 0;
}

/** What a hexadecimal digit counts, by its character: those of letters have bit 6, and begin at 1 for A. */
function digitOf(code: number): number {
  return (code & 0xf) + (code >> 6) * 9;
}
