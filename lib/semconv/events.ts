// Generated from semconv/registry by `npm run generate`. Do not edit: edit the registry.

import {
  ATTR_BIP_BEARER_TYPE,
  ATTR_BIP_BYTES_RECEIVED,
  ATTR_BIP_BYTES_SENT,
  ATTR_BIP_CHANNEL_ID,
  ATTR_BIP_CLOSE_STATUS,
  ATTR_BIP_CONNECTION_DURATION,
  ATTR_DEVICE_OPERATION,
  ATTR_DEVICE_TYPE,
  ATTR_HEALTH_CHECK_NAME,
  ATTR_HEALTH_PREVIOUS_STATUS,
  ATTR_HEALTH_STATUS,
  ATTR_METRIC_CARDINALITY_LIMIT,
  ATTR_OBSERVABILITY_EXPORTERS,
  ATTR_OBSERVABILITY_HEALTH_URL,
  ATTR_OBSERVABILITY_METRICS_URL,
  ATTR_OBSERVABILITY_SETTINGS,
  ATTR_OBSERVABILITY_STOP_REASON,
  ATTR_OBSERVABILITY_UPTIME,
  ATTR_OBSERVABILITY_VERSION,
  ATTR_OTEL_METRIC_NAME,
  ATTR_SESSION_APDU_COUNT,
  ATTR_SESSION_APDU_ERROR_COUNT,
  ATTR_SESSION_BYTES_RECEIVED,
  ATTR_SESSION_BYTES_SENT,
  ATTR_SESSION_CLOSE_REASON,
  ATTR_SESSION_DURATION,
  ATTR_SESSION_SCRIPT_COUNT,
  ATTR_SESSION_STATUS,
  ATTR_SESSION_TYPE,
  ATTR_TELEMETRY_DROPPED_COUNT,
  ATTR_TELEMETRY_SIGNAL,
  ATTR_TEST_ATTEMPT,
  ATTR_TEST_STATUS,
  ATTR_TLS_PSK_IDENTITY,
  ATTR_TRIGGER_TYPE,
} from './attributes';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_CLIENT_PORT,
  ATTR_DEVICE_ID,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_OTEL_COMPONENT_NAME,
  ATTR_SESSION_ID,
  ATTR_TEST_CASE_NAME,
  ATTR_TEST_SUITE_NAME,
  ATTR_TLS_CIPHER,
  ATTR_TLS_PROTOCOL_VERSION,
} from './official-attributes';
import type { EventDefinition } from './types';

/** A BIP channel was opened. */
export const EVENT_CARDLINK_BIP_OPENED: EventDefinition = {
  name: 'cardlink.bip.opened',
  severity: 'info',
  attributes: [ATTR_BIP_CHANNEL_ID, ATTR_BIP_BEARER_TYPE],
};

/** A BIP channel was closed. */
export const EVENT_CARDLINK_BIP_CLOSED: EventDefinition = {
  name: 'cardlink.bip.closed',
  severity: 'info',
  attributes: [
    ATTR_BIP_CHANNEL_ID,
    ATTR_BIP_BEARER_TYPE,
    ATTR_BIP_CLOSE_STATUS,
    ATTR_BIP_CONNECTION_DURATION,
    ATTR_BIP_BYTES_SENT,
    ATTR_BIP_BYTES_RECEIVED,
    ATTR_ERROR_TYPE,
  ],
};

/** A device was connected. */
export const EVENT_CARDLINK_DEVICE_CONNECTED: EventDefinition = {
  name: 'cardlink.device.connected',
  severity: 'info',
  attributes: [ATTR_DEVICE_ID, ATTR_DEVICE_TYPE],
};

/** A device was disconnected. */
export const EVENT_CARDLINK_DEVICE_DISCONNECTED: EventDefinition = {
  name: 'cardlink.device.disconnected',
  severity: 'info',
  attributes: [ATTR_DEVICE_ID, ATTR_DEVICE_TYPE, ATTR_ERROR_TYPE],
};

/** A device reported an error. */
export const EVENT_CARDLINK_DEVICE_ERROR: EventDefinition = {
  name: 'cardlink.device.error',
  severity: 'error',
  attributes: [
    ATTR_DEVICE_ID,
    ATTR_DEVICE_TYPE,
    ATTR_DEVICE_OPERATION,
    ATTR_ERROR_TYPE,
    ATTR_EXCEPTION_MESSAGE,
  ],
};

/** An OTA session began: its handshake is done. */
export const EVENT_CARDLINK_SESSION_STARTED: EventDefinition = {
  name: 'cardlink.session.started',
  severity: 'info',
  attributes: [
    ATTR_SESSION_ID,
    ATTR_SESSION_TYPE,
    ATTR_DEVICE_TYPE,
    ATTR_DEVICE_ID,
    ATTR_CLIENT_ADDRESS,
    ATTR_TLS_PSK_IDENTITY,
    ATTR_TLS_CIPHER,
    ATTR_TLS_PROTOCOL_VERSION,
  ],
};

/** An OTA session was closed. */
export const EVENT_CARDLINK_SESSION_ENDED: EventDefinition = {
  name: 'cardlink.session.ended',
  severity: 'info',
  attributes: [
    ATTR_SESSION_ID,
    ATTR_SESSION_TYPE,
    ATTR_SESSION_STATUS,
    ATTR_SESSION_CLOSE_REASON,
    ATTR_SESSION_DURATION,
    ATTR_DEVICE_TYPE,
    ATTR_DEVICE_ID,
    ATTR_TLS_PSK_IDENTITY,
    ATTR_SESSION_APDU_COUNT,
    ATTR_SESSION_APDU_ERROR_COUNT,
    ATTR_SESSION_SCRIPT_COUNT,
    ATTR_SESSION_BYTES_SENT,
    ATTR_SESSION_BYTES_RECEIVED,
    ATTR_ERROR_TYPE,
  ],
};

/** A trigger was sent to a card. */
export const EVENT_CARDLINK_TRIGGER_SENT: EventDefinition = {
  name: 'cardlink.trigger.sent',
  severity: 'info',
  attributes: [ATTR_TRIGGER_TYPE, ATTR_TLS_PSK_IDENTITY, ATTR_DEVICE_TYPE],
};

/** A trigger could not be sent. */
export const EVENT_CARDLINK_TRIGGER_FAILED: EventDefinition = {
  name: 'cardlink.trigger.failed',
  severity: 'error',
  attributes: [
    ATTR_TRIGGER_TYPE,
    ATTR_ERROR_TYPE,
    ATTR_TLS_PSK_IDENTITY,
    ATTR_DEVICE_TYPE,
    ATTR_EXCEPTION_MESSAGE,
  ],
};

/** Observability has started, and its endpoints listen where they can. */
export const EVENT_CARDLINK_OBSERVABILITY_STARTED: EventDefinition = {
  name: 'cardlink.observability.started',
  severity: 'info',
  attributes: [
    ATTR_OBSERVABILITY_VERSION,
    ATTR_OBSERVABILITY_METRICS_URL,
    ATTR_OBSERVABILITY_HEALTH_URL,
    ATTR_OBSERVABILITY_EXPORTERS,
  ],
};

/** The settings that observability started with. */
export const EVENT_CARDLINK_OBSERVABILITY_CONFIGURED: EventDefinition = {
  name: 'cardlink.observability.configured',
  severity: 'info',
  attributes: [ATTR_OBSERVABILITY_VERSION, ATTR_OBSERVABILITY_SETTINGS],
};

/** Observability stops; what has been recorded is sent yet. */
export const EVENT_CARDLINK_OBSERVABILITY_STOPPED: EventDefinition = {
  name: 'cardlink.observability.stopped',
  severity: 'info',
  attributes: [ATTR_OBSERVABILITY_VERSION, ATTR_OBSERVABILITY_STOP_REASON, ATTR_OBSERVABILITY_UPTIME],
};

/**
 * A health check's outcome changed, and the change has lasted.
 *
 * Told when two looks in a row, `health.interval` apart, find the same new outcome: a check that flaps
 * between looks does not flood the log. The first outcome is told where it is not healthy.
 */
export const EVENT_CARDLINK_HEALTH_CHANGED: EventDefinition = {
  name: 'cardlink.health.changed',
  severity: 'warn',
  attributes: [ATTR_HEALTH_CHECK_NAME, ATTR_HEALTH_STATUS, ATTR_HEALTH_PREVIOUS_STATUS],
};

/**
 * An instrument reached its cardinality limit; later attribute sets are summed. Reported once an instrument.
 */
export const EVENT_CARDLINK_CARDINALITY_OVERFLOW: EventDefinition = {
  name: 'cardlink.cardinality.overflow',
  severity: 'warn',
  attributes: [ATTR_OTEL_METRIC_NAME, ATTR_METRIC_CARDINALITY_LIMIT],
};

/** Telemetry was dropped before a backend took it. */
export const EVENT_CARDLINK_TELEMETRY_DROPPED: EventDefinition = {
  name: 'cardlink.telemetry.dropped',
  severity: 'warn',
  attributes: [
    ATTR_TELEMETRY_SIGNAL,
    ATTR_TELEMETRY_DROPPED_COUNT,
    ATTR_OTEL_COMPONENT_NAME,
    ATTR_ERROR_TYPE,
  ],
};

/** A test failed or could not be carried out. */
export const EVENT_CARDLINK_TEST_FAILED: EventDefinition = {
  name: 'cardlink.test.failed',
  severity: 'error',
  attributes: [
    ATTR_TEST_SUITE_NAME,
    ATTR_TEST_CASE_NAME,
    ATTR_TEST_STATUS,
    ATTR_TEST_ATTEMPT,
    ATTR_ERROR_TYPE,
    ATTR_EXCEPTION_MESSAGE,
  ],
};

/** A PSK-TLS handshake failed. */
export const EVENT_CARDLINK_TLS_HANDSHAKE_FAILED: EventDefinition = {
  name: 'cardlink.tls.handshake.failed',
  severity: 'warn',
  attributes: [ATTR_ERROR_TYPE, ATTR_CLIENT_ADDRESS, ATTR_CLIENT_PORT, ATTR_TLS_PSK_IDENTITY],
};

/** Every event of the registry. */
export const EVENTS: readonly EventDefinition[] = [
  EVENT_CARDLINK_BIP_OPENED,
  EVENT_CARDLINK_BIP_CLOSED,
  EVENT_CARDLINK_DEVICE_CONNECTED,
  EVENT_CARDLINK_DEVICE_DISCONNECTED,
  EVENT_CARDLINK_DEVICE_ERROR,
  EVENT_CARDLINK_SESSION_STARTED,
  EVENT_CARDLINK_SESSION_ENDED,
  EVENT_CARDLINK_TRIGGER_SENT,
  EVENT_CARDLINK_TRIGGER_FAILED,
  EVENT_CARDLINK_OBSERVABILITY_STARTED,
  EVENT_CARDLINK_OBSERVABILITY_CONFIGURED,
  EVENT_CARDLINK_OBSERVABILITY_STOPPED,
  EVENT_CARDLINK_HEALTH_CHANGED,
  EVENT_CARDLINK_CARDINALITY_OVERFLOW,
  EVENT_CARDLINK_TELEMETRY_DROPPED,
  EVENT_CARDLINK_TEST_FAILED,
  EVENT_CARDLINK_TLS_HANDSHAKE_FAILED,
];
