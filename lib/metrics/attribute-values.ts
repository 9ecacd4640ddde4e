import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** Attributes that were checked and copied: what the caller does with its object afterwards changes nothing. */
export type OwnAttributes = Record<string, AttributeValue>;

/** Told of each attribute that is left out, by its key; the empty key stands for an object that cannot be read. */
export type RejectAttribute = (key: string) => void;

/**
 * Reads a caller's attributes: its own enumerable string keys with the values that the API allows (string, number,
 * boolean, and arrays of one of these). `undefined` is no attribute. The rest is left out and told; getters and proxies
 * that throw are left out likewise. It never throws.
 */
export function readAttributes(attributes: unknown, reject: RejectAttribute): OwnAttributes {
  const own: OwnAttributes = {};
  for (const key of ownKeys(attributes, reject)) {
    const value = readValue(attributes as Attributes, key);
    if (value === undefined) continue;
    if (value === INVALID || key === '') reject(key);
    else setAttribute(own, key, value);
  }
  return own;
}

/** Sets an attribute as an own property, whatever its key is called. */
export function setAttribute(attributes: Attributes, key: string, value: AttributeValue): void {
  if (key === '__proto__') {
    Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    attributes[key] = value;
  }
}

/**
 * A copy that the caller's changes do not reach. What cannot be read is given back as it is: whoever reads it with care
 * finds out which attribute it was.
 */
export function copyAttributes<Given extends Attributes | undefined>(attributes: Given): Given {
  if (typeof attributes !== 'object' || attributes === null) return attributes;
  try {
    const copy = { ...attributes };
    for (const key in copy) {
      const value: unknown = copy[key];
      if (Array.isArray(value)) setAttribute(copy, key, [...value]);
    }
    return copy;
  } catch {
    return attributes;
  }
}

/** A text that is the same for arrays of the same content, and for those alone. */
export function arrayContentKey(values: readonly unknown[]): string {
  return values.map(itemKey).join(',');
}

const INVALID = Symbol('invalid');

function ownKeys(attributes: unknown, reject: RejectAttribute): readonly string[] {
  if (attributes === undefined || attributes === null) return [];
  if (typeof attributes !== 'object') {
    reject('');
    return [];
  }
  try {
    return Object.keys(attributes);
  } catch {
    // A proxy that refuses to be listed has no attributes for us.
    reject('');
    return [];
  }
}

function readValue(attributes: Attributes, key: string): AttributeValue | undefined | typeof INVALID {
  try {
    const value: unknown = attributes[key];
    if (value === undefined || isPrimitive(value)) return value;
    return Array.isArray(value) ? readArray(value) : INVALID;
  } catch {
    return INVALID;
  }
}

function isPrimitive(value: unknown): value is string | number | boolean {
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean';
}

/** A frozen copy of an array of strings, numbers or booleans, `null` and `undefined` among them. */
function readArray(values: readonly unknown[]): AttributeValue | typeof INVALID {
  const copy = Array.from(values);
  let type: string | undefined;
  for (const item of copy) {
    if (item === undefined || item === null) continue;
    if (!isPrimitive(item)) return INVALID;
    type ??= typeof item;
    if (typeof item !== type) return INVALID;
  }
  return Object.freeze(copy) as AttributeValue;
}

function itemKey(item: unknown): string {
  if (item === null) return 'null';
  return typeof item === 'string' ? JSON.stringify(item) : String(item);
}
