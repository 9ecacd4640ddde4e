// Generated from semconv/registry by `npm run generate`. Do not edit: edit the registry.

/** File, record, application or reference data not found (6A82, 6A83, 6A88). */
export const APDU_ERROR_TYPE_VALUE_NOT_FOUND = 'not_found' as const;

/** Wrong length (67xx). */
export const APDU_ERROR_TYPE_VALUE_WRONG_LENGTH = 'wrong_length' as const;

/** Wrong data field or P1-P2 (6A80, 6A86, 6A87, 6Bxx). */
export const APDU_ERROR_TYPE_VALUE_WRONG_PARAMETERS = 'wrong_parameters' as const;

/** Conditions of use not satisfied, or command not allowed (6985, 6986, 6999). */
export const APDU_ERROR_TYPE_VALUE_NOT_ALLOWED = 'not_allowed' as const;

/** Security status not satisfied, or secure messaging wrong (6982, 6984, 6988). */
export const APDU_ERROR_TYPE_VALUE_SECURITY_STATUS = 'security_status' as const;

/** Wrong PIN, blocked PIN or failed authentication (63Cx on VERIFY, 6983, 9840, 9862). */
export const APDU_ERROR_TYPE_VALUE_AUTHENTICATION = 'authentication' as const;

/** Instruction, class, channel or secure messaging not supported (6881, 6882, 6D00, 6E00). */
export const APDU_ERROR_TYPE_VALUE_NOT_SUPPORTED = 'not_supported' as const;

/** Not enough memory, or memory failure (6581, 6A84, 9240). */
export const APDU_ERROR_TYPE_VALUE_MEMORY = 'memory' as const;

/** Execution error (64xx, 65xx, 6Fxx). */
export const APDU_ERROR_TYPE_VALUE_EXECUTION = 'execution' as const;

/** No answer in time. */
export const APDU_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** The link to the card failed before the answer. */
export const APDU_ERROR_TYPE_VALUE_TRANSPORT = 'transport' as const;

/** What came back is no R-APDU. */
export const APDU_ERROR_TYPE_VALUE_MALFORMED_RESPONSE = 'malformed_response' as const;

/** Any other error status word. */
export const APDU_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why an APDU failed. */
export const APDU_ERROR_TYPE_VALUES = [
  APDU_ERROR_TYPE_VALUE_NOT_FOUND,
  APDU_ERROR_TYPE_VALUE_WRONG_LENGTH,
  APDU_ERROR_TYPE_VALUE_WRONG_PARAMETERS,
  APDU_ERROR_TYPE_VALUE_NOT_ALLOWED,
  APDU_ERROR_TYPE_VALUE_SECURITY_STATUS,
  APDU_ERROR_TYPE_VALUE_AUTHENTICATION,
  APDU_ERROR_TYPE_VALUE_NOT_SUPPORTED,
  APDU_ERROR_TYPE_VALUE_MEMORY,
  APDU_ERROR_TYPE_VALUE_EXECUTION,
  APDU_ERROR_TYPE_VALUE_TIMEOUT,
  APDU_ERROR_TYPE_VALUE_TRANSPORT,
  APDU_ERROR_TYPE_VALUE_MALFORMED_RESPONSE,
  APDU_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why an APDU failed. */
export type ApduErrorType = (typeof APDU_ERROR_TYPE_VALUES)[number];

/** The terminal has no channel free. */
export const BIP_ERROR_TYPE_VALUE_NO_CHANNEL = 'no_channel' as const;

/** The channel is closed. */
export const BIP_ERROR_TYPE_VALUE_CHANNEL_CLOSED = 'channel_closed' as const;

/** The channel identifier is not valid. */
export const BIP_ERROR_TYPE_VALUE_INVALID_CHANNEL = 'invalid_channel' as const;

/** The buffer size asked for is not available. */
export const BIP_ERROR_TYPE_VALUE_BUFFER_SIZE = 'buffer_size' as const;

/** Authentication did not succeed. */
export const BIP_ERROR_TYPE_VALUE_SECURITY = 'security' as const;

/** The transport level asked for is not available. */
export const BIP_ERROR_TYPE_VALUE_TRANSPORT_UNAVAILABLE = 'transport_unavailable' as const;

/** The remote device cannot be reached. */
export const BIP_ERROR_TYPE_VALUE_REMOTE_UNREACHABLE = 'remote_unreachable' as const;

/** The service failed or is unknown. */
export const BIP_ERROR_TYPE_VALUE_SERVICE_ERROR = 'service_error' as const;

/** The port asked for is not available. */
export const BIP_ERROR_TYPE_VALUE_PORT_UNAVAILABLE = 'port_unavailable' as const;

/** The terminal cannot process the command now. */
export const BIP_ERROR_TYPE_VALUE_TERMINAL_BUSY = 'terminal_busy' as const;

/** The network cannot process the command now. */
export const BIP_ERROR_TYPE_VALUE_NETWORK_BUSY = 'network_busy' as const;

/** The link was lost. */
export const BIP_ERROR_TYPE_VALUE_LINK_DROPPED = 'link_dropped' as const;

/** Nothing came in time. */
export const BIP_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** Any other failure. */
export const BIP_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why a BIP command failed. */
export const BIP_ERROR_TYPE_VALUES = [
  BIP_ERROR_TYPE_VALUE_NO_CHANNEL,
  BIP_ERROR_TYPE_VALUE_CHANNEL_CLOSED,
  BIP_ERROR_TYPE_VALUE_INVALID_CHANNEL,
  BIP_ERROR_TYPE_VALUE_BUFFER_SIZE,
  BIP_ERROR_TYPE_VALUE_SECURITY,
  BIP_ERROR_TYPE_VALUE_TRANSPORT_UNAVAILABLE,
  BIP_ERROR_TYPE_VALUE_REMOTE_UNREACHABLE,
  BIP_ERROR_TYPE_VALUE_SERVICE_ERROR,
  BIP_ERROR_TYPE_VALUE_PORT_UNAVAILABLE,
  BIP_ERROR_TYPE_VALUE_TERMINAL_BUSY,
  BIP_ERROR_TYPE_VALUE_NETWORK_BUSY,
  BIP_ERROR_TYPE_VALUE_LINK_DROPPED,
  BIP_ERROR_TYPE_VALUE_TIMEOUT,
  BIP_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why a BIP command failed. */
export type BipErrorType = (typeof BIP_ERROR_TYPE_VALUES)[number];

/** The database cannot be reached or the connection was lost. */
export const DB_ERROR_TYPE_VALUE_CONNECTION = 'connection' as const;

/** No connection of the pool became free in time. */
export const DB_ERROR_TYPE_VALUE_POOL_TIMEOUT = 'pool_timeout' as const;

/** The operation did not end in time. */
export const DB_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** A constraint was violated (unique, foreign key, not null, check). */
export const DB_ERROR_TYPE_VALUE_CONSTRAINT = 'constraint' as const;

/** A deadlock, a serialisation failure or a locked database. */
export const DB_ERROR_TYPE_VALUE_DEADLOCK = 'deadlock' as const;

/** The query is wrong. */
export const DB_ERROR_TYPE_VALUE_SYNTAX = 'syntax' as const;

/** The user may not do this. */
export const DB_ERROR_TYPE_VALUE_PERMISSION = 'permission' as const;

/** Any other failure. */
export const DB_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why a database operation failed. */
export const DB_ERROR_TYPE_VALUES = [
  DB_ERROR_TYPE_VALUE_CONNECTION,
  DB_ERROR_TYPE_VALUE_POOL_TIMEOUT,
  DB_ERROR_TYPE_VALUE_TIMEOUT,
  DB_ERROR_TYPE_VALUE_CONSTRAINT,
  DB_ERROR_TYPE_VALUE_DEADLOCK,
  DB_ERROR_TYPE_VALUE_SYNTAX,
  DB_ERROR_TYPE_VALUE_PERMISSION,
  DB_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why a database operation failed. */
export type DbErrorType = (typeof DB_ERROR_TYPE_VALUES)[number];

/** The device is gone. */
export const DEVICE_ERROR_TYPE_VALUE_DISCONNECTED = 'disconnected' as const;

/** The device did not answer in time. */
export const DEVICE_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** The process may not use the device. */
export const DEVICE_ERROR_TYPE_VALUE_PERMISSION = 'permission' as const;

/** The device answered something that is not to be understood. */
export const DEVICE_ERROR_TYPE_VALUE_PROTOCOL = 'protocol' as const;

/** The modem answered ERROR, NO CARRIER or another result that says no more. */
export const DEVICE_ERROR_TYPE_VALUE_AT_ERROR = 'at_error' as const;

/** The modem answered +CME ERROR. */
export const DEVICE_ERROR_TYPE_VALUE_CME_ERROR = 'cme_error' as const;

/** The modem answered +CMS ERROR. */
export const DEVICE_ERROR_TYPE_VALUE_CMS_ERROR = 'cms_error' as const;

/** No card in the device. */
export const DEVICE_ERROR_TYPE_VALUE_NO_CARD = 'no_card' as const;

/** Any other failure. */
export const DEVICE_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why a device operation failed. */
export const DEVICE_ERROR_TYPE_VALUES = [
  DEVICE_ERROR_TYPE_VALUE_DISCONNECTED,
  DEVICE_ERROR_TYPE_VALUE_TIMEOUT,
  DEVICE_ERROR_TYPE_VALUE_PERMISSION,
  DEVICE_ERROR_TYPE_VALUE_PROTOCOL,
  DEVICE_ERROR_TYPE_VALUE_AT_ERROR,
  DEVICE_ERROR_TYPE_VALUE_CME_ERROR,
  DEVICE_ERROR_TYPE_VALUE_CMS_ERROR,
  DEVICE_ERROR_TYPE_VALUE_NO_CARD,
  DEVICE_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why a device operation failed. */
export type DeviceErrorType = (typeof DEVICE_ERROR_TYPE_VALUES)[number];

/** Nothing came in time. */
export const SESSION_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** An error of the connection or of the application. */
export const SESSION_ERROR_TYPE_VALUE_ERROR = 'error' as const;

/** The card left before the server's 204. */
export const SESSION_ERROR_TYPE_VALUE_CLIENT_DISCONNECT = 'client_disconnect' as const;

/** The server closed. */
export const SESSION_ERROR_TYPE_VALUE_SERVER_SHUTDOWN = 'server_shutdown' as const;

/** The connection never became a TLS session. */
export const SESSION_ERROR_TYPE_VALUE_HANDSHAKE_FAILED = 'handshake_failed' as const;

/** Every value: why an OTA session did not complete. */
export const SESSION_ERROR_TYPE_VALUES = [
  SESSION_ERROR_TYPE_VALUE_TIMEOUT,
  SESSION_ERROR_TYPE_VALUE_ERROR,
  SESSION_ERROR_TYPE_VALUE_CLIENT_DISCONNECT,
  SESSION_ERROR_TYPE_VALUE_SERVER_SHUTDOWN,
  SESSION_ERROR_TYPE_VALUE_HANDSHAKE_FAILED,
] as const;

/** Why an OTA session did not complete. */
export type SessionErrorType = (typeof SESSION_ERROR_TYPE_VALUES)[number];

/** The message centre or gateway did not answer in time. */
export const TRIGGER_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** The message centre or gateway refused the message. */
export const TRIGGER_ERROR_TYPE_VALUE_REJECTED = 'rejected' as const;

/** The card or its phone could not be reached. */
export const TRIGGER_ERROR_TYPE_VALUE_UNREACHABLE = 'unreachable' as const;

/** The link to the message centre or gateway failed. */
export const TRIGGER_ERROR_TYPE_VALUE_TRANSPORT = 'transport' as const;

/** Any other failure. */
export const TRIGGER_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why a trigger could not be sent. */
export const TRIGGER_ERROR_TYPE_VALUES = [
  TRIGGER_ERROR_TYPE_VALUE_TIMEOUT,
  TRIGGER_ERROR_TYPE_VALUE_REJECTED,
  TRIGGER_ERROR_TYPE_VALUE_UNREACHABLE,
  TRIGGER_ERROR_TYPE_VALUE_TRANSPORT,
  TRIGGER_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why a trigger could not be sent. */
export type TriggerErrorType = (typeof TRIGGER_ERROR_TYPE_VALUES)[number];

/** The metrics could not be collected. */
export const SCRAPE_ERROR_TYPE_VALUE_COLLECTION_FAILED = 'collection_failed' as const;

/** It was answered, but without the metrics of a callback or a producer that failed. */
export const SCRAPE_ERROR_TYPE_VALUE_PARTIAL_COLLECTION = 'partial_collection' as const;

/** The scrape did not end in time. */
export const SCRAPE_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** Who scraped went away before the answer, as after a time-out of its own. */
export const SCRAPE_ERROR_TYPE_VALUE_CLIENT_DISCONNECT = 'client_disconnect' as const;

/** Too many scrapes were in flight. */
export const SCRAPE_ERROR_TYPE_VALUE_OVERLOAD = 'overload' as const;

/** Any other failure. */
export const SCRAPE_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why a scrape failed, or what it lacked. */
export const SCRAPE_ERROR_TYPE_VALUES = [
  SCRAPE_ERROR_TYPE_VALUE_COLLECTION_FAILED,
  SCRAPE_ERROR_TYPE_VALUE_PARTIAL_COLLECTION,
  SCRAPE_ERROR_TYPE_VALUE_TIMEOUT,
  SCRAPE_ERROR_TYPE_VALUE_CLIENT_DISCONNECT,
  SCRAPE_ERROR_TYPE_VALUE_OVERLOAD,
  SCRAPE_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why a scrape failed, or what it lacked. */
export type ScrapeErrorType = (typeof SCRAPE_ERROR_TYPE_VALUES)[number];

/** The queue was full; the oldest went first. */
export const TELEMETRY_ERROR_TYPE_VALUE_QUEUE_FULL = 'queue_full' as const;

/** It came after the shutdown. */
export const TELEMETRY_ERROR_TYPE_VALUE_ALREADY_SHUTDOWN = 'already_shutdown' as const;

/** A failed trace, beyond twice what the adaptive sampler aims at. */
export const TELEMETRY_ERROR_TYPE_VALUE_OVER_BUDGET = 'over_budget' as const;

/** The outcome of its trace was not known in time, or not before the shutdown. */
export const TELEMETRY_ERROR_TYPE_VALUE_UNDECIDED = 'undecided' as const;

/** The backend did not take it in time. */
export const TELEMETRY_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** The backend refused it. */
export const TELEMETRY_ERROR_TYPE_VALUE_REJECTED = 'rejected' as const;

/** The backend could not be reached. */
export const TELEMETRY_ERROR_TYPE_VALUE_TRANSPORT = 'transport' as const;

/** Any other failure. */
export const TELEMETRY_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why telemetry was dropped. */
export const TELEMETRY_ERROR_TYPE_VALUES = [
  TELEMETRY_ERROR_TYPE_VALUE_QUEUE_FULL,
  TELEMETRY_ERROR_TYPE_VALUE_ALREADY_SHUTDOWN,
  TELEMETRY_ERROR_TYPE_VALUE_OVER_BUDGET,
  TELEMETRY_ERROR_TYPE_VALUE_UNDECIDED,
  TELEMETRY_ERROR_TYPE_VALUE_TIMEOUT,
  TELEMETRY_ERROR_TYPE_VALUE_REJECTED,
  TELEMETRY_ERROR_TYPE_VALUE_TRANSPORT,
  TELEMETRY_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why telemetry was dropped. */
export type TelemetryErrorType = (typeof TELEMETRY_ERROR_TYPE_VALUES)[number];

/** The output was too slow; the least severe went first, the oldest of them. */
export const LOG_ERROR_TYPE_VALUE_QUEUE_FULL = 'queue_full' as const;

/** The output was gone for good. */
export const LOG_ERROR_TYPE_VALUE_WRITE_FAILED = 'write_failed' as const;

/** They may have been in a file that somebody removed. */
export const LOG_ERROR_TYPE_VALUE_FILE_REMOVED = 'file_removed' as const;

/** A transport of the application failed again and again. */
export const LOG_ERROR_TYPE_VALUE_TRANSPORT_FAILED = 'transport_failed' as const;

/** Any other reason. */
export const LOG_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why log records did not get to where they were to go. */
export const LOG_ERROR_TYPE_VALUES = [
  LOG_ERROR_TYPE_VALUE_QUEUE_FULL,
  LOG_ERROR_TYPE_VALUE_WRITE_FAILED,
  LOG_ERROR_TYPE_VALUE_FILE_REMOVED,
  LOG_ERROR_TYPE_VALUE_TRANSPORT_FAILED,
  LOG_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why log records did not get to where they were to go. */
export type LogErrorType = (typeof LOG_ERROR_TYPE_VALUES)[number];

/** An assertion did not hold. */
export const TEST_ERROR_TYPE_VALUE_ASSERTION = 'assertion' as const;

/** The test did not end in time. */
export const TEST_ERROR_TYPE_VALUE_TIMEOUT = 'timeout' as const;

/** What the test needs could not be set up or taken down. */
export const TEST_ERROR_TYPE_VALUE_SETUP = 'setup' as const;

/** The test threw something that is no assertion. */
export const TEST_ERROR_TYPE_VALUE_EXCEPTION = 'exception' as const;

/** Any other failure. */
export const TEST_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why a test failed or could not be carried out. */
export const TEST_ERROR_TYPE_VALUES = [
  TEST_ERROR_TYPE_VALUE_ASSERTION,
  TEST_ERROR_TYPE_VALUE_TIMEOUT,
  TEST_ERROR_TYPE_VALUE_SETUP,
  TEST_ERROR_TYPE_VALUE_EXCEPTION,
  TEST_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why a test failed or could not be carried out. */
export type TestErrorType = (typeof TEST_ERROR_TYPE_VALUES)[number];

/** The server has no key for the identity the client offered. */
export const TLS_ERROR_TYPE_VALUE_UNKNOWN_IDENTITY = 'unknown_identity' as const;

/** The identity is known but the client holds another key. */
export const TLS_ERROR_TYPE_VALUE_WRONG_KEY = 'wrong_key' as const;

/** Client and server have no cipher suite in common. */
export const TLS_ERROR_TYPE_VALUE_NO_SHARED_CIPHER = 'no_shared_cipher' as const;

/** The client offers no protocol version that the server accepts. */
export const TLS_ERROR_TYPE_VALUE_UNSUPPORTED_PROTOCOL = 'unsupported_protocol' as const;

/** What arrived is not TLS: plain HTTP or noise. */
export const TLS_ERROR_TYPE_VALUE_NOT_TLS = 'not_tls' as const;

/** The client cut the connection in the middle of the handshake. */
export const TLS_ERROR_TYPE_VALUE_CONNECTION_RESET = 'connection_reset' as const;

/** The handshake was not completed in time. */
export const TLS_ERROR_TYPE_VALUE_HANDSHAKE_TIMEOUT = 'handshake_timeout' as const;

/** Any other failure; the span's exception event has its text. */
export const TLS_ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Every value: why a PSK-TLS handshake failed. */
export const TLS_ERROR_TYPE_VALUES = [
  TLS_ERROR_TYPE_VALUE_UNKNOWN_IDENTITY,
  TLS_ERROR_TYPE_VALUE_WRONG_KEY,
  TLS_ERROR_TYPE_VALUE_NO_SHARED_CIPHER,
  TLS_ERROR_TYPE_VALUE_UNSUPPORTED_PROTOCOL,
  TLS_ERROR_TYPE_VALUE_NOT_TLS,
  TLS_ERROR_TYPE_VALUE_CONNECTION_RESET,
  TLS_ERROR_TYPE_VALUE_HANDSHAKE_TIMEOUT,
  TLS_ERROR_TYPE_VALUE_OTHER,
] as const;

/** Why a PSK-TLS handshake failed. */
export type TlsErrorType = (typeof TLS_ERROR_TYPE_VALUES)[number];
