/** The capacity that a table grows to when it needs `needed` rows: by half, so that little stays unused. */
export function grownCapacity(capacity: number, needed: number): number {
  return Math.max(needed, 8, capacity + (capacity >> 1));
}

/** A copy of `array` with room for `length` elements, the new ones 0. */
export function grownFloat64(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(length);
  grown.set(array);
  return grown;
}

/** A copy of `array` with room for `length` elements, the new ones 0. */
export function grownInt32(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(array);
  return grown;
}

/** A copy of `array` with room for `length` elements, the new ones 0. */
export function grownUint8(array: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(length);
  grown.set(array);
  return grown;
}
