import fc from 'fast-check';
import { prometheusLabelName, prometheusMetricName } from '../../lib/prometheus';

type Kind = 'counter' | 'updowncounter' | 'gauge' | 'histogram';
type MetricCase = readonly [name: string, unit: string, kind: Kind, prometheusName: string];

const translate = (name: string, unit: string, kind: Kind): string =>
  prometheusMetricName({ name, unit, kind, monotonic: kind === 'counter' });

/** prometheus/otlptranslator, metric_namer_test.go: the cases of UnderscoreEscapingWithSuffixes without a namespace. */
const OFFICIAL_METRICS: readonly MetricCase[] = [
  ['requests', '', 'counter', 'requests_total'],
  ['cpu_usage', '1', 'gauge', 'cpu_usage_ratio'],
  ['items', '1', 'counter', 'items_total'],
  ['response_time', 'ms', 'gauge', 'response_time_milliseconds'],
  ['memory_usage', 'By', 'gauge', 'memory_usage_bytes'],
  ['requests', '1/s', 'gauge', 'requests_per_second'],
  ['throughput', 'By/s', 'gauge', 'throughput_bytes_per_second'],
  ['custom_metric', 'custom_unit', 'gauge', 'custom_metric_custom_unit'],
  ['custom_metric', '{custom}', 'gauge', 'custom_metric'],
  ['custom_metric', 'By/{custom}', 'gauge', 'custom_metric_bytes'],
  ['requests_total', '', 'counter', 'requests_total'],
  ['cpu_usage_ratio', '1', 'gauge', 'cpu_usage_ratio'],
  ['response_time_seconds', 's', 'gauge', 'response_time_seconds'],
  [
    'metric__with__multiple__underscores',
    'unit__multiple__underscores',
    'gauge',
    'metric_with_multiple_underscores_unit_multiple_underscores',
  ],
  ['custom_metric', 'unit@with#special/chars', 'gauge', 'custom_metric_unit_with_special_per_chars'],
  ['@#$%', '', 'gauge', ''],
  ['request_duration', 's', 'histogram', 'request_duration_seconds'],
  ['request_size', 'By', 'histogram', 'request_size_bytes'],
  ['active_connections', '', 'updowncounter', 'active_connections'],
  ['uptime', 'd', 'gauge', 'uptime_days'],
  ['duration', 'h', 'gauge', 'duration_hours'],
  ['timeout', 'min', 'gauge', 'timeout_minutes'],
  ['latency', 'us', 'gauge', 'latency_microseconds'],
  ['precision_time', 'ns', 'gauge', 'precision_time_nanoseconds'],
  ['cache_size', 'KiBy', 'gauge', 'cache_size_kibibytes'],
  ['memory', 'MiBy', 'gauge', 'memory_mebibytes'],
  ['storage', 'GiBy', 'gauge', 'storage_gibibytes'],
  ['capacity', 'TiBy', 'gauge', 'capacity_tibibytes'],
  ['transfer', 'KBy', 'gauge', 'transfer_kilobytes'],
  ['download', 'MBy', 'gauge', 'download_megabytes'],
  ['backup', 'GBy', 'gauge', 'backup_gigabytes'],
  ['archive', 'TBy', 'gauge', 'archive_terabytes'],
  ['distance', 'm', 'gauge', 'distance_meters'],
  ['voltage', 'V', 'gauge', 'voltage_volts'],
  ['current', 'A', 'gauge', 'current_amperes'],
  ['energy', 'J', 'gauge', 'energy_joules'],
  ['power', 'W', 'gauge', 'power_watts'],
  ['weight', 'g', 'gauge', 'weight_grams'],
  ['temperature', 'Cel', 'gauge', 'temperature_celsius'],
  ['frequency', 'Hz', 'gauge', 'frequency_hertz'],
  ['cpu_usage', '%', 'gauge', 'cpu_usage_percent'],
  ['requests', '1/m', 'gauge', 'requests_per_minute'],
  ['events', '1/h', 'gauge', 'events_per_hour'],
  ['transactions', '1/d', 'gauge', 'transactions_per_day'],
  ['reports', '1/w', 'gauge', 'reports_per_week'],
  ['invoices', '1/mo', 'gauge', 'invoices_per_month'],
  ['renewals', '1/y', 'gauge', 'renewals_per_year'],
  ['custom', '1/custom_unit', 'gauge', 'custom_per_custom_unit'],
  ['metric', 'By/', 'gauge', 'metric_bytes'],
  ['metric', ' By / s ', 'gauge', 'metric_bytes_per_second'],
  ['metric', '/', 'gauge', 'metric'],
  ['http.request.duration', 'ms', 'histogram', 'http_request_duration_milliseconds'],
  ['http.requests', '1', 'counter', 'http_requests_total'],
];

/** prometheus/otlptranslator, label_namer_test.go, column `sanitized`. */
const OFFICIAL_LABELS: readonly (readonly [key: string, label: string])[] = [
  ['label:with:colons', 'label_with_colons'],
  ['LabelWithCapitalLetters', 'LabelWithCapitalLetters'],
  ['label!with&special$chars)', 'label_with_special_chars_'],
  ['label_with_foreign_characters_字符', 'label_with_foreign_characters_'],
  ['label.with.dots', 'label_with_dots'],
  ['.foo', '_foo'],
  ['123label', 'key_123label'],
  ['_label_starting_with_underscore', '_label_starting_with_underscore'],
  ['__label_starting_with_2underscores', '_label_starting_with_2underscores'],
  ['label__with__double__underscores', 'label_with_double_underscores'],
  ['label.name__with&&special##chars', 'label_name_with_special_chars'],
  ['__reserved__label__name__', '__reserved_label_name__'],
  ['trailing_underscores___', 'trailing_underscores_'],
];

/** signals.md: one of each shape that its tables hold. */
const SIGNALS: readonly MetricCase[] = [
  ['cardlink.apdu.commands', '{command}', 'counter', 'cardlink_apdu_commands_total'],
  ['cardlink.apdu.duration', 's', 'histogram', 'cardlink_apdu_duration_seconds'],
  ['cardlink.apdu.bytes', 'By', 'counter', 'cardlink_apdu_bytes_total'],
  ['cardlink.apdu.data', 'By', 'histogram', 'cardlink_apdu_data_bytes'],
  ['cardlink.script.commands', '{command}', 'histogram', 'cardlink_script_commands'],
  ['cardlink.tls.connections.active', '{connection}', 'updowncounter', 'cardlink_tls_connections_active'],
  ['cardlink.sessions', '{session}', 'counter', 'cardlink_sessions_total'],
  ['cardlink.sessions.active', '{session}', 'updowncounter', 'cardlink_sessions_active'],
  ['cardlink.bip.bytes.transferred', 'By', 'counter', 'cardlink_bip_bytes_transferred_total'],
  ['cardlink.process.cpu', 's', 'counter', 'cardlink_process_cpu_seconds_total'],
  ['cardlink.process.memory', 'By', 'gauge', 'cardlink_process_memory_bytes'],
  ['cardlink.process.open_fds', '{fd}', 'gauge', 'cardlink_process_open_fds'],
  ['cardlink.uptime', 's', 'gauge', 'cardlink_uptime_seconds'],
  ['cardlink.system.cpu.usage', '%', 'gauge', 'cardlink_system_cpu_usage_percent'],
  ['cardlink.system.network.bytes', 'By', 'counter', 'cardlink_system_network_bytes_total'],
  ['cardlink.build.info', '', 'gauge', 'cardlink_build_info'],
  ['cardlink.scrape.size', 'By', 'gauge', 'cardlink_scrape_size_bytes'],
  ['cardlink.metric.series', '{series}', 'gauge', 'cardlink_metric_series'],
  ['cardlink.certificate.expiry', 's', 'gauge', 'cardlink_certificate_expiry_seconds'],
];

describe('prometheusMetricName', () => {
  it.each(OFFICIAL_METRICS)(
    'translates %j in %j as %s to %j, as the official translator does',
    (name, unit, kind, expected) => {
      expect(translate(name, unit, kind)).toBe(expected);
    },
  );

  it.each(SIGNALS)("gives CardLink's %s in %j (%s) the name %s", (name, unit, kind, expected) => {
    expect(translate(name, unit, kind)).toBe(expected);
  });

  it.each<MetricCase>([
    ['requests.total.failed', '', 'counter', 'requests_failed_total'],
    ['ratio.of.hits', '1', 'gauge', 'of_hits_ratio'],
    ['load', '1', 'updowncounter', 'load'],
    ['load', '1', 'histogram', 'load'],
  ])('moves %j (%j, %s) to its type word at the end: %j', (name, unit, kind, expected) => {
    expect(translate(name, unit, kind)).toBe(expected);
  });

  it('puts an underscore before a leading digit', () => {
    expect(translate('5xx.responses', '', 'counter')).toBe('_5xx_responses_total');
  });

  it('keeps colons, which recording rules use', () => {
    expect(translate('job:requests', '', 'gauge')).toBe('job:requests');
  });

  it('never joins with two underscores, whatever the unit ends in', () => {
    expect(translate('a', 'odd!', 'counter')).toBe('a_odd_total');
    expect(translate('a', 'odd!/s', 'gauge')).toBe('a_odd_per_second');
    expect(translate('a', 's/odd!', 'gauge')).toBe('a_seconds_per_odd');
    expect(translate('a', 's/!', 'gauge')).toBe('a_seconds');
  });

  it('says total on a counter and not on the rest when nobody says whether the sum is monotonic', () => {
    expect(prometheusMetricName({ name: 'a', unit: '', kind: 'counter' })).toBe('a_total');
    expect(prometheusMetricName({ name: 'a', unit: '', kind: 'updowncounter' })).toBe('a');
  });

  it('gives no name to what holds no letter or digit', () => {
    expect(translate('', '', 'gauge')).toBe('');
    expect(translate('...', '{x}', 'gauge')).toBe('');
  });

  it('does not take a property of every object for a unit', () => {
    expect(translate('a', 'constructor', 'gauge')).toBe('a_constructor');
  });

  it('gives a valid Prometheus name, or none, to any name and unit', () => {
    const kinds = fc.constantFrom<Kind>('counter', 'updowncounter', 'gauge', 'histogram');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), kinds, (name, unit, kind) => {
        expect(translate(name, unit, kind)).toMatch(/^([a-zA-Z_:][a-zA-Z0-9_:]*)?$/);
        expect(translate(name, unit, kind)).not.toMatch(/__/);
      }),
    );
  });
});

describe('prometheusLabelName', () => {
  it.each(OFFICIAL_LABELS)('translates %j to %j, as the official translator does', (key, label) => {
    expect(prometheusLabelName(key)).toBe(label);
  });

  it.each(['', '_', '__', '____', 'ようこそ', '...'])(
    'calls %j, which has nothing to translate, an underscore',
    (key) => {
      expect(prometheusLabelName(key)).toBe('_');
    },
  );

  it('gives a valid label name to any key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        expect(prometheusLabelName(key)).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      }),
    );
  });
});
