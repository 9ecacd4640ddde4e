import { varintBytes, WireWriter } from './wire-writer';

/** Pieces of at most so many bytes are copied one by one: below this a call to copy them costs more than they do. */
const SHORT_PIECE = 48;

/**
 * Changes to a run of bytes, in the order of their places: each leaves out some bytes and puts others there. They are
 * collected first and made in one copy.
 */
export class Splices {
  /** Where what is put in is written. */
  readonly writer = new WireWriter();
  readonly #at: number[] = [];
  readonly #leftOut: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  /** Puts in at `at` what was written since the writer had the size `from`. */
  insert(at: number, from: number): void {
    this.#push(at, 0, from, this.writer.size);
  }

  /** Marks a length of `bytes` bytes at `at`, whose new value follows when all within it is known. */
  reserve(at: number, bytes: number): number {
    return this.#push(at, bytes, 0, 0) - 1;
  }

  /** Sets a reserved length; gives by how many bytes its varint is longer than it was. */
  setLength(reserved: number, length: number): number {
    this.#from[reserved] = this.writer.size;
    this.writer.varint(length);
    this.#to[reserved] = this.writer.size;
    return varintBytes(length) - (this.#leftOut[reserved] ?? 0);
  }

  /** Takes back the length that was reserved last: it stays as it is. */
  cancel(): void {
    this.#at.pop();
    this.#leftOut.pop();
    this.#from.pop();
    this.#to.pop();
  }

  /** The bytes with all changes, which make them longer by `growth`. */
  apply(bytes: Uint8Array, growth: number): Uint8Array {
    const result = Buffer.allocUnsafe(bytes.length + growth);
    const { written } = this.writer;
    let read = 0;
    let size = 0;
    for (let index = 0; index < this.#at.length; index += 1) {
      const at = this.#at[index] ?? 0;
      size = copy(bytes, read, at, result, size);
      size = copy(written, this.#from[index] ?? 0, this.#to[index] ?? 0, result, size);
      read = at + (this.#leftOut[index] ?? 0);
    }
    copy(bytes, read, bytes.length, result, size);
    return result;
  }

  #push(at: number, leftOut: number, from: number, to: number): number {
    this.#leftOut.push(leftOut);
    this.#from.push(from);
    this.#to.push(to);
    return this.#at.push(at);
  }
}

/** Copies `source` from `from` to before `to`, and gives where it ends in `target`. */
function copy(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number): number {
  if (to - from > SHORT_PIECE) target.set(source.subarray(from, to), at);
  else for (let offset = 0; offset < to - from; offset += 1) target[at + offset] = source[from + offset] ?? 0;
  return at + to - from;
}
