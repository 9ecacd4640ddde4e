import type { LogLevel } from './log-level';
import type { Logger } from './logger';

/** What the methods of `console` are as levels; the others print tables and times, and are left as they are. */
const METHODS: Readonly<Record<'debug' | 'trace' | 'log' | 'info' | 'warn' | 'error', LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warning',
  error: 'error',
};

/**
 * Has what is printed by `console` logged instead. Where logging itself prints by `console`, that is printed. Returns
 * what takes it back; a method that somebody else has replaced since stays theirs.
 */
export function captureConsole(logger: Logger, target: Console = console): () => void {
  let isInside = false;
  const undo = Object.entries(METHODS).map(([name, level]) => {
    const method = name as keyof typeof METHODS;
    const original = target[method];
    const captured = (...values: unknown[]): void => {
      if (isInside) {
        original.apply(target, values);
        return;
      }
      isInside = true;
      try {
        const [first, ...rest] = values;
        logger[level](first, ...rest);
      } finally {
        isInside = false;
      }
    };
    target[method] = captured;
    return () => {
      if (target[method] === captured) target[method] = original;
    };
  });
  return () => {
    for (const step of undo) step();
  };
}
