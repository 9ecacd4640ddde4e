import type { Span, TimeInput } from '@opentelemetry/api';
import {
  APDU_ERROR_TYPE_VALUE_TIMEOUT,
  APDU_ERROR_TYPE_VALUE_TRANSPORT,
  type ApduErrorType,
} from '../semconv';
import { noteThrown } from './thrown-in';

/** Names and codes by which Node and its libraries say that time ran out. */
const TIMEOUTS: ReadonlySet<string> = new Set([
  'TimeoutError',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  'ERR_HTTP_REQUEST_TIMEOUT',
]);

/** What a thrown value says of itself, as text; empty where it says nothing. */
export interface ErrorFacts {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly stack: string;
  /** The value itself, where it is an object. */
  readonly thrown: object | undefined;
}

const NO_FACTS: ErrorFacts = { name: '', code: '', message: '', stack: '', thrown: undefined };

/**
 * Reads a thrown value. Anything may be thrown, also what throws when it is read: that must not take the place of what
 * the application threw.
 */
export function errorFacts(error: unknown): ErrorFacts {
  try {
    if (typeof error === 'string') return { ...NO_FACTS, message: error };
    if (typeof error !== 'object' || error === null) return NO_FACTS;
    const { name, code, message, stack } = error as { [key in keyof ErrorFacts]?: unknown };
    return {
      name: textOf(name),
      code: textOf(code),
      message: textOf(message),
      stack: textOf(stack),
      thrown: error,
    };
  } catch {
    return NO_FACTS;
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** Whether an error says that time ran out. */
export function isTimeout(error: unknown): boolean {
  const { name, code } = errorFacts(error);
  return TIMEOUTS.has(name) || TIMEOUTS.has(code);
}

/** Records what was thrown as the span's exception event, whatever it is. */
export function recordThrown(
  span: Span,
  { name, message, stack, thrown }: ErrorFacts,
  time?: TimeInput,
): void {
  noteThrown(thrown, span);
  if (!span.isRecording() || (name === '' && message === '')) return;
  span.recordException({ name: name || 'Error', message, ...(stack !== '' && { stack }) }, time);
}

/** The `error.type` of a command whose sending failed. */
export function transmitErrorType(error: unknown): ApduErrorType {
  return isTimeout(error) ? APDU_ERROR_TYPE_VALUE_TIMEOUT : APDU_ERROR_TYPE_VALUE_TRANSPORT;
}
