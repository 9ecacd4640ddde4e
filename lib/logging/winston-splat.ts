import { format } from 'node:util';

/** What winston's `splat()` puts a value in place of, and the percent sign that stands for itself (logform). */
const TOKENS = /%[scdjifoO%]/g;
const ESCAPES = /%%/g;

/** A message with values in it, and the values that it had no place for. */
export interface Interpolated {
  readonly message: unknown;
  readonly rest: readonly unknown[];
}

/** Whether `splat()` would put values into a message. */
export function hasTokens(message: unknown): boolean {
  return typeof message === 'string' && message.search(TOKENS) !== -1;
}

/**
 * Puts values into a message as winston's `splat()` would, which does so in a format, and so behind whoever looks at the
 * record first: what message and values say together can be judged only afterwards. `readable` is asked of each value.
 */
export function interpolate(
  message: unknown,
  values: readonly unknown[],
  readable: (value: unknown) => unknown,
): Interpolated {
  if (typeof message !== 'string' || values.length === 0) return { message, rest: values };
  const count = (message.match(TOKENS)?.length ?? 0) - (message.match(ESCAPES)?.length ?? 0);
  if (count <= 0) return { message, rest: values };
  return { message: format(message, ...values.slice(0, count).map(readable)), rest: values.slice(count) };
}
