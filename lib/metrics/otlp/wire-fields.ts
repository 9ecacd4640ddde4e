import { WIRE_BYTES, WIRE_FIXED32, WIRE_FIXED64, WIRE_VARINT } from './wire-writer';

/** The bytes are no message of the layout that was expected. */
export class UnexpectedLayout extends Error {
  override readonly name = 'UnexpectedLayout';
}

/** Bits of a varint that matter here: no message and no tag is beyond what 32 bits say. */
const MAX_SHIFT = 28;

/**
 * Walks over the fields of one protobuf message, from the outside: {@link next} goes to a field, whose place the
 * properties then tell. Nothing is copied.
 */
export class WireFields {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  #number = 0;
  #wireType = 0;
  #lengthAt = 0;
  #bodyAt = 0;

  /** The message lies in `bytes` from `start` to before `end`. */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** The field's number. */
  get number(): number {
    return this.#number;
  }

  /** Whether the field is length-delimited: a message, a text, bytes or packed numbers. */
  get isBytes(): boolean {
    return this.#wireType === WIRE_BYTES;
  }

  /** Where the length of a length-delimited field begins, and where its tag ends. */
  get lengthAt(): number {
    return this.#lengthAt;
  }

  /** Where the content begins. */
  get bodyAt(): number {
    return this.#bodyAt;
  }

  /** Where the field ends. */
  get end(): number {
    return this.#at;
  }

  /** Goes to the next field; `false` at the end. @throws UnexpectedLayout when this is no field of this message */
  next(): boolean {
    if (this.#at === this.#end) return false;
    const tag = this.#varint();
    this.#number = tag >>> 3;
    this.#wireType = tag & 7;
    this.#lengthAt = this.#at;
    const bodyBytes = this.#bodyBytes();
    this.#bodyAt = this.#wireType === WIRE_BYTES ? this.#at : this.#lengthAt;
    this.#at += bodyBytes;
    if (this.#number === 0 || this.#at > this.#end) {
      throw new UnexpectedLayout(`field ${this.#number} at byte ${this.#lengthAt} is not within its message`);
    }
    return true;
  }

  #bodyBytes(): number {
    switch (this.#wireType) {
      case WIRE_VARINT:
        this.#skipVarint();
        return 0;
      case WIRE_FIXED64:
        return 8;
      case WIRE_FIXED32:
        return 4;
      case WIRE_BYTES:
        return this.#varint();
      default:
        throw new UnexpectedLayout(`wire type ${this.#wireType} at byte ${this.#lengthAt}`);
    }
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift <= MAX_SHIFT; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0x80;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new UnexpectedLayout(`no length at byte ${this.#at}`);
  }

  #skipVarint(): void {
    while ((this.#bytes[this.#at++] ?? 0) >= 0x80);
  }
}
