import { inspect } from 'node:util';

/**
 * Freezes `target` and makes it print as `masked`, by `JSON.stringify` and `util.inspect` (so `console.log` too); both
 * hooks are hidden, so that its own members are all that a loop sees.
 */
export function showAs<Target extends object>(target: Target, masked: object): Target {
  Object.defineProperty(target, 'toJSON', { value: () => masked });
  Object.defineProperty(target, inspect.custom, {
    value: (_depth: number, options: object) => inspect(masked, options),
  });
  return Object.freeze(target);
}
