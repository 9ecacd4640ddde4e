import {
  APDU_ERROR_TYPE_VALUE_TIMEOUT,
  APDU_ERROR_TYPE_VALUE_TRANSPORT,
  type ApduErrorType,
} from '../semconv';

/** Names and codes by which Node and its libraries say that time ran out. */
const TIMEOUTS: ReadonlySet<string> = new Set([
  'TimeoutError',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  'ERR_HTTP_REQUEST_TIMEOUT',
]);

/** Whether an error says that time ran out. */
export function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return TIMEOUTS.has(String(name)) || TIMEOUTS.has(String(code));
}

/** The `error.type` of a command whose sending failed. */
export function transmitErrorType(error: unknown): ApduErrorType {
  return isTimeout(error) ? APDU_ERROR_TYPE_VALUE_TIMEOUT : APDU_ERROR_TYPE_VALUE_TRANSPORT;
}
