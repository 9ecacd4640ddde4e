import {
  TLS_ERROR_TYPE_VALUE_CONNECTION_RESET,
  TLS_ERROR_TYPE_VALUE_HANDSHAKE_TIMEOUT,
  TLS_ERROR_TYPE_VALUE_NO_SHARED_CIPHER,
  TLS_ERROR_TYPE_VALUE_NOT_TLS,
  TLS_ERROR_TYPE_VALUE_OTHER,
  TLS_ERROR_TYPE_VALUE_UNKNOWN_IDENTITY,
  TLS_ERROR_TYPE_VALUE_UNSUPPORTED_PROTOCOL,
  TLS_ERROR_TYPE_VALUE_WRONG_KEY,
  type TlsErrorType,
} from '../../semconv';

/** What Node's error codes of `tlsClientError` mean. OpenSSL words some reasons in two ways. */
const ERROR_TYPES: ReadonlyMap<string, TlsErrorType> = new Map<string, TlsErrorType>([
  ['ERR_SSL_PSK_IDENTITY_NOT_FOUND', TLS_ERROR_TYPE_VALUE_UNKNOWN_IDENTITY],
  ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', TLS_ERROR_TYPE_VALUE_WRONG_KEY],
  ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', TLS_ERROR_TYPE_VALUE_WRONG_KEY],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC', TLS_ERROR_TYPE_VALUE_WRONG_KEY],
  ['ERR_SSL_NO_SHARED_CIPHER', TLS_ERROR_TYPE_VALUE_NO_SHARED_CIPHER],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', TLS_ERROR_TYPE_VALUE_UNSUPPORTED_PROTOCOL],
  ['ERR_SSL_HTTP_REQUEST', TLS_ERROR_TYPE_VALUE_NOT_TLS],
  ['ERR_SSL_HTTPS_PROXY_REQUEST', TLS_ERROR_TYPE_VALUE_NOT_TLS],
  ['ERR_SSL_WRONG_VERSION_NUMBER', TLS_ERROR_TYPE_VALUE_NOT_TLS],
  ['ERR_SSL_UNKNOWN_PROTOCOL', TLS_ERROR_TYPE_VALUE_NOT_TLS],
  ['ECONNRESET', TLS_ERROR_TYPE_VALUE_CONNECTION_RESET],
  ['EPIPE', TLS_ERROR_TYPE_VALUE_CONNECTION_RESET],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', TLS_ERROR_TYPE_VALUE_HANDSHAKE_TIMEOUT],
]);

/** The bounded `error.type` of a failed handshake, from the error that `tlsClientError` brings. */
export function handshakeErrorType(error: unknown): TlsErrorType {
  return ERROR_TYPES.get(errorCode(error) ?? '') ?? TLS_ERROR_TYPE_VALUE_OTHER;
}

/** The `code` of a Node error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
