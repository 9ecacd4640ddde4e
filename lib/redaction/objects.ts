/** What a date says of itself, whatever its own methods are. */
export function textOfDate(date: Date): string {
  const epochMs = Date.prototype.getTime.call(date);
  return Number.isNaN(epochMs) ? 'Invalid Date' : new Date(epochMs).toISOString();
}

/** Sets a member of one's own, also one that is named `__proto__`. */
export function setOwn(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') record[key] = value;
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

/** How many elements a collection has; an object is none. */
export function sizeOf(value: object): number {
  if (Array.isArray(value)) return value.length;
  return value instanceof Map || value instanceof Set ? value.size : 0;
}

/** What `Buffer.toJSON` gives. */
export function isPrintedBytes(value: object): value is { readonly data: readonly unknown[] } {
  const { type, data } = value as { readonly type?: unknown; readonly data?: unknown };
  return type === 'Buffer' && Array.isArray(data);
}

/** Whether an object has no class of its own. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
