/**
 * What a caller gives as information, or none of it: JavaScript passes anything, and a recording method throws nothing
 * into the application for it.
 */
export function infoOf<T extends object>(info: T | undefined): Partial<T> {
  return typeof info === 'object' && info !== null ? info : {};
}
