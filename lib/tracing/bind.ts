import { type Context, context as contextApi } from '@opentelemetry/api';

// biome-ignore lint/suspicious/noExplicitAny: a listener takes whatever its event brings.
export type Listener = (this: unknown, ...args: any[]) => unknown;

/**
 * Binds a function: it runs in `context` wherever it is called, with the `this` and the arguments of its call. What is no
 * function, a callback that was left out, stays what it is.
 */
export function bindFunction<F extends (...args: never[]) => unknown>(fn: F, context: Context): F {
  if (typeof fn !== 'function') return fn;
  const bound = function boundToContext(this: unknown, ...args: unknown[]) {
    // Where nothing is active and nothing was, there is nothing to keep, and no need for Node to begin to keep it.
    if (context === contextApi.active()) return Reflect.apply(fn, this, args);
    return contextApi.with(context, fn as unknown as Listener, this, ...args);
  };
  return dressedAs(bound, fn) as unknown as F;
}

/** Gives a function that stands for another its name and length. */
export function dressedAs<F extends object>(standIn: F, original: object): F {
  for (const property of ['name', 'length'] as const) {
    const described = Object.getOwnPropertyDescriptor(original, property);
    if (described) Object.defineProperty(standIn, property, { ...described, configurable: true });
  }
  return standIn;
}
