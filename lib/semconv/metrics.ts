// Generated from semconv/registry by `npm run generate`. Do not edit: edit the registry.

import {
  ADB_OPERATION_VALUES,
  APDU_DIRECTION_VALUES,
  APDU_STATUS_CATEGORY_VALUES,
  ATTR_ADB_OPERATION,
  ATTR_APDU_COMMAND_TYPE,
  ATTR_APDU_DIRECTION,
  ATTR_APDU_STATUS_CATEGORY,
  ATTR_APDU_STATUS_WORD,
  ATTR_AT_COMMAND,
  ATTR_BIP_BEARER_TYPE,
  ATTR_BIP_CLOSE_STATUS,
  ATTR_BIP_DIRECTION,
  ATTR_DESCRIPTION,
  ATTR_DEVICE_OPERATION,
  ATTR_DEVICE_TYPE,
  ATTR_HEALTH_CHECK_NAME,
  ATTR_LOG_COMPONENT,
  ATTR_LOG_LEVEL,
  ATTR_NAME,
  ATTR_NODEJS_VERSION,
  ATTR_OTEL_METRIC_NAME,
  ATTR_PLATFORM,
  ATTR_PROCESS_MEMORY_TYPE,
  ATTR_READER_OPERATION,
  ATTR_REDACTION_RULE,
  ATTR_SCP81_SCRIPT_STATUS,
  ATTR_SCRAPE_FORMAT,
  ATTR_SESSION_STATUS,
  ATTR_SESSION_TYPE,
  ATTR_TEST_STATUS,
  ATTR_TLS_CERTIFICATE_NAME,
  ATTR_TLS_HANDSHAKE_RESULT,
  ATTR_TRACE_SAMPLING_DECISION,
  ATTR_TRIGGER_TYPE,
  ATTR_VERSION,
  BIP_BEARER_TYPE_VALUES,
  BIP_CLOSE_STATUS_VALUES,
  BIP_DIRECTION_VALUES,
  DEVICE_OPERATION_VALUES,
  DEVICE_TYPE_VALUES,
  LOG_LEVEL_VALUES,
  PROCESS_MEMORY_TYPE_VALUES,
  READER_OPERATION_VALUES,
  REDACTION_RULE_VALUES,
  SCP81_SCRIPT_STATUS_VALUES,
  SCRAPE_FORMAT_VALUES,
  SESSION_STATUS_VALUES,
  SESSION_TYPE_VALUES,
  TEST_STATUS_VALUES,
  TLS_HANDSHAKE_RESULT_VALUES,
  TRACE_SAMPLING_DECISION_VALUES,
  TRIGGER_TYPE_VALUES,
} from './attributes';
import {
  APDU_ERROR_TYPE_VALUES,
  BIP_ERROR_TYPE_VALUES,
  DB_ERROR_TYPE_VALUES,
  DEVICE_ERROR_TYPE_VALUES,
  LOG_ERROR_TYPE_VALUES,
  SCRAPE_ERROR_TYPE_VALUES,
  SESSION_ERROR_TYPE_VALUES,
  TLS_ERROR_TYPE_VALUES,
  TRIGGER_ERROR_TYPE_VALUES,
} from './error-types';
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_NAME,
  ATTR_DEVICE_ID,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_IO_DIRECTION,
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_SYSTEM_FILESYSTEM_MOUNTPOINT,
  ATTR_TEST_SUITE_NAME,
  ATTR_TLS_CIPHER,
} from './official-attributes';
import type { MetricDefinition } from './types';

/**
 * APDU commands sent to cards.
 *
 * Every command of a script is counted.
 */
export const METRIC_CARDLINK_APDU_COMMANDS: MetricDefinition = {
  name: 'cardlink.apdu.commands',
  kind: 'counter',
  observable: false,
  unit: '{command}',
  description: 'APDU commands sent to cards.',
  prometheusName: 'cardlink_apdu_commands_total',
  attributes: [
    { key: ATTR_APDU_COMMAND_TYPE, short: 'command_type', requirement: 'required' },
    { key: ATTR_DEVICE_TYPE, short: 'device_type', requirement: 'required', values: DEVICE_TYPE_VALUES },
    { key: ATTR_DEVICE_ID, short: 'device_id', requirement: 'opt_in' },
  ],
};

/** APDU responses received from cards, by status word. */
export const METRIC_CARDLINK_APDU_RESPONSES: MetricDefinition = {
  name: 'cardlink.apdu.responses',
  kind: 'counter',
  observable: false,
  unit: '{response}',
  description: 'APDU responses received from cards, by status word.',
  prometheusName: 'cardlink_apdu_responses_total',
  attributes: [
    { key: ATTR_APDU_STATUS_WORD, short: 'status_word', requirement: 'required' },
    {
      key: ATTR_APDU_STATUS_CATEGORY,
      short: 'status_category',
      requirement: 'required',
      values: APDU_STATUS_CATEGORY_VALUES,
    },
  ],
};

/** APDU commands that the card answered with an error status word, or that never got an answer. */
export const METRIC_CARDLINK_APDU_ERRORS: MetricDefinition = {
  name: 'cardlink.apdu.errors',
  kind: 'counter',
  observable: false,
  unit: '{error}',
  description: 'APDU commands that the card answered with an error status word, or that never got an answer.',
  prometheusName: 'cardlink_apdu_errors_total',
  attributes: [
    { key: ATTR_ERROR_TYPE, short: 'error_type', requirement: 'required', values: APDU_ERROR_TYPE_VALUES },
    { key: ATTR_APDU_COMMAND_TYPE, short: 'command_type', requirement: 'required' },
  ],
};

/**
 * Time from sending an APDU command to its response, for commands that are sent and answered alone.
 *
 * A command inside an SCP81 script of several is not in here: the server sees one time for all of them,
 * which is `cardlink.script.duration`. No made-up share goes into this histogram.
 */
export const METRIC_CARDLINK_APDU_DURATION: MetricDefinition = {
  name: 'cardlink.apdu.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description:
    'Time from sending an APDU command to its response, for commands that are sent and answered alone.',
  prometheusName: 'cardlink_apdu_duration_seconds',
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  attributes: [{ key: ATTR_APDU_COMMAND_TYPE, short: 'command_type', requirement: 'required' }],
};

/** Bytes of APDUs exchanged with cards, headers and status words included. */
export const METRIC_CARDLINK_APDU_BYTES: MetricDefinition = {
  name: 'cardlink.apdu.bytes',
  kind: 'counter',
  observable: false,
  unit: 'By',
  description: 'Bytes of APDUs exchanged with cards, headers and status words included.',
  prometheusName: 'cardlink_apdu_bytes_total',
  attributes: [
    { key: ATTR_APDU_DIRECTION, short: 'direction', requirement: 'required', values: APDU_DIRECTION_VALUES },
  ],
};

/** Time from handing an SCP81 command script to the card to the arrival of its response script. */
export const METRIC_CARDLINK_SCRIPT_DURATION: MetricDefinition = {
  name: 'cardlink.script.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'Time from handing an SCP81 command script to the card to the arrival of its response script.',
  prometheusName: 'cardlink_script_duration_seconds',
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  attributes: [
    {
      key: ATTR_SCP81_SCRIPT_STATUS,
      short: 'script_status',
      requirement: 'required',
      values: SCP81_SCRIPT_STATUS_VALUES,
    },
  ],
};

/** APDU commands carried by one SCP81 script. */
export const METRIC_CARDLINK_SCRIPT_COMMANDS: MetricDefinition = {
  name: 'cardlink.script.commands',
  kind: 'histogram',
  observable: false,
  unit: '{command}',
  description: 'APDU commands carried by one SCP81 script.',
  prometheusName: 'cardlink_script_commands',
  buckets: [1, 2, 4, 8, 16, 32, 64],
  attributes: [],
};

/**
 * Size of the data of one APDU, command data or response data, without header and status word.
 *
 * The buckets 255 and 256 stand side by side because the data of short APDUs ends there and that of extended
 * ones begins.
 */
export const METRIC_CARDLINK_APDU_DATA: MetricDefinition = {
  name: 'cardlink.apdu.data',
  kind: 'histogram',
  observable: false,
  unit: 'By',
  description: 'Size of the data of one APDU, command data or response data, without header and status word.',
  prometheusName: 'cardlink_apdu_data_bytes',
  buckets: [0, 5, 16, 32, 64, 128, 255, 256, 1024, 4096, 65536],
  attributes: [
    { key: ATTR_APDU_DIRECTION, short: 'direction', requirement: 'required', values: APDU_DIRECTION_VALUES },
  ],
};

/** BIP channels open now. */
export const METRIC_CARDLINK_BIP_CONNECTIONS_ACTIVE: MetricDefinition = {
  name: 'cardlink.bip.connections.active',
  kind: 'updowncounter',
  observable: false,
  unit: '{connection}',
  description: 'BIP channels open now.',
  prometheusName: 'cardlink_bip_connections_active',
  attributes: [
    {
      key: ATTR_BIP_BEARER_TYPE,
      short: 'bearer_type',
      requirement: 'required',
      values: BIP_BEARER_TYPE_VALUES,
    },
  ],
};

/** Bytes transferred over BIP channels. */
export const METRIC_CARDLINK_BIP_BYTES_TRANSFERRED: MetricDefinition = {
  name: 'cardlink.bip.bytes.transferred',
  kind: 'counter',
  observable: false,
  unit: 'By',
  description: 'Bytes transferred over BIP channels.',
  prometheusName: 'cardlink_bip_bytes_transferred_total',
  attributes: [
    { key: ATTR_BIP_DIRECTION, short: 'direction', requirement: 'required', values: BIP_DIRECTION_VALUES },
    {
      key: ATTR_BIP_BEARER_TYPE,
      short: 'bearer_type',
      requirement: 'required',
      values: BIP_BEARER_TYPE_VALUES,
    },
  ],
};

/** How long BIP channels were open. */
export const METRIC_CARDLINK_BIP_CONNECTION_DURATION: MetricDefinition = {
  name: 'cardlink.bip.connection.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'How long BIP channels were open.',
  prometheusName: 'cardlink_bip_connection_duration_seconds',
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  attributes: [
    {
      key: ATTR_BIP_BEARER_TYPE,
      short: 'bearer_type',
      requirement: 'required',
      values: BIP_BEARER_TYPE_VALUES,
    },
    { key: ATTR_BIP_CLOSE_STATUS, short: 'status', requirement: 'required', values: BIP_CLOSE_STATUS_VALUES },
  ],
};

/** BIP commands that failed, by reason. */
export const METRIC_CARDLINK_BIP_ERRORS: MetricDefinition = {
  name: 'cardlink.bip.errors',
  kind: 'counter',
  observable: false,
  unit: '{error}',
  description: 'BIP commands that failed, by reason.',
  prometheusName: 'cardlink_bip_errors_total',
  attributes: [
    { key: ATTR_ERROR_TYPE, short: 'error_type', requirement: 'required', values: BIP_ERROR_TYPE_VALUES },
    {
      key: ATTR_BIP_BEARER_TYPE,
      short: 'bearer_type',
      requirement: 'required',
      values: BIP_BEARER_TYPE_VALUES,
    },
  ],
};

/** Database connections in use now. */
export const METRIC_CARDLINK_DB_CONNECTIONS_ACTIVE: MetricDefinition = {
  name: 'cardlink.db.connections.active',
  kind: 'updowncounter',
  observable: false,
  unit: '{connection}',
  description: 'Database connections in use now.',
  prometheusName: 'cardlink_db_connections_active',
  attributes: [],
};

/** How long database queries took. */
export const METRIC_CARDLINK_DB_QUERY_DURATION: MetricDefinition = {
  name: 'cardlink.db.query.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'How long database queries took.',
  prometheusName: 'cardlink_db_query_duration_seconds',
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
  attributes: [
    { key: ATTR_DB_OPERATION_NAME, short: 'query_type', requirement: 'required' },
    { key: ATTR_DB_COLLECTION_NAME, short: 'table', requirement: 'opt_in' },
  ],
};

/** Database operations, by operation and table. */
export const METRIC_CARDLINK_DB_OPERATIONS: MetricDefinition = {
  name: 'cardlink.db.operations',
  kind: 'counter',
  observable: false,
  unit: '{operation}',
  description: 'Database operations, by operation and table.',
  prometheusName: 'cardlink_db_operations_total',
  attributes: [
    { key: ATTR_DB_OPERATION_NAME, short: 'operation', requirement: 'required' },
    { key: ATTR_DB_COLLECTION_NAME, short: 'table', requirement: 'recommended' },
  ],
};

/** Database operations that failed, by reason. */
export const METRIC_CARDLINK_DB_ERRORS: MetricDefinition = {
  name: 'cardlink.db.errors',
  kind: 'counter',
  observable: false,
  unit: '{error}',
  description: 'Database operations that failed, by reason.',
  prometheusName: 'cardlink_db_errors_total',
  attributes: [
    { key: ATTR_ERROR_TYPE, short: 'error_type', requirement: 'required', values: DB_ERROR_TYPE_VALUES },
    { key: ATTR_DB_OPERATION_NAME, short: 'operation', requirement: 'required' },
  ],
};

/** Devices connected now. */
export const METRIC_CARDLINK_DEVICES_CONNECTED: MetricDefinition = {
  name: 'cardlink.devices.connected',
  kind: 'updowncounter',
  observable: false,
  unit: '{device}',
  description: 'Devices connected now.',
  prometheusName: 'cardlink_devices_connected',
  attributes: [
    { key: ATTR_DEVICE_TYPE, short: 'device_type', requirement: 'required', values: DEVICE_TYPE_VALUES },
    { key: ATTR_DEVICE_ID, short: 'device_id', requirement: 'opt_in' },
  ],
};

/** Operations asked of devices; those that failed have an error type. */
export const METRIC_CARDLINK_DEVICE_OPERATIONS: MetricDefinition = {
  name: 'cardlink.device.operations',
  kind: 'counter',
  observable: false,
  unit: '{operation}',
  description: 'Operations asked of devices; those that failed have an error type.',
  prometheusName: 'cardlink_device_operations_total',
  attributes: [
    { key: ATTR_DEVICE_TYPE, short: 'device_type', requirement: 'required', values: DEVICE_TYPE_VALUES },
    {
      key: ATTR_DEVICE_OPERATION,
      short: 'operation',
      requirement: 'required',
      values: DEVICE_OPERATION_VALUES,
    },
    { key: ATTR_ERROR_TYPE, requirement: 'recommended', values: DEVICE_ERROR_TYPE_VALUES },
  ],
};

/** Errors of devices, whether or not in an operation. */
export const METRIC_CARDLINK_DEVICE_ERRORS: MetricDefinition = {
  name: 'cardlink.device.errors',
  kind: 'counter',
  observable: false,
  unit: '{error}',
  description: 'Errors of devices, whether or not in an operation.',
  prometheusName: 'cardlink_device_errors_total',
  attributes: [
    { key: ATTR_DEVICE_TYPE, short: 'device_type', requirement: 'required', values: DEVICE_TYPE_VALUES },
    { key: ATTR_ERROR_TYPE, short: 'error_type', requirement: 'required', values: DEVICE_ERROR_TYPE_VALUES },
  ],
};

/** Time from sending an AT command to its final result code. */
export const METRIC_CARDLINK_AT_COMMAND_DURATION: MetricDefinition = {
  name: 'cardlink.at.command.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'Time from sending an AT command to its final result code.',
  prometheusName: 'cardlink_at_command_duration_seconds',
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  attributes: [{ key: ATTR_AT_COMMAND, short: 'command', requirement: 'required' }],
};

/** Time that ADB operations took. */
export const METRIC_CARDLINK_ADB_OPERATION_DURATION: MetricDefinition = {
  name: 'cardlink.adb.operation.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'Time that ADB operations took.',
  prometheusName: 'cardlink_adb_operation_duration_seconds',
  buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  attributes: [
    { key: ATTR_ADB_OPERATION, short: 'operation', requirement: 'required', values: ADB_OPERATION_VALUES },
  ],
};

/** Time that PC/SC reader operations took. */
export const METRIC_CARDLINK_READER_OPERATION_DURATION: MetricDefinition = {
  name: 'cardlink.reader.operation.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'Time that PC/SC reader operations took.',
  prometheusName: 'cardlink_reader_operation_duration_seconds',
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  attributes: [
    {
      key: ATTR_READER_OPERATION,
      short: 'operation',
      requirement: 'required',
      values: READER_OPERATION_VALUES,
    },
  ],
};

/**
 * CPU time the process has used, user and system together.
 *
 * As it is at the moment of the collection, as is the uptime; the figures of files are those of the last
 * reading (`metrics.interval`).
 */
export const METRIC_CARDLINK_PROCESS_CPU: MetricDefinition = {
  name: 'cardlink.process.cpu',
  kind: 'counter',
  observable: true,
  unit: 's',
  description: 'CPU time the process has used, user and system together.',
  prometheusName: 'cardlink_process_cpu_seconds_total',
  attributes: [],
};

/** Memory the process uses. */
export const METRIC_CARDLINK_PROCESS_MEMORY: MetricDefinition = {
  name: 'cardlink.process.memory',
  kind: 'gauge',
  observable: true,
  unit: 'By',
  description: 'Memory the process uses.',
  prometheusName: 'cardlink_process_memory_bytes',
  attributes: [
    {
      key: ATTR_PROCESS_MEMORY_TYPE,
      short: 'type',
      requirement: 'required',
      values: PROCESS_MEMORY_TYPE_VALUES,
    },
  ],
};

/** File descriptors the process has open. */
export const METRIC_CARDLINK_PROCESS_OPEN_FDS: MetricDefinition = {
  name: 'cardlink.process.open_fds',
  kind: 'gauge',
  observable: true,
  unit: '{fd}',
  description: 'File descriptors the process has open.',
  prometheusName: 'cardlink_process_open_fds',
  attributes: [],
};

/** Time since the process was started. */
export const METRIC_CARDLINK_UPTIME: MetricDefinition = {
  name: 'cardlink.uptime',
  kind: 'gauge',
  observable: true,
  unit: 's',
  description: 'Time since the process was started.',
  prometheusName: 'cardlink_uptime_seconds',
  attributes: [],
};

/**
 * Share of the CPU time in use, 0 to 100, since the reading before.
 *
 * Of the container's quota where a cgroup (version 1 or 2) has one that is less than the machine's
 * processors, so that 100 means throttled; of all the machine's processors otherwise. Waiting for I/O is not
 * use.
 */
export const METRIC_CARDLINK_SYSTEM_CPU_USAGE: MetricDefinition = {
  name: 'cardlink.system.cpu.usage',
  kind: 'gauge',
  observable: true,
  unit: '%',
  description: 'Share of the CPU time in use, 0 to 100, since the reading before.',
  prometheusName: 'cardlink_system_cpu_usage_percent',
  attributes: [],
};

/**
 * Memory in use, in the container where it has a limit, on the machine otherwise.
 *
 * Without caches that the kernel gives back when they are asked for. `cardlink.memory.limit` is what to hold
 * it against.
 */
export const METRIC_CARDLINK_SYSTEM_MEMORY_USAGE: MetricDefinition = {
  name: 'cardlink.system.memory.usage',
  kind: 'gauge',
  observable: true,
  unit: 'By',
  description: 'Memory in use, in the container where it has a limit, on the machine otherwise.',
  prometheusName: 'cardlink_system_memory_usage_bytes',
  attributes: [],
};

/**
 * Bytes in use on a file system.
 *
 * The file systems of the working folder and of the folders in `metrics.diskPaths`, each once.
 */
export const METRIC_CARDLINK_SYSTEM_DISK_USAGE: MetricDefinition = {
  name: 'cardlink.system.disk.usage',
  kind: 'gauge',
  observable: true,
  unit: 'By',
  description: 'Bytes in use on a file system.',
  prometheusName: 'cardlink_system_disk_usage_bytes',
  attributes: [{ key: ATTR_SYSTEM_FILESYSTEM_MOUNTPOINT, short: 'path', requirement: 'required' }],
};

/**
 * Bytes over the network interfaces that the process can see, loopback left out.
 *
 * Linux only. The sum never falls, also when an interface goes away.
 */
export const METRIC_CARDLINK_SYSTEM_NETWORK_BYTES: MetricDefinition = {
  name: 'cardlink.system.network.bytes',
  kind: 'counter',
  observable: true,
  unit: 'By',
  description: 'Bytes over the network interfaces that the process can see, loopback left out.',
  prometheusName: 'cardlink_system_network_bytes_total',
  attributes: [
    {
      key: ATTR_NETWORK_IO_DIRECTION,
      short: 'direction',
      requirement: 'required',
      values: ['transmit', 'receive'],
    },
  ],
};

/**
 * Threads of the process.
 *
 * Linux only.
 */
export const METRIC_CARDLINK_SYSTEM_THREADS_ACTIVE: MetricDefinition = {
  name: 'cardlink.system.threads.active',
  kind: 'gauge',
  observable: true,
  unit: '{thread}',
  description: 'Threads of the process.',
  prometheusName: 'cardlink_system_threads_active',
  attributes: [],
};

/**
 * What was built; always 1, the labels say it.
 *
 * The version is that of this package, until the application gives another (`process.recordBuildInfo`). The
 * unit is empty because a gauge of unit 1 would be translated to a name that ends in `_ratio`.
 */
export const METRIC_CARDLINK_BUILD_INFO: MetricDefinition = {
  name: 'cardlink.build.info',
  kind: 'gauge',
  observable: true,
  unit: '',
  description: 'What was built; always 1, the labels say it.',
  prometheusName: 'cardlink_build_info',
  attributes: [
    { key: ATTR_VERSION, requirement: 'required' },
    { key: ATTR_NODEJS_VERSION, requirement: 'required' },
    { key: ATTR_PLATFORM, requirement: 'required' },
  ],
};

/**
 * Which application this is; always 1, the labels say it.
 *
 * The labels come from the `service.*` settings, until the application gives others
 * (`process.recordApplicationInfo`). The unit is empty because a gauge of unit 1 would be translated to a
 * name that ends in `_ratio`.
 */
export const METRIC_CARDLINK_APPLICATION_INFO: MetricDefinition = {
  name: 'cardlink.application.info',
  kind: 'gauge',
  observable: true,
  unit: '',
  description: 'Which application this is; always 1, the labels say it.',
  prometheusName: 'cardlink_application_info',
  attributes: [
    { key: ATTR_NAME, requirement: 'required' },
    { key: ATTR_VERSION, requirement: 'required' },
    { key: ATTR_DESCRIPTION, requirement: 'recommended' },
  ],
};

/** OTA sessions open now. */
export const METRIC_CARDLINK_SESSIONS_ACTIVE: MetricDefinition = {
  name: 'cardlink.sessions.active',
  kind: 'updowncounter',
  observable: false,
  unit: '{session}',
  description: 'OTA sessions open now.',
  prometheusName: 'cardlink_sessions_active',
  attributes: [
    { key: ATTR_DEVICE_TYPE, short: 'device_type', requirement: 'required', values: DEVICE_TYPE_VALUES },
  ],
};

/** OTA sessions that ended, by how they ended and what brought them about. */
export const METRIC_CARDLINK_SESSIONS: MetricDefinition = {
  name: 'cardlink.sessions',
  kind: 'counter',
  observable: false,
  unit: '{session}',
  description: 'OTA sessions that ended, by how they ended and what brought them about.',
  prometheusName: 'cardlink_sessions_total',
  attributes: [
    { key: ATTR_SESSION_STATUS, short: 'status', requirement: 'required', values: SESSION_STATUS_VALUES },
    { key: ATTR_SESSION_TYPE, short: 'session_type', requirement: 'required', values: SESSION_TYPE_VALUES },
    { key: ATTR_DEVICE_TYPE, short: 'device_type', requirement: 'required', values: DEVICE_TYPE_VALUES },
    { key: ATTR_NETWORK_PROTOCOL_NAME, short: 'protocol', requirement: 'opt_in' },
  ],
};

/**
 * How long OTA sessions lasted, from the completed handshake to the close.
 *
 * The span `ota.session` starts earlier, at the accepted TCP connection, so that it encloses the handshake.
 */
export const METRIC_CARDLINK_SESSION_DURATION: MetricDefinition = {
  name: 'cardlink.session.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'How long OTA sessions lasted, from the completed handshake to the close.',
  prometheusName: 'cardlink_session_duration_seconds',
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  attributes: [
    { key: ATTR_SESSION_STATUS, short: 'status', requirement: 'required', values: SESSION_STATUS_VALUES },
  ],
};

/** OTA sessions that did not complete, by reason. */
export const METRIC_CARDLINK_SESSION_ERRORS: MetricDefinition = {
  name: 'cardlink.session.errors',
  kind: 'counter',
  observable: false,
  unit: '{error}',
  description: 'OTA sessions that did not complete, by reason.',
  prometheusName: 'cardlink_session_errors_total',
  attributes: [
    { key: ATTR_SESSION_TYPE, short: 'session_type', requirement: 'required', values: SESSION_TYPE_VALUES },
    { key: ATTR_ERROR_TYPE, short: 'error_type', requirement: 'required', values: SESSION_ERROR_TYPE_VALUES },
  ],
};

/** Triggers sent to cards. */
export const METRIC_CARDLINK_TRIGGERS_SENT: MetricDefinition = {
  name: 'cardlink.triggers.sent',
  kind: 'counter',
  observable: false,
  unit: '{trigger}',
  description: 'Triggers sent to cards.',
  prometheusName: 'cardlink_triggers_sent_total',
  attributes: [
    { key: ATTR_TRIGGER_TYPE, short: 'trigger_type', requirement: 'required', values: TRIGGER_TYPE_VALUES },
  ],
};

/** Triggers that could not be sent, by reason. */
export const METRIC_CARDLINK_TRIGGER_FAILURES: MetricDefinition = {
  name: 'cardlink.trigger.failures',
  kind: 'counter',
  observable: false,
  unit: '{trigger}',
  description: 'Triggers that could not be sent, by reason.',
  prometheusName: 'cardlink_trigger_failures_total',
  attributes: [
    { key: ATTR_TRIGGER_TYPE, short: 'trigger_type', requirement: 'required', values: TRIGGER_TYPE_VALUES },
    { key: ATTR_ERROR_TYPE, short: 'error_type', requirement: 'required', values: TRIGGER_ERROR_TYPE_VALUES },
  ],
};

/** Time to collect and render the metrics of one scrape, without sending them. */
export const METRIC_CARDLINK_SCRAPE_DURATION: MetricDefinition = {
  name: 'cardlink.scrape.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'Time to collect and render the metrics of one scrape, without sending them.',
  prometheusName: 'cardlink_scrape_duration_seconds',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  attributes: [{ key: ATTR_SCRAPE_FORMAT, requirement: 'required', values: SCRAPE_FORMAT_VALUES }],
};

/** Size of the last scrape of all families, before compression. */
export const METRIC_CARDLINK_SCRAPE_SIZE: MetricDefinition = {
  name: 'cardlink.scrape.size',
  kind: 'gauge',
  observable: false,
  unit: 'By',
  description: 'Size of the last scrape of all families, before compression.',
  prometheusName: 'cardlink_scrape_size_bytes',
  attributes: [{ key: ATTR_SCRAPE_FORMAT, requirement: 'required', values: SCRAPE_FORMAT_VALUES }],
};

/** Metric families in the last scrape of all of them. */
export const METRIC_CARDLINK_SCRAPE_FAMILIES: MetricDefinition = {
  name: 'cardlink.scrape.families',
  kind: 'gauge',
  observable: false,
  unit: '{family}',
  description: 'Metric families in the last scrape of all of them.',
  prometheusName: 'cardlink_scrape_families',
  attributes: [{ key: ATTR_SCRAPE_FORMAT, requirement: 'required', values: SCRAPE_FORMAT_VALUES }],
};

/** Series in the last scrape of all families, a histogram's buckets counted as one. */
export const METRIC_CARDLINK_SCRAPE_SERIES: MetricDefinition = {
  name: 'cardlink.scrape.series',
  kind: 'gauge',
  observable: false,
  unit: '{series}',
  description: "Series in the last scrape of all families, a histogram's buckets counted as one.",
  prometheusName: 'cardlink_scrape_series',
  attributes: [{ key: ATTR_SCRAPE_FORMAT, requirement: 'required', values: SCRAPE_FORMAT_VALUES }],
};

/**
 * Scrapes that failed or were not complete, by reason.
 *
 * A scrape counts once, however many callbacks failed. Those that were refused (`overload`, `timeout`) are
 * also in cardlink.scrape.requests, under 503.
 */
export const METRIC_CARDLINK_SCRAPE_ERRORS: MetricDefinition = {
  name: 'cardlink.scrape.errors',
  kind: 'counter',
  observable: false,
  unit: '{error}',
  description: 'Scrapes that failed or were not complete, by reason.',
  prometheusName: 'cardlink_scrape_errors_total',
  attributes: [{ key: ATTR_ERROR_TYPE, requirement: 'required', values: SCRAPE_ERROR_TYPE_VALUES }],
};

/** Requests for the metrics that were answered, by status code. */
export const METRIC_CARDLINK_SCRAPE_REQUESTS: MetricDefinition = {
  name: 'cardlink.scrape.requests',
  kind: 'counter',
  observable: false,
  unit: '{request}',
  description: 'Requests for the metrics that were answered, by status code.',
  prometheusName: 'cardlink_scrape_requests_total',
  attributes: [{ key: ATTR_HTTP_RESPONSE_STATUS_CODE, requirement: 'required' }],
};

/** Series that an instrument has now. */
export const METRIC_CARDLINK_METRIC_SERIES: MetricDefinition = {
  name: 'cardlink.metric.series',
  kind: 'gauge',
  observable: true,
  unit: '{series}',
  description: 'Series that an instrument has now.',
  prometheusName: 'cardlink_metric_series',
  attributes: [{ key: ATTR_OTEL_METRIC_NAME, requirement: 'required' }],
};

/**
 * Measurements summed under otel.metric.overflow because the instrument reached its cardinality limit.
 */
export const METRIC_CARDLINK_METRIC_OVERFLOW: MetricDefinition = {
  name: 'cardlink.metric.overflow',
  kind: 'counter',
  observable: true,
  unit: '{measurement}',
  description:
    'Measurements summed under otel.metric.overflow because the instrument reached its cardinality limit.',
  prometheusName: 'cardlink_metric_overflow_total',
  attributes: [{ key: ATTR_OTEL_METRIC_NAME, requirement: 'required' }],
};

/** Values removed or replaced before they left the process, by rule. */
export const METRIC_CARDLINK_REDACTION_APPLIED: MetricDefinition = {
  name: 'cardlink.redaction.applied',
  kind: 'counter',
  observable: true,
  unit: '{value}',
  description: 'Values removed or replaced before they left the process, by rule.',
  prometheusName: 'cardlink_redaction_applied_total',
  attributes: [{ key: ATTR_REDACTION_RULE, requirement: 'required', values: REDACTION_RULE_VALUES }],
};

/**
 * Traces that the adaptive sampler decided on, by decision.
 *
 * A trace is counted once; spans that end after it follow its decision.
 */
export const METRIC_CARDLINK_TRACE_SAMPLED: MetricDefinition = {
  name: 'cardlink.trace.sampled',
  kind: 'counter',
  observable: true,
  unit: '{trace}',
  description: 'Traces that the adaptive sampler decided on, by decision.',
  prometheusName: 'cardlink_trace_sampled_total',
  attributes: [
    { key: ATTR_TRACE_SAMPLING_DECISION, requirement: 'required', values: TRACE_SAMPLING_DECISION_VALUES },
  ],
};

/** The share of successful traces that the adaptive sampler keeps now, 0 to 1. */
export const METRIC_CARDLINK_TRACE_SAMPLING_SHARE: MetricDefinition = {
  name: 'cardlink.trace.sampling.share',
  kind: 'gauge',
  observable: true,
  unit: '1',
  description: 'The share of successful traces that the adaptive sampler keeps now, 0 to 1.',
  prometheusName: 'cardlink_trace_sampling_share_ratio',
  attributes: [],
};

/** Log records written, by level and component. */
export const METRIC_CARDLINK_LOG_RECORDS: MetricDefinition = {
  name: 'cardlink.log.records',
  kind: 'counter',
  observable: false,
  unit: '{record}',
  description: 'Log records written, by level and component.',
  prometheusName: 'cardlink_log_records_total',
  attributes: [
    { key: ATTR_LOG_LEVEL, requirement: 'required', values: LOG_LEVEL_VALUES },
    { key: ATTR_LOG_COMPONENT, requirement: 'required' },
  ],
};

/** Log records not written because the same message came too often. */
export const METRIC_CARDLINK_LOG_SUPPRESSED: MetricDefinition = {
  name: 'cardlink.log.suppressed',
  kind: 'counter',
  observable: false,
  unit: '{record}',
  description: 'Log records not written because the same message came too often.',
  prometheusName: 'cardlink_log_suppressed_total',
  attributes: [{ key: ATTR_LOG_COMPONENT, requirement: 'required' }],
};

/** Log records that did not get to where they were to go. */
export const METRIC_CARDLINK_LOG_DROPPED: MetricDefinition = {
  name: 'cardlink.log.dropped',
  kind: 'counter',
  observable: false,
  unit: '{record}',
  description: 'Log records that did not get to where they were to go.',
  prometheusName: 'cardlink_log_dropped_total',
  attributes: [{ key: ATTR_ERROR_TYPE, requirement: 'required', values: LOG_ERROR_TYPE_VALUES }],
};

/**
 * Outcome of a health check, 1 healthy, 0.5 degraded, 0 unhealthy.
 *
 * The unit is empty because a gauge of unit 1 would be translated to a name that ends in `_ratio`.
 */
export const METRIC_CARDLINK_HEALTH_STATUS: MetricDefinition = {
  name: 'cardlink.health.status',
  kind: 'gauge',
  observable: true,
  unit: '',
  description: 'Outcome of a health check, 1 healthy, 0.5 degraded, 0 unhealthy.',
  prometheusName: 'cardlink_health_status',
  attributes: [{ key: ATTR_HEALTH_CHECK_NAME, requirement: 'required' }],
};

/** How long health checks took. */
export const METRIC_CARDLINK_HEALTH_CHECK_DURATION: MetricDefinition = {
  name: 'cardlink.health.check.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'How long health checks took.',
  prometheusName: 'cardlink_health_check_duration_seconds',
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  attributes: [{ key: ATTR_HEALTH_CHECK_NAME, requirement: 'required' }],
};

/** Time until a certificate expires; negative once it has. */
export const METRIC_CARDLINK_CERTIFICATE_EXPIRY: MetricDefinition = {
  name: 'cardlink.certificate.expiry',
  kind: 'gauge',
  observable: true,
  unit: 's',
  description: 'Time until a certificate expires; negative once it has.',
  prometheusName: 'cardlink_certificate_expiry_seconds',
  attributes: [{ key: ATTR_TLS_CERTIFICATE_NAME, requirement: 'required' }],
};

/** Memory that the container, or else the machine, lets the process have. */
export const METRIC_CARDLINK_MEMORY_LIMIT: MetricDefinition = {
  name: 'cardlink.memory.limit',
  kind: 'gauge',
  observable: true,
  unit: 'By',
  description: 'Memory that the container, or else the machine, lets the process have.',
  prometheusName: 'cardlink_memory_limit_bytes',
  attributes: [],
};

/** The most database connections the pool may open. */
export const METRIC_CARDLINK_DB_CONNECTIONS_LIMIT: MetricDefinition = {
  name: 'cardlink.db.connections.limit',
  kind: 'gauge',
  observable: true,
  unit: '{connection}',
  description: 'The most database connections the pool may open.',
  prometheusName: 'cardlink_db_connections_limit',
  attributes: [],
};

/** Requests waiting for a database connection of the pool. */
export const METRIC_CARDLINK_DB_CONNECTIONS_WAITING: MetricDefinition = {
  name: 'cardlink.db.connections.waiting',
  kind: 'gauge',
  observable: true,
  unit: '{connection}',
  description: 'Requests waiting for a database connection of the pool.',
  prometheusName: 'cardlink_db_connections_waiting',
  attributes: [],
};

/** Tests that ended, by suite and status. */
export const METRIC_CARDLINK_TESTS: MetricDefinition = {
  name: 'cardlink.tests',
  kind: 'counter',
  observable: false,
  unit: '{test}',
  description: 'Tests that ended, by suite and status.',
  prometheusName: 'cardlink_tests_total',
  attributes: [
    { key: ATTR_TEST_SUITE_NAME, short: 'suite_name', requirement: 'required' },
    { key: ATTR_TEST_STATUS, short: 'status', requirement: 'required', values: TEST_STATUS_VALUES },
  ],
};

/** Tests running now. */
export const METRIC_CARDLINK_TESTS_RUNNING: MetricDefinition = {
  name: 'cardlink.tests.running',
  kind: 'updowncounter',
  observable: false,
  unit: '{test}',
  description: 'Tests running now.',
  prometheusName: 'cardlink_tests_running',
  attributes: [{ key: ATTR_TEST_SUITE_NAME, short: 'suite_name', requirement: 'required' }],
};

/** Tests that failed and then passed on a retry of the same run. */
export const METRIC_CARDLINK_TESTS_FLAKY: MetricDefinition = {
  name: 'cardlink.tests.flaky',
  kind: 'counter',
  observable: false,
  unit: '{test}',
  description: 'Tests that failed and then passed on a retry of the same run.',
  prometheusName: 'cardlink_tests_flaky_total',
  attributes: [{ key: ATTR_TEST_SUITE_NAME, short: 'suite_name', requirement: 'required' }],
};

/** How long tests took. */
export const METRIC_CARDLINK_TEST_DURATION: MetricDefinition = {
  name: 'cardlink.test.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'How long tests took.',
  prometheusName: 'cardlink_test_duration_seconds',
  buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 300],
  attributes: [{ key: ATTR_TEST_SUITE_NAME, short: 'suite_name', requirement: 'required' }],
};

/** How long test suites took. */
export const METRIC_CARDLINK_TEST_SUITE_DURATION: MetricDefinition = {
  name: 'cardlink.test.suite.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'How long test suites took.',
  prometheusName: 'cardlink_test_suite_duration_seconds',
  buckets: [1, 5, 10, 30, 60, 300, 900, 3600],
  attributes: [{ key: ATTR_TEST_SUITE_NAME, short: 'suite_name', requirement: 'required' }],
};

/** Assertions that tests made, by whether they held. */
export const METRIC_CARDLINK_TEST_ASSERTIONS: MetricDefinition = {
  name: 'cardlink.test.assertions',
  kind: 'counter',
  observable: false,
  unit: '{assertion}',
  description: 'Assertions that tests made, by whether they held.',
  prometheusName: 'cardlink_test_assertions_total',
  attributes: [
    { key: ATTR_TEST_SUITE_NAME, short: 'suite_name', requirement: 'required' },
    { key: ATTR_TEST_STATUS, short: 'result', requirement: 'required', values: ['passed', 'failed'] },
  ],
};

/**
 * PSK-TLS handshakes that ended, by result, cipher suite and reason of failure.
 *
 * A connection that ends before its first byte (a load balancer's probe) is no handshake; see
 * `cardlink.tls.probes`.
 */
export const METRIC_CARDLINK_TLS_HANDSHAKES: MetricDefinition = {
  name: 'cardlink.tls.handshakes',
  kind: 'counter',
  observable: false,
  unit: '{handshake}',
  description: 'PSK-TLS handshakes that ended, by result, cipher suite and reason of failure.',
  prometheusName: 'cardlink_tls_handshakes_total',
  attributes: [
    {
      key: ATTR_TLS_HANDSHAKE_RESULT,
      short: 'result',
      requirement: 'required',
      values: TLS_HANDSHAKE_RESULT_VALUES,
    },
    { key: ATTR_TLS_CIPHER, short: 'cipher_suite', requirement: 'recommended' },
    {
      key: ATTR_ERROR_TYPE,
      short: 'failure_reason',
      requirement: 'recommended',
      values: TLS_ERROR_TYPE_VALUES,
    },
  ],
};

/** Time from accepting a TCP connection to the end of its PSK-TLS handshake. */
export const METRIC_CARDLINK_TLS_HANDSHAKE_DURATION: MetricDefinition = {
  name: 'cardlink.tls.handshake.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'Time from accepting a TCP connection to the end of its PSK-TLS handshake.',
  prometheusName: 'cardlink_tls_handshake_duration_seconds',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  attributes: [
    {
      key: ATTR_TLS_HANDSHAKE_RESULT,
      short: 'result',
      requirement: 'required',
      values: TLS_HANDSHAKE_RESULT_VALUES,
    },
  ],
};

/** PSK-TLS connections open now, counted from the completed handshake. */
export const METRIC_CARDLINK_TLS_CONNECTIONS_ACTIVE: MetricDefinition = {
  name: 'cardlink.tls.connections.active',
  kind: 'updowncounter',
  observable: false,
  unit: '{connection}',
  description: 'PSK-TLS connections open now, counted from the completed handshake.',
  prometheusName: 'cardlink_tls_connections_active',
  attributes: [],
};

/** Connections that ended before their first byte, such as a load balancer's probe. */
export const METRIC_CARDLINK_TLS_PROBES: MetricDefinition = {
  name: 'cardlink.tls.probes',
  kind: 'counter',
  observable: false,
  unit: '{connection}',
  description: "Connections that ended before their first byte, such as a load balancer's probe.",
  prometheusName: 'cardlink_tls_probes_total',
  attributes: [],
};

/** How long a PSK-TLS connection was open, from its completed handshake to its close. */
export const METRIC_CARDLINK_TLS_CONNECTION_DURATION: MetricDefinition = {
  name: 'cardlink.tls.connection.duration',
  kind: 'histogram',
  observable: false,
  unit: 's',
  description: 'How long a PSK-TLS connection was open, from its completed handshake to its close.',
  prometheusName: 'cardlink_tls_connection_duration_seconds',
  buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  attributes: [],
};

/** Every metric of the registry. */
export const METRICS: readonly MetricDefinition[] = [
  METRIC_CARDLINK_APDU_COMMANDS,
  METRIC_CARDLINK_APDU_RESPONSES,
  METRIC_CARDLINK_APDU_ERRORS,
  METRIC_CARDLINK_APDU_DURATION,
  METRIC_CARDLINK_APDU_BYTES,
  METRIC_CARDLINK_SCRIPT_DURATION,
  METRIC_CARDLINK_SCRIPT_COMMANDS,
  METRIC_CARDLINK_APDU_DATA,
  METRIC_CARDLINK_BIP_CONNECTIONS_ACTIVE,
  METRIC_CARDLINK_BIP_BYTES_TRANSFERRED,
  METRIC_CARDLINK_BIP_CONNECTION_DURATION,
  METRIC_CARDLINK_BIP_ERRORS,
  METRIC_CARDLINK_DB_CONNECTIONS_ACTIVE,
  METRIC_CARDLINK_DB_QUERY_DURATION,
  METRIC_CARDLINK_DB_OPERATIONS,
  METRIC_CARDLINK_DB_ERRORS,
  METRIC_CARDLINK_DEVICES_CONNECTED,
  METRIC_CARDLINK_DEVICE_OPERATIONS,
  METRIC_CARDLINK_DEVICE_ERRORS,
  METRIC_CARDLINK_AT_COMMAND_DURATION,
  METRIC_CARDLINK_ADB_OPERATION_DURATION,
  METRIC_CARDLINK_READER_OPERATION_DURATION,
  METRIC_CARDLINK_PROCESS_CPU,
  METRIC_CARDLINK_PROCESS_MEMORY,
  METRIC_CARDLINK_PROCESS_OPEN_FDS,
  METRIC_CARDLINK_UPTIME,
  METRIC_CARDLINK_SYSTEM_CPU_USAGE,
  METRIC_CARDLINK_SYSTEM_MEMORY_USAGE,
  METRIC_CARDLINK_SYSTEM_DISK_USAGE,
  METRIC_CARDLINK_SYSTEM_NETWORK_BYTES,
  METRIC_CARDLINK_SYSTEM_THREADS_ACTIVE,
  METRIC_CARDLINK_BUILD_INFO,
  METRIC_CARDLINK_APPLICATION_INFO,
  METRIC_CARDLINK_SESSIONS_ACTIVE,
  METRIC_CARDLINK_SESSIONS,
  METRIC_CARDLINK_SESSION_DURATION,
  METRIC_CARDLINK_SESSION_ERRORS,
  METRIC_CARDLINK_TRIGGERS_SENT,
  METRIC_CARDLINK_TRIGGER_FAILURES,
  METRIC_CARDLINK_SCRAPE_DURATION,
  METRIC_CARDLINK_SCRAPE_SIZE,
  METRIC_CARDLINK_SCRAPE_FAMILIES,
  METRIC_CARDLINK_SCRAPE_SERIES,
  METRIC_CARDLINK_SCRAPE_ERRORS,
  METRIC_CARDLINK_SCRAPE_REQUESTS,
  METRIC_CARDLINK_METRIC_SERIES,
  METRIC_CARDLINK_METRIC_OVERFLOW,
  METRIC_CARDLINK_REDACTION_APPLIED,
  METRIC_CARDLINK_TRACE_SAMPLED,
  METRIC_CARDLINK_TRACE_SAMPLING_SHARE,
  METRIC_CARDLINK_LOG_RECORDS,
  METRIC_CARDLINK_LOG_SUPPRESSED,
  METRIC_CARDLINK_LOG_DROPPED,
  METRIC_CARDLINK_HEALTH_STATUS,
  METRIC_CARDLINK_HEALTH_CHECK_DURATION,
  METRIC_CARDLINK_CERTIFICATE_EXPIRY,
  METRIC_CARDLINK_MEMORY_LIMIT,
  METRIC_CARDLINK_DB_CONNECTIONS_LIMIT,
  METRIC_CARDLINK_DB_CONNECTIONS_WAITING,
  METRIC_CARDLINK_TESTS,
  METRIC_CARDLINK_TESTS_RUNNING,
  METRIC_CARDLINK_TESTS_FLAKY,
  METRIC_CARDLINK_TEST_DURATION,
  METRIC_CARDLINK_TEST_SUITE_DURATION,
  METRIC_CARDLINK_TEST_ASSERTIONS,
  METRIC_CARDLINK_TLS_HANDSHAKES,
  METRIC_CARDLINK_TLS_HANDSHAKE_DURATION,
  METRIC_CARDLINK_TLS_CONNECTIONS_ACTIVE,
  METRIC_CARDLINK_TLS_PROBES,
  METRIC_CARDLINK_TLS_CONNECTION_DURATION,
];
