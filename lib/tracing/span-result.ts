import { types } from 'node:util';

/**
 * What a function gives once it ran in a span: what it returned. A promise becomes one that settles as it does, or stays
 * itself where there is more to it (a class of its own, a `cancel` put on it); a thenable that is none (the query builders
 * of Knex and Mongoose) becomes one, since to ask it twice would be to run it twice.
 */
export type SpanResult<R> =
  R extends Promise<unknown> ? R : R extends { then(...settled: never[]): unknown } ? Promise<Awaited<R>> : R;

/** Whether it is a promise of any realm, or of a class made from it. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return types.isPromise(value);
}

/**
 * Whether a promise, of any realm, is nothing more than that: of no class of its own, with nothing put on it. Symbols do
 * not count: Node keeps its async ids on promises under some.
 */
export function isPlainPromise(promise: Promise<unknown>): boolean {
  if (Object.getOwnPropertyNames(promise).length > 0) return false;
  const prototype: object = Object.getPrototypeOf(promise);
  return prototype === Promise.prototype || isRootClass(prototype);
}

/** Whether a class extends none. */
function isRootClass(prototype: object | null): boolean {
  const above: object | null = prototype && Object.getPrototypeOf(prototype);
  return above !== null && Object.getPrototypeOf(above) === null;
}

/** What something that may be awaited is asked by. */
type Then = (resolve: (value: unknown) => void, reject: (thrown: unknown) => void) => unknown;

/**
 * The promise of what may be awaited and is none; undefined for all else, what throws when it is asked among it. Its `then`
 * is read once and called once, at once: either may be what begins its work.
 */
export function promiseOf(value: unknown): Promise<unknown> | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const then = thenOf(value);
  return then && new Promise((resolve, reject) => void Reflect.apply(then, value, [resolve, reject]));
}

function thenOf(value: object): Then | undefined {
  try {
    const { then } = value as { readonly then?: unknown };
    return typeof then === 'function' ? (then as Then) : undefined;
  } catch {
    return undefined;
  }
}
