import { type Context, context as contextApi } from '@opentelemetry/api';

/**
 * The context that was given; the active one where none was, or what is none: JavaScript hands over null for what is left
 * out, and a span in the place of its context, which would be found to be none in code of others.
 */
export function givenContext(given: Context | null | undefined): Context {
  return isContext(given) ? given : contextApi.active();
}

/** Whether it is a context. */
export function isContext(given: unknown): given is Context {
  const { getValue, setValue } = (given ?? {}) as Partial<Context>;
  return typeof getValue === 'function' && typeof setValue === 'function';
}
