import { cutText, type Redactor } from '../redaction';
import { LONGEST_TEXT } from './json-text';

/** An error as a record shows it, cleaned. */
export interface LogException {
  readonly type: string;
  readonly message: string;
  /** `ENOENT`, `ERR_SSL_…`: what errors of Node and of drivers are told apart by. */
  readonly code?: string | number;
  readonly stack?: string;
  /** What caused it, nearest first; of an `AggregateError` its errors. */
  readonly causes?: readonly LogException[];
}

const MOST_CAUSES = 8;
const LONGEST_MESSAGE = 4_096;
/** Of types and codes. */
const LONGEST_NAME = 128;

function codeOf(error: unknown, redactor: Redactor): string | number | undefined {
  try {
    const code = (error as { readonly code?: unknown }).code;
    if (typeof code === 'number') return code;
    return typeof code === 'string' ? redactor.cutText(code, LONGEST_NAME) : undefined;
  } catch {
    // The error's own getter: then it has no code.
    return undefined;
  }
}

/** Whatever was thrown, without what caused it. */
function describeAlone(thrown: unknown, redactor: Redactor): LogException {
  const { type, message, stack } = redactor.error(thrown, LONGEST_TEXT);
  const code = typeof thrown === 'object' && thrown !== null ? codeOf(thrown, redactor) : undefined;
  return {
    type: cutText(type, LONGEST_NAME),
    message: cutText(message, LONGEST_MESSAGE),
    ...(code !== undefined && { code }),
    ...(stack !== undefined && { stack }),
  };
}

function nextOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [];
  try {
    const inner = error instanceof AggregateError ? [...error.errors] : [];
    return error.cause === undefined || error.cause === null ? inner : [error.cause, ...inner];
  } catch {
    // A getter of the application's own: the error stands alone then.
    return [];
  }
}

/** Describes whatever was thrown, with its stack and what caused it, cleaned and bounded. Never throws. */
export function describeException(thrown: unknown, redactor: Redactor): LogException {
  const seen = new Set<unknown>([thrown]);
  const causes: LogException[] = [];
  const waiting = [...nextOf(thrown)];
  while (waiting.length > 0 && causes.length < MOST_CAUSES) {
    const cause = waiting.shift();
    if (seen.has(cause)) continue;
    seen.add(cause);
    causes.push(describeAlone(cause, redactor));
    waiting.push(...nextOf(cause));
  }
  const own = describeAlone(thrown, redactor);
  return causes.length === 0 ? own : { ...own, causes };
}

/** The stack of an error and of what caused it, as Node prints them. */
export function stackOf({ type, message, stack = `${type}: ${message}`, causes = [] }: LogException): string {
  return [stack, ...causes.map((cause) => `[cause]: ${stackOf(cause)}`)].join('\n');
}
