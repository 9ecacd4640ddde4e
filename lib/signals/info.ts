import type { Context } from '@opentelemetry/api';

/**
 * One thing that a caller says, or undefined. JavaScript passes anything, and a getter may throw: a recording method
 * throws nothing into the application for it.
 */
export function fieldOf<T extends object, Key extends keyof T>(
  info: T | undefined,
  key: Key,
): T[Key] | undefined {
  try {
    return typeof info === 'object' && info !== null ? info[key] : undefined;
  } catch {
    // What cannot be read was not said.
    return undefined;
  }
}

const PLAIN: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

/** The value, where it is a text, a number or a flag. */
export function plain<T>(value: T): T | undefined {
  return PLAIN.has(typeof value) ? value : undefined;
}

/** What may be anything: it is looked at where it is used, and a bad duration is told there. */
const LOOKED_AT_LATER: ReadonlySet<PropertyKey> = new Set([
  'context',
  'durationSeconds',
  'error',
  'errorType',
  'identity',
]);

/**
 * What a caller says under these keys, each read once. What cannot be read is left out, and so is an object where a text
 * or a figure belongs.
 */
export function infoOf<T extends object, Key extends keyof T>(
  info: T | undefined,
  keys: readonly Key[],
): Partial<Pick<T, Key>> {
  const known: Partial<Pick<T, Key>> = {};
  for (const key of keys) {
    const given = fieldOf(info, key);
    const value = LOOKED_AT_LATER.has(key) ? given : plain(given);
    if (value !== undefined) known[key] = value;
  }
  return known;
}

/** The elements of an array that a caller gives; none of what is no array, or cannot be read. */
export function listFrom<T>(given: readonly T[]): readonly T[] {
  try {
    return Array.isArray(given) ? [...given] : [];
  } catch {
    return [];
  }
}

/** A context that a caller gives, if it is one. */
export function contextFrom(given: Context | undefined): Context | undefined {
  return typeof fieldOf(given, 'getValue') === 'function' ? given : undefined;
}
