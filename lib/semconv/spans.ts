// Generated from semconv/registry by `npm run generate`. Do not edit: edit the registry.

import {
  ATTR_ADB_OPERATION,
  ATTR_APDU_CLA,
  ATTR_APDU_COMMAND_TYPE,
  ATTR_APDU_COMMAND_VARIANT,
  ATTR_APDU_INS,
  ATTR_APDU_P1,
  ATTR_APDU_P2,
  ATTR_APDU_PARSE_ERROR,
  ATTR_APDU_REQUEST_SIZE,
  ATTR_APDU_RESPONSE_SIZE,
  ATTR_APDU_STATUS_CATEGORY,
  ATTR_APDU_STATUS_WORD,
  ATTR_AT_COMMAND,
  ATTR_AT_ERROR_CODE,
  ATTR_BIP_BEARER_TYPE,
  ATTR_BIP_BYTES_RECEIVED,
  ATTR_BIP_BYTES_SENT,
  ATTR_BIP_CHANNEL_ID,
  ATTR_BIP_CLOSE_STATUS,
  ATTR_DEVICE_OPERATION,
  ATTR_DEVICE_TYPE,
  ATTR_READER_OPERATION,
  ATTR_SCP81_SCRIPT_COMMANDS,
  ATTR_SCP81_SCRIPT_STATUS,
  ATTR_SESSION_APDU_COUNT,
  ATTR_SESSION_APDU_ERROR_COUNT,
  ATTR_SESSION_BYTES_RECEIVED,
  ATTR_SESSION_BYTES_SENT,
  ATTR_SESSION_CLOSE_REASON,
  ATTR_SESSION_SCRIPT_COUNT,
  ATTR_SESSION_STATUS,
  ATTR_SESSION_TYPE,
  ATTR_TEST_ATTEMPT,
  ATTR_TEST_STATUS,
  ATTR_TEST_SUITE_ERRORS,
  ATTR_TEST_SUITE_FAILED,
  ATTR_TEST_SUITE_PASSED,
  ATTR_TEST_SUITE_SKIPPED,
  ATTR_TEST_SUITE_TOTAL,
  ATTR_TLS_HANDSHAKE_RESULT,
  ATTR_TLS_PSK_IDENTITY,
  ATTR_TRIGGER_TYPE,
} from './attributes';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_CLIENT_PORT,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_SYSTEM_NAME,
  ATTR_DEVICE_ID,
  ATTR_ERROR_TYPE,
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_SESSION_ID,
  ATTR_TEST_CASE_NAME,
  ATTR_TEST_CASE_RESULT_STATUS,
  ATTR_TEST_SUITE_NAME,
  ATTR_TEST_SUITE_RUN_STATUS,
  ATTR_TLS_CIPHER,
  ATTR_TLS_PROTOCOL_VERSION,
} from './official-attributes';
import type { SpanDefinition } from './types';

/**
 * One APDU command and its response.
 *
 * Command data and response data are never attributes by default. The category `error` sets the span's
 * status to error with the meaning of the status word as its text; `apdu.status_word` is the exact word.
 */
export const SPAN_APDU_COMMAND: SpanDefinition = {
  type: 'apdu.command',
  namePattern: 'apdu.{command_type}',
  kind: 'client',
  attributes: [
    ATTR_APDU_COMMAND_TYPE,
    ATTR_APDU_COMMAND_VARIANT,
    ATTR_APDU_PARSE_ERROR,
    ATTR_APDU_CLA,
    ATTR_APDU_INS,
    ATTR_APDU_P1,
    ATTR_APDU_P2,
    ATTR_APDU_REQUEST_SIZE,
    ATTR_APDU_RESPONSE_SIZE,
    ATTR_APDU_STATUS_WORD,
    ATTR_APDU_STATUS_CATEGORY,
    ATTR_DEVICE_ID,
    ATTR_DEVICE_TYPE,
    ATTR_SESSION_ID,
    ATTR_SCP81_SCRIPT_COMMANDS,
    ATTR_SCP81_SCRIPT_STATUS,
    ATTR_ERROR_TYPE,
  ],
};

/** One BIP channel, from OPEN CHANNEL to its close. */
export const SPAN_BIP_CHANNEL: SpanDefinition = {
  type: 'bip.channel',
  namePattern: 'bip.channel',
  kind: 'client',
  attributes: [
    ATTR_BIP_BEARER_TYPE,
    ATTR_BIP_CHANNEL_ID,
    ATTR_BIP_CLOSE_STATUS,
    ATTR_BIP_BYTES_SENT,
    ATTR_BIP_BYTES_RECEIVED,
    ATTR_ERROR_TYPE,
  ],
};

/** One database operation. */
export const SPAN_DB_OPERATION: SpanDefinition = {
  type: 'db.operation',
  namePattern: 'db.{operation}',
  kind: 'client',
  attributes: [
    ATTR_DB_OPERATION_NAME,
    ATTR_DB_COLLECTION_NAME,
    ATTR_DB_QUERY_TEXT,
    ATTR_DB_SYSTEM_NAME,
    ATTR_ERROR_TYPE,
  ],
};

/** One operation on a device that none of the other spans is for. */
export const SPAN_DEVICE_OPERATION: SpanDefinition = {
  type: 'device.operation',
  namePattern: 'device.{operation}',
  kind: 'client',
  attributes: [ATTR_DEVICE_OPERATION, ATTR_DEVICE_ID, ATTR_DEVICE_TYPE, ATTR_ERROR_TYPE],
};

/** One AT command, from its first byte to its final result code. */
export const SPAN_AT_COMMAND: SpanDefinition = {
  type: 'at.command',
  namePattern: 'at.{command}',
  kind: 'client',
  attributes: [ATTR_AT_COMMAND, ATTR_DEVICE_ID, ATTR_DEVICE_TYPE, ATTR_AT_ERROR_CODE, ATTR_ERROR_TYPE],
};

/** One ADB operation on a phone. */
export const SPAN_ADB_OPERATION: SpanDefinition = {
  type: 'adb.operation',
  namePattern: 'adb.{operation}',
  kind: 'client',
  attributes: [ATTR_ADB_OPERATION, ATTR_DEVICE_ID, ATTR_DEVICE_TYPE, ATTR_ERROR_TYPE],
};

/** One operation of a PC/SC reader. */
export const SPAN_READER_OPERATION: SpanDefinition = {
  type: 'reader.operation',
  namePattern: 'reader.{operation}',
  kind: 'client',
  attributes: [ATTR_READER_OPERATION, ATTR_DEVICE_ID, ATTR_DEVICE_TYPE, ATTR_ERROR_TYPE],
};

/**
 * One OTA session of one card, the root of its trace.
 *
 * The span starts when the TCP connection was accepted, so that it encloses `tls.handshake`, while
 * `cardlink.session.duration` counts from the completed handshake. The handshake, the HTTP instrumentation's
 * spans of the session's POSTs and every APDU are in the same trace. It links to the span of the trigger
 * that brought it about.
 */
export const SPAN_OTA_SESSION: SpanDefinition = {
  type: 'ota.session',
  namePattern: 'ota.session',
  kind: 'internal',
  attributes: [
    ATTR_SESSION_ID,
    ATTR_SESSION_TYPE,
    ATTR_SESSION_STATUS,
    ATTR_SESSION_CLOSE_REASON,
    ATTR_DEVICE_TYPE,
    ATTR_DEVICE_ID,
    ATTR_CLIENT_ADDRESS,
    ATTR_CLIENT_PORT,
    ATTR_TLS_PSK_IDENTITY,
    ATTR_NETWORK_PROTOCOL_NAME,
    ATTR_SESSION_APDU_COUNT,
    ATTR_SESSION_APDU_ERROR_COUNT,
    ATTR_SESSION_SCRIPT_COUNT,
    ATTR_SESSION_BYTES_SENT,
    ATTR_SESSION_BYTES_RECEIVED,
    ATTR_ERROR_TYPE,
  ],
};

/**
 * One trigger sent to a card.
 *
 * The `ota.session` that follows from it links to this span.
 */
export const SPAN_OTA_TRIGGER: SpanDefinition = {
  type: 'ota.trigger',
  namePattern: 'ota.trigger',
  kind: 'producer',
  attributes: [ATTR_TRIGGER_TYPE, ATTR_TLS_PSK_IDENTITY, ATTR_DEVICE_TYPE, ATTR_ERROR_TYPE],
};

/** One test. */
export const SPAN_TEST_CASE: SpanDefinition = {
  type: 'test.case',
  namePattern: 'test.{name}',
  kind: 'internal',
  attributes: [
    ATTR_TEST_SUITE_NAME,
    ATTR_TEST_CASE_NAME,
    ATTR_TEST_STATUS,
    ATTR_TEST_CASE_RESULT_STATUS,
    ATTR_TEST_ATTEMPT,
    ATTR_ERROR_TYPE,
  ],
};

/** One run of a test suite, the parent of its tests. */
export const SPAN_TEST_SUITE: SpanDefinition = {
  type: 'test.suite',
  namePattern: 'test.suite {suite}',
  kind: 'internal',
  attributes: [
    ATTR_TEST_SUITE_NAME,
    ATTR_TEST_SUITE_RUN_STATUS,
    ATTR_TEST_SUITE_TOTAL,
    ATTR_TEST_SUITE_PASSED,
    ATTR_TEST_SUITE_FAILED,
    ATTR_TEST_SUITE_SKIPPED,
    ATTR_TEST_SUITE_ERRORS,
  ],
};

/**
 * One PSK-TLS handshake, from the accepted TCP connection to its end.
 *
 * The child of `ota.session` when it succeeds; a failed handshake is no session and its span is a trace of
 * its own.
 */
export const SPAN_TLS_HANDSHAKE: SpanDefinition = {
  type: 'tls.handshake',
  namePattern: 'tls.handshake',
  kind: 'server',
  attributes: [
    ATTR_CLIENT_ADDRESS,
    ATTR_CLIENT_PORT,
    ATTR_TLS_CIPHER,
    ATTR_TLS_PROTOCOL_VERSION,
    ATTR_TLS_PSK_IDENTITY,
    ATTR_TLS_HANDSHAKE_RESULT,
    ATTR_ERROR_TYPE,
  ],
};

/** One call of a function or method under `traced`, until it has returned, thrown or settled. */
export const SPAN_CODE_FUNCTION: SpanDefinition = {
  type: 'code.function',
  namePattern: '{function}',
  kind: 'internal',
  attributes: [ATTR_CODE_FUNCTION_NAME],
};

/** Every span of the registry. */
export const SPANS: readonly SpanDefinition[] = [
  SPAN_APDU_COMMAND,
  SPAN_BIP_CHANNEL,
  SPAN_DB_OPERATION,
  SPAN_DEVICE_OPERATION,
  SPAN_AT_COMMAND,
  SPAN_ADB_OPERATION,
  SPAN_READER_OPERATION,
  SPAN_OTA_SESSION,
  SPAN_OTA_TRIGGER,
  SPAN_TEST_CASE,
  SPAN_TEST_SUITE,
  SPAN_TLS_HANDSHAKE,
  SPAN_CODE_FUNCTION,
];
