import {
  APDU_ERROR_TYPE_VALUE_TIMEOUT,
  APDU_ERROR_TYPE_VALUE_TRANSPORT,
  type ApduErrorType,
  SESSION_CLOSE_REASON_VALUE_ERROR,
  SESSION_ERROR_TYPE_VALUE_CLIENT_DISCONNECT,
  SESSION_ERROR_TYPE_VALUE_ERROR,
  SESSION_ERROR_TYPE_VALUE_HANDSHAKE_FAILED,
  SESSION_ERROR_TYPE_VALUE_SERVER_SHUTDOWN,
  SESSION_ERROR_TYPE_VALUE_TIMEOUT,
  SESSION_STATUS_VALUE_COMPLETED,
  SESSION_STATUS_VALUE_FAILED,
  SESSION_STATUS_VALUE_TIMEOUT,
  type SessionCloseReason,
  type SessionErrorType,
  type SessionStatus,
} from '../semconv';

/** What a reason to end comes to. */
export interface Closing {
  readonly status: SessionStatus;
  readonly errorType?: SessionErrorType;
}

const failed = (errorType: SessionErrorType): Closing => ({ status: SESSION_STATUS_VALUE_FAILED, errorType });

const CLOSINGS: { readonly [reason in SessionCloseReason]: Closing } = {
  normal: { status: SESSION_STATUS_VALUE_COMPLETED },
  timeout: { status: SESSION_STATUS_VALUE_TIMEOUT, errorType: SESSION_ERROR_TYPE_VALUE_TIMEOUT },
  error: failed(SESSION_ERROR_TYPE_VALUE_ERROR),
  client_disconnect: failed(SESSION_ERROR_TYPE_VALUE_CLIENT_DISCONNECT),
  server_shutdown: failed(SESSION_ERROR_TYPE_VALUE_SERVER_SHUTDOWN),
  handshake_failed: failed(SESSION_ERROR_TYPE_VALUE_HANDSHAKE_FAILED),
};

/** What became of the commands that a session's end leaves without an answer. */
const UNANSWERED: { readonly [reason in SessionCloseReason]?: ApduErrorType } = {
  timeout: APDU_ERROR_TYPE_VALUE_TIMEOUT,
};

/** The reason as it is recorded: one that is not in the registry is `error`. */
export function knownReason(reason: SessionCloseReason): SessionCloseReason {
  return typeof reason === 'string' && Object.hasOwn(CLOSINGS, reason)
    ? reason
    : SESSION_CLOSE_REASON_VALUE_ERROR;
}

/** The status, and the error if it is one, of a session that ended for this reason. */
export function closingOf(reason: SessionCloseReason): Closing {
  return CLOSINGS[reason];
}

/** What the commands without an answer count as. */
export function unansweredAs(reason: SessionCloseReason): ApduErrorType {
  return UNANSWERED[reason] ?? APDU_ERROR_TYPE_VALUE_TRANSPORT;
}
