import { METRIC_CARDLINK_APDU_COMMANDS, METRICS, type MetricDefinition } from '../../lib/semconv';

/** OTel name, Prometheus name, kind (`observable` first where it is read at collection) and unit. Written by hand. */
const EXPECTED: readonly (readonly [string, string, string, string])[] = [
  ['cardlink.apdu.commands', 'cardlink_apdu_commands_total', 'counter', '{command}'],
  ['cardlink.apdu.responses', 'cardlink_apdu_responses_total', 'counter', '{response}'],
  ['cardlink.apdu.errors', 'cardlink_apdu_errors_total', 'counter', '{error}'],
  ['cardlink.apdu.duration', 'cardlink_apdu_duration_seconds', 'histogram', 's'],
  ['cardlink.apdu.bytes', 'cardlink_apdu_bytes_total', 'counter', 'By'],
  ['cardlink.script.duration', 'cardlink_script_duration_seconds', 'histogram', 's'],
  ['cardlink.script.commands', 'cardlink_script_commands', 'histogram', '{command}'],
  ['cardlink.apdu.data', 'cardlink_apdu_data_bytes', 'histogram', 'By'],

  ['cardlink.tls.handshakes', 'cardlink_tls_handshakes_total', 'counter', '{handshake}'],
  ['cardlink.tls.handshake.duration', 'cardlink_tls_handshake_duration_seconds', 'histogram', 's'],
  ['cardlink.tls.connections.active', 'cardlink_tls_connections_active', 'updowncounter', '{connection}'],
  ['cardlink.tls.probes', 'cardlink_tls_probes_total', 'counter', '{connection}'],
  ['cardlink.tls.connection.duration', 'cardlink_tls_connection_duration_seconds', 'histogram', 's'],

  ['cardlink.sessions.active', 'cardlink_sessions_active', 'updowncounter', '{session}'],
  ['cardlink.sessions', 'cardlink_sessions_total', 'counter', '{session}'],
  ['cardlink.session.duration', 'cardlink_session_duration_seconds', 'histogram', 's'],
  ['cardlink.session.errors', 'cardlink_session_errors_total', 'counter', '{error}'],
  ['cardlink.triggers.sent', 'cardlink_triggers_sent_total', 'counter', '{trigger}'],
  ['cardlink.trigger.failures', 'cardlink_trigger_failures_total', 'counter', '{trigger}'],

  ['cardlink.bip.connections.active', 'cardlink_bip_connections_active', 'updowncounter', '{connection}'],
  ['cardlink.bip.bytes.transferred', 'cardlink_bip_bytes_transferred_total', 'counter', 'By'],
  ['cardlink.bip.connection.duration', 'cardlink_bip_connection_duration_seconds', 'histogram', 's'],
  ['cardlink.bip.errors', 'cardlink_bip_errors_total', 'counter', '{error}'],

  ['cardlink.devices.connected', 'cardlink_devices_connected', 'updowncounter', '{device}'],
  ['cardlink.device.operations', 'cardlink_device_operations_total', 'counter', '{operation}'],
  ['cardlink.device.errors', 'cardlink_device_errors_total', 'counter', '{error}'],
  ['cardlink.at.command.duration', 'cardlink_at_command_duration_seconds', 'histogram', 's'],
  ['cardlink.adb.operation.duration', 'cardlink_adb_operation_duration_seconds', 'histogram', 's'],
  ['cardlink.reader.operation.duration', 'cardlink_reader_operation_duration_seconds', 'histogram', 's'],

  ['cardlink.tests', 'cardlink_tests_total', 'counter', '{test}'],
  ['cardlink.tests.running', 'cardlink_tests_running', 'updowncounter', '{test}'],
  ['cardlink.tests.flaky', 'cardlink_tests_flaky_total', 'counter', '{test}'],
  ['cardlink.test.duration', 'cardlink_test_duration_seconds', 'histogram', 's'],
  ['cardlink.test.suite.duration', 'cardlink_test_suite_duration_seconds', 'histogram', 's'],
  ['cardlink.test.assertions', 'cardlink_test_assertions_total', 'counter', '{assertion}'],

  ['cardlink.db.connections.active', 'cardlink_db_connections_active', 'updowncounter', '{connection}'],
  ['cardlink.db.query.duration', 'cardlink_db_query_duration_seconds', 'histogram', 's'],
  ['cardlink.db.operations', 'cardlink_db_operations_total', 'counter', '{operation}'],
  ['cardlink.db.errors', 'cardlink_db_errors_total', 'counter', '{error}'],

  ['cardlink.process.cpu', 'cardlink_process_cpu_seconds_total', 'observable counter', 's'],
  ['cardlink.process.memory', 'cardlink_process_memory_bytes', 'observable gauge', 'By'],
  ['cardlink.process.open_fds', 'cardlink_process_open_fds', 'observable gauge', '{fd}'],
  ['cardlink.uptime', 'cardlink_uptime_seconds', 'observable gauge', 's'],
  ['cardlink.system.cpu.usage', 'cardlink_system_cpu_usage_percent', 'observable gauge', '%'],
  ['cardlink.system.memory.usage', 'cardlink_system_memory_usage_bytes', 'observable gauge', 'By'],
  ['cardlink.system.disk.usage', 'cardlink_system_disk_usage_bytes', 'observable gauge', 'By'],
  ['cardlink.system.network.bytes', 'cardlink_system_network_bytes_total', 'observable counter', 'By'],
  ['cardlink.system.threads.active', 'cardlink_system_threads_active', 'observable gauge', '{thread}'],
  ['cardlink.build.info', 'cardlink_build_info', 'observable gauge', ''],
  ['cardlink.application.info', 'cardlink_application_info', 'observable gauge', ''],

  ['cardlink.scrape.duration', 'cardlink_scrape_duration_seconds', 'histogram', 's'],
  ['cardlink.scrape.size', 'cardlink_scrape_size_bytes', 'gauge', 'By'],
  ['cardlink.scrape.families', 'cardlink_scrape_families', 'gauge', '{family}'],
  ['cardlink.scrape.series', 'cardlink_scrape_series', 'gauge', '{series}'],
  ['cardlink.scrape.errors', 'cardlink_scrape_errors_total', 'counter', '{error}'],
  ['cardlink.scrape.requests', 'cardlink_scrape_requests_total', 'counter', '{request}'],
  ['cardlink.metric.series', 'cardlink_metric_series', 'observable gauge', '{series}'],
  ['cardlink.metric.overflow', 'cardlink_metric_overflow_total', 'observable counter', '{measurement}'],
  ['cardlink.redaction.applied', 'cardlink_redaction_applied_total', 'observable counter', '{value}'],
  ['cardlink.trace.sampled', 'cardlink_trace_sampled_total', 'observable counter', '{trace}'],
  ['cardlink.trace.sampling.share', 'cardlink_trace_sampling_share_ratio', 'observable gauge', '1'],
  ['cardlink.log.dropped', 'cardlink_log_dropped_total', 'counter', '{record}'],
  ['cardlink.log.records', 'cardlink_log_records_total', 'counter', '{record}'],
  ['cardlink.log.suppressed', 'cardlink_log_suppressed_total', 'counter', '{record}'],
  ['cardlink.health.status', 'cardlink_health_status', 'observable gauge', ''],
  ['cardlink.health.check.duration', 'cardlink_health_check_duration_seconds', 'histogram', 's'],
  ['cardlink.certificate.expiry', 'cardlink_certificate_expiry_seconds', 'observable gauge', 's'],
  ['cardlink.memory.limit', 'cardlink_memory_limit_bytes', 'observable gauge', 'By'],
  ['cardlink.db.connections.limit', 'cardlink_db_connections_limit', 'observable gauge', '{connection}'],
  ['cardlink.db.connections.waiting', 'cardlink_db_connections_waiting', 'observable gauge', '{connection}'],
];

/** Attributes of each metric that has some, with the short label in brackets and `?` on opt-in ones. By hand. */
const LABELS: Readonly<Record<string, string>> = {
  'cardlink.apdu.commands':
    'apdu.command_type [command_type], device.type [device_type], device.id? [device_id]',
  'cardlink.apdu.responses': 'apdu.status_word [status_word], apdu.status_category [status_category]',
  'cardlink.apdu.errors': 'error.type [error_type], apdu.command_type [command_type]',
  'cardlink.apdu.duration': 'apdu.command_type [command_type]',
  'cardlink.apdu.bytes': 'apdu.direction [direction]',
  'cardlink.script.duration': 'scp81.script.status [script_status]',
  'cardlink.apdu.data': 'apdu.direction [direction]',
  'cardlink.tls.handshakes':
    'tls.handshake.result [result], tls.cipher [cipher_suite], error.type [failure_reason]',
  'cardlink.tls.handshake.duration': 'tls.handshake.result [result]',
  'cardlink.sessions.active': 'device.type [device_type]',
  'cardlink.sessions':
    'session.status [status], session.type [session_type], device.type [device_type], network.protocol.name? [protocol]',
  'cardlink.session.duration': 'session.status [status]',
  'cardlink.session.errors': 'session.type [session_type], error.type [error_type]',
  'cardlink.triggers.sent': 'trigger.type [trigger_type]',
  'cardlink.trigger.failures': 'trigger.type [trigger_type], error.type [error_type]',
  'cardlink.bip.connections.active': 'bip.bearer_type [bearer_type]',
  'cardlink.bip.bytes.transferred': 'bip.direction [direction], bip.bearer_type [bearer_type]',
  'cardlink.bip.connection.duration': 'bip.bearer_type [bearer_type], bip.close.status [status]',
  'cardlink.bip.errors': 'error.type [error_type], bip.bearer_type [bearer_type]',
  'cardlink.devices.connected': 'device.type [device_type], device.id? [device_id]',
  'cardlink.device.operations': 'device.type [device_type], device.operation [operation], error.type',
  'cardlink.device.errors': 'device.type [device_type], error.type [error_type]',
  'cardlink.at.command.duration': 'at.command [command]',
  'cardlink.adb.operation.duration': 'adb.operation [operation]',
  'cardlink.reader.operation.duration': 'reader.operation [operation]',
  'cardlink.tests': 'test.suite.name [suite_name], test.status [status]',
  'cardlink.tests.running': 'test.suite.name [suite_name]',
  'cardlink.tests.flaky': 'test.suite.name [suite_name]',
  'cardlink.test.duration': 'test.suite.name [suite_name]',
  'cardlink.test.suite.duration': 'test.suite.name [suite_name]',
  'cardlink.test.assertions': 'test.suite.name [suite_name], test.status [result]',
  'cardlink.db.query.duration': 'db.operation.name [query_type], db.collection.name? [table]',
  'cardlink.db.operations': 'db.operation.name [operation], db.collection.name [table]',
  'cardlink.db.errors': 'error.type [error_type], db.operation.name [operation]',
  'cardlink.process.memory': 'process.memory.type [type]',
  'cardlink.system.disk.usage': 'system.filesystem.mountpoint [path]',
  'cardlink.system.network.bytes': 'network.io.direction [direction]',
  'cardlink.build.info': 'version, nodejs_version, platform',
  'cardlink.application.info': 'name, version, description',
  'cardlink.scrape.duration': 'scrape.format',
  'cardlink.scrape.size': 'scrape.format',
  'cardlink.scrape.families': 'scrape.format',
  'cardlink.scrape.series': 'scrape.format',
  'cardlink.scrape.errors': 'error.type',
  'cardlink.scrape.requests': 'http.response.status_code',
  'cardlink.metric.series': 'otel.metric.name',
  'cardlink.metric.overflow': 'otel.metric.name',
  'cardlink.redaction.applied': 'redaction.rule',
  'cardlink.trace.sampled': 'trace.sampling.decision',
  'cardlink.log.dropped': 'error.type',
  'cardlink.log.records': 'log.level, log.component',
  'cardlink.log.suppressed': 'log.component',
  'cardlink.health.status': 'health.check.name',
  'cardlink.health.check.duration': 'health.check.name',
  'cardlink.certificate.expiry': 'tls.certificate.name',
};

const BUCKETS: Readonly<Record<string, readonly number[]>> = {
  'cardlink.apdu.duration': [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  'cardlink.script.duration': [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  'cardlink.script.commands': [1, 2, 4, 8, 16, 32, 64],
  'cardlink.apdu.data': [0, 5, 16, 32, 64, 128, 255, 256, 1024, 4096, 65536],
  'cardlink.tls.handshake.duration': [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  'cardlink.tls.connection.duration': [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  'cardlink.session.duration': [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  'cardlink.bip.connection.duration': [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  'cardlink.at.command.duration': [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  'cardlink.adb.operation.duration': [0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  'cardlink.reader.operation.duration': [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  'cardlink.test.duration': [0.1, 0.5, 1, 5, 10, 30, 60, 300],
  'cardlink.test.suite.duration': [1, 5, 10, 30, 60, 300, 900, 3600],
  'cardlink.db.query.duration': [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
};

const byName = new Map(METRICS.map((metric) => [metric.name, metric]));

function labelsOf({ attributes }: MetricDefinition): string {
  return attributes
    .map(({ key, short, requirement }) => {
      const optional = requirement === 'opt_in' ? '?' : '';
      return `${key}${optional}${short === undefined ? '' : ` [${short}]`}`;
    })
    .join(', ');
}

describe('the metrics of the registry', () => {
  it.each(EXPECTED)('hold %s as %s', (name, prometheusName, words, unit) => {
    const metric = byName.get(name);
    const kind = `${metric?.observable ? 'observable ' : ''}${metric?.kind}`;
    expect([metric?.prometheusName, kind, metric?.unit]).toEqual([prometheusName, words, unit]);
  });

  it('are the ones listed here and no others', () => {
    expect([...byName.keys()].sort()).toEqual(EXPECTED.map(([name]) => name).sort());
  });

  it.each(Object.entries(LABELS))('label %s with %s', (name, labels) => {
    const metric = byName.get(name);
    expect(metric && labelsOf(metric)).toBe(labels);
  });

  it('have no labels where none are listed here', () => {
    const unlabelled = METRICS.filter(({ name }) => !(name in LABELS));
    expect(unlabelled.filter(({ attributes }) => attributes.length > 0)).toEqual([]);
  });

  it.each(Object.entries(BUCKETS))('cut %s into the buckets that were agreed', (name, buckets) => {
    expect(byName.get(name)?.buckets).toEqual(buckets);
  });

  it('describe themselves in one sentence, which becomes the HELP text', () => {
    for (const { description } of METRICS) expect(description).toMatch(/^[A-Z][^\n]+\.$/);
  });

  it('list the values of the labels that are small and known', () => {
    const values = (name: string, key: string) =>
      byName.get(name)?.attributes.find((attribute) => attribute.key === key)?.values;
    expect(values('cardlink.apdu.bytes', 'apdu.direction')).toEqual(['sent', 'received']);
    expect(values('cardlink.tls.handshakes', 'tls.handshake.result')).toEqual(['success', 'failed']);
    expect(values('cardlink.sessions', 'session.status')).toEqual(['completed', 'failed', 'timeout']);
    expect(values('cardlink.sessions', 'session.type')).toEqual(['triggered', 'polled']);
    expect(values('cardlink.triggers.sent', 'trigger.type')).toEqual(['sms', 'poll']);
    expect(values('cardlink.tests', 'test.status')).toEqual(['passed', 'failed', 'skipped', 'error']);
    expect(values('cardlink.test.assertions', 'test.status')).toEqual(['passed', 'failed']);
    expect(values('cardlink.process.memory', 'process.memory.type')).toEqual(['rss', 'vms']);
    expect(values('cardlink.system.network.bytes', 'network.io.direction')).toEqual(['transmit', 'receive']);
    expect(values('cardlink.bip.connection.duration', 'bip.close.status')).toEqual([
      'normal',
      'error',
      'timeout',
    ]);
    expect(values('cardlink.scrape.duration', 'scrape.format')).toEqual(['text', 'openmetrics', 'protobuf']);
    expect(values('cardlink.scrape.errors', 'error.type')).toEqual([
      'collection_failed',
      'partial_collection',
      'timeout',
      'client_disconnect',
      'overload',
      '_OTHER',
    ]);
    expect(values('cardlink.reader.operation.duration', 'reader.operation')).toEqual([
      'connect',
      'transmit',
      'status',
      'disconnect',
    ]);
    expect(values('cardlink.apdu.responses', 'apdu.status_word')).toBeUndefined();
  });

  it('are exported one by one as well', () => {
    expect(METRIC_CARDLINK_APDU_COMMANDS).toBe(byName.get('cardlink.apdu.commands'));
  });
});
