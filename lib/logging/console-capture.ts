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
        const [message, ...rest] = argumentsOf(values);
        logger[level](message, ...rest);
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

/** What a logger takes for what would have been printed side by side: words and numbers are the message. */
function argumentsOf(values: readonly unknown[]): readonly unknown[] {
  const [first = ''] = values;
  if (values.length < 2) return [first];
  if (typeof first === 'string' && first.includes('%')) return values;
  const words = values.filter(isWord);
  if (words.length < 2) return values;
  return [words.map(String).join(' '), ...values.filter((value) => !isWord(value))];
}

function isWord(value: unknown): boolean {
  return typeof value !== 'object' && typeof value !== 'function';
}
