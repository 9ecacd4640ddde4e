import { types } from 'node:util';

/**
 * What a function gives once it ran in a span: what it returned. A promise stays the very promise that it was; a thenable
 * that is none (the query builders of Knex and Mongoose) becomes one, since to ask it twice would be to run it twice.
 */
export type SpanResult<R> =
  R extends Promise<unknown> ? R : R extends { then(...settled: never[]): unknown } ? Promise<Awaited<R>> : R;

/** Whether it is a promise of any realm, or of a class made from it. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return types.isPromise(value);
}

/** Whether something may be awaited. What throws when it is asked may not. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return typeof (value as { readonly then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}
