/** Large enough for some thousand lines, small enough not to matter where there are a few. */
const SLAB_BYTES = 512 * 1024;

/** How many free slabs are remembered at most: as many as 500,000 lines need. */
const MOST_FREE = 256;

/**
 * Memory that one exposition after the other is written into. With new memory for each, the garbage collector looks at
 * everything there is at every second scrape of 100,000 lines, which makes a scrape cost twice as much. What is free is
 * held weakly: the memory goes when the process needs it for something else.
 */
export class SlabPool {
  readonly #free: WeakRef<Buffer>[] = [];

  /** A slab that nobody else has; what is in it is of no meaning. */
  take(): Buffer {
    for (let reference = this.#free.pop(); reference !== undefined; reference = this.#free.pop()) {
      const slab = reference.deref();
      if (slab !== undefined) return slab;
    }
    return Buffer.allocUnsafeSlow(SLAB_BYTES);
  }

  /** Takes a slab back, whose contents nobody may read from now on. */
  give(slab: Buffer): void {
    if (slab.byteLength === SLAB_BYTES && this.#free.length < MOST_FREE) this.#free.push(new WeakRef(slab));
  }
}

/** Writes an exposition into slabs, one behind the other. */
export class SlabWriter {
  /** What was written, in order. */
  readonly chunks: Uint8Array[] = [];
  readonly #pool: SlabPool;
  readonly #slabs: Buffer[] = [];
  #slab: Buffer | undefined;
  #end = 0;

  constructor(pool: SlabPool) {
    this.#pool = pool;
  }

  /** Writes a text as UTF-8, or takes bytes over as they are. */
  write(chunk: string | Uint8Array): void {
    if (chunk.length === 0) return;
    if (typeof chunk === 'string') this.#writeText(chunk);
    else {
      this.close();
      this.chunks.push(chunk);
    }
  }

  /** Ends the chunk at hand. */
  close(): void {
    if (this.#slab === undefined || this.#end === 0) return;
    this.chunks.push(this.#slab.subarray(0, this.#end));
    this.#slab = undefined;
    this.#end = 0;
  }

  /** Gives the memory of the chunks back: nobody may read them from now on. */
  release(): void {
    for (const slab of this.#slabs.splice(0)) this.#pool.give(slab);
  }

  #writeText(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (bytes > SLAB_BYTES) {
      this.close();
      this.chunks.push(Buffer.from(text));
      return;
    }
    if (this.#end + bytes > SLAB_BYTES) this.close();
    if (this.#slab === undefined) {
      this.#slab = this.#pool.take();
      this.#slabs.push(this.#slab);
    }
    this.#end += this.#slab.write(text, this.#end);
  }
}
