import fc from 'fast-check';
import type { EscapingScheme } from '../../lib/prometheus/escaping';
import { isLegacyLabelName, isLegacyMetricName } from '../../lib/prometheus/escaping';
import { createNameTranslator, type TranslationStrategy } from '../../lib/prometheus/translation';

type Kind = 'counter' | 'updowncounter' | 'gauge' | 'histogram';
type Names = readonly [
  underscoresWithSuffixes: string,
  underscores: string,
  utf8WithSuffixes: string,
  untranslated: string,
];

const STRATEGIES = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
] as const satisfies readonly TranslationStrategy[];

const everywhere = (name: string): Names => [name, name, name, name];

const SCHEMES: readonly EscapingScheme[] = ['underscores', 'dots', 'values', 'allow-utf-8'];

const metricNames = (name: string, unit: string, kind: Kind): readonly string[] =>
  STRATEGIES.map((strategy) => createNameTranslator(strategy).metricName({ name, unit, kind }));

const labelNames = (key: string): readonly string[] =>
  STRATEGIES.map((strategy) => createNameTranslator(strategy).labelName(key));

/**
 * prometheus/otlptranslator, metric_namer_test.go: the cases without a namespace that tell the strategies apart, and
 * what its MetricNamer gives for each under the other strategies. Those of the default alone stand in names.spec.ts.
 */
const OFFICIAL: readonly (readonly [name: string, unit: string, kind: Kind, names: Names])[] = [
  ['simple_metric', '', 'gauge', everywhere('simple_metric')],
  [
    'metric@with#special$chars',
    '',
    'gauge',
    [
      'metric_with_special_chars',
      'metric_with_special_chars',
      'metric@with#special$chars',
      'metric@with#special$chars',
    ],
  ],
  ['123metric', '', 'gauge', ['_123metric', '_123metric', '123metric', '123metric']],
  ['', '', 'gauge', ['', '', '', '']],
  ['metric@@##$$name', '', 'gauge', ['metric_name', 'metric_name', 'metric@@##$$name', 'metric@@##$$name']],
  ['@#$%', '', 'gauge', ['', '', '@#$%', '@#$%']],
  ['@#$%', '', 'counter', ['total', '', '@#$%_total', '@#$%']],
  ['@_#_$_%', '', 'gauge', ['', '', '@_#_$_%', '@_#_$_%']],
  ['___', '', 'gauge', ['', '___', '___', '___']],
  ['requests', '', 'counter', ['requests_total', 'requests', 'requests_total', 'requests']],
  ['requests_total', '', 'counter', ['requests_total', 'requests_total', 'requests_total', 'requests_total']],
  ['cpu_usage_ratio', '1', 'gauge', everywhere('cpu_usage_ratio')],
  ['response_time_seconds', 's', 'gauge', everywhere('response_time_seconds')],
  ['cpu_seconds_total', 's', 'counter', everywhere('cpu_seconds_total')],
  [
    'otelcol_process_cpu_seconds',
    's',
    'counter',
    [
      'otelcol_process_cpu_seconds_total',
      'otelcol_process_cpu_seconds',
      'otelcol_process_cpu_seconds_total',
      'otelcol_process_cpu_seconds',
    ],
  ],
  [
    'metric__with__multiple__underscores',
    'unit__multiple__underscores',
    'gauge',
    [
      'metric_with_multiple_underscores_unit_multiple_underscores',
      'metric__with__multiple__underscores',
      'metric__with__multiple__underscores_unit__multiple__underscores',
      'metric__with__multiple__underscores',
    ],
  ],
  [
    'métric_with_ñ_chars',
    '',
    'gauge',
    ['m_tric_with_chars', 'm_tric_with___chars', 'métric_with_ñ_chars', 'métric_with_ñ_chars'],
  ],
  ['requêsts', '', 'counter', ['requ_sts_total', 'requ_sts', 'requêsts_total', 'requêsts']],
  ['cpu_usagé', '1', 'gauge', ['cpu_usag_ratio', 'cpu_usag', 'cpu_usagé_ratio', 'cpu_usagé']],
  [
    'respønse_time',
    'ms',
    'gauge',
    ['resp_nse_time_milliseconds', 'resp_nse_time', 'respønse_time_milliseconds', 'respønse_time'],
  ],
  ['requêsts', '1/s', 'gauge', ['requ_sts_per_second', 'requ_sts', 'requêsts_per_second', 'requêsts']],
  [
    'http.request.duration',
    'ms',
    'histogram',
    [
      'http_request_duration_milliseconds',
      'http_request_duration',
      'http.request.duration_milliseconds',
      'http.request.duration',
    ],
  ],
  [
    'http.requests',
    '1',
    'counter',
    ['http_requests_total', 'http_requests', 'http.requests_total', 'http.requests'],
  ],
  ['a:b', '', 'gauge', ['a:b', 'a:b', 'a:b', 'a:b']],
];

/** prometheus/otlptranslator, label_namer_test.go, columns `sanitized` and UTF8Allowed. */
const OFFICIAL_LABELS: readonly (readonly [key: string, sanitized: string])[] = [
  ['label:with:colons', 'label_with_colons'],
  ['label!with&special$chars)', 'label_with_special_chars_'],
  ['label_with_foreign_characters_字符', 'label_with_foreign_characters_'],
  ['label.with.dots', 'label_with_dots'],
  ['123label', 'key_123label'],
  ['__label_starting_with_2underscores', '_label_starting_with_2underscores'],
  ['__reserved__label__name__', '__reserved_label_name__'],
  ['trailing_underscores___', 'trailing_underscores_'],
];

/** prometheus/otlptranslator, metric_namer_test.go, `wantUnitName`. */
const OFFICIAL_UNITS: readonly (readonly [unit: string, name: string])[] = [
  ['', ''],
  ['ms', 'milliseconds'],
  ['By', 'bytes'],
  ['1/s', 'per_second'],
  ['By/s', 'bytes_per_second'],
  [' By / s ', 'bytes_per_second'],
  ['custom_unit', 'custom_unit'],
  ['1/custom_unit', 'per_custom_unit'],
  ['{custom}', ''],
  ['By/{custom}', 'bytes'],
  ['By/', 'bytes'],
  ['/', ''],
  ['%', 'percent'],
  ['1', ''],
  ['m/m', 'meters_per_minute'],
];

describe('the translation strategies', () => {
  it.each(OFFICIAL)('name %j in %j, a %s, as the official translator does', (name, unit, kind, names) => {
    expect(metricNames(name, unit, kind)).toEqual(names);
  });

  it.each(OFFICIAL_LABELS)('name the label %j as the official translator does', (key, sanitized) => {
    expect(labelNames(key)).toEqual([sanitized, sanitized, key, key]);
  });

  it.each(OFFICIAL_UNITS)('name the unit %j %j', (unit, name) => {
    expect(STRATEGIES.map((strategy) => createNameTranslator(strategy).unitName(unit))).toEqual(
      everywhere(name),
    );
  });

  it('clean a unit up as they clean its metric’s name up', () => {
    const units = (unit: string): readonly string[] =>
      STRATEGIES.map((strategy) => createNameTranslator(strategy).unitName(unit));
    expect(units('unit__multiple')).toEqual([
      'unit_multiple',
      'unit_multiple',
      'unit__multiple',
      'unit__multiple',
    ]);
    expect(units('_odd_')).toEqual(everywhere('odd'));
    expect(units('odd!/s').slice(0, 2)).toEqual(['odd_per_second', 'odd_per_second']);
    expect(units('s/!').slice(0, 2)).toEqual(['seconds', 'seconds']);
  });

  it('give no unit that OpenMetrics could not write, where names are free', () => {
    expect(createNameTranslator('NoTranslation').unitName('Ω\n# EOF')).toBe('');
    expect(createNameTranslator('NoUTF8EscapingWithSuffixes').unitName('a b')).toBe('');
  });

  it('are the default one where none is chosen', () => {
    expect(createNameTranslator()).toBe(createNameTranslator('UnderscoreEscapingWithSuffixes'));
  });
});

describe('NoUTF8EscapingWithSuffixes', () => {
  const named = (name: string, unit: string, kind: Kind): string =>
    createNameTranslator('NoUTF8EscapingWithSuffixes').metricName({ name, unit, kind });

  it.each<readonly [string, string, Kind, string]>([
    ['a.total', 's', 'counter', 'a_seconds_total'],
    ['a.seconds.total', 's', 'counter', 'a.seconds_total'],
    ['a.per_second', 'By/s', 'gauge', 'a_bytes_per_second'],
    ['a.bytes.per_second.total', 'By/s', 'counter', 'a.bytes_per_second_total'],
    ['a.ratio', '1', 'gauge', 'a_ratio'],
    ['total', '', 'counter', 'total_total'],
    ['.total', '', 'counter', '.total_total'],
    ['a😱total', '', 'counter', 'a_total'],
    ['subtotal', '', 'counter', 'su_total'],
    ['a', 'two words', 'gauge', 'a_two words'],
    ['', 's', 'gauge', '_seconds'],
    ['', '1/s', 'gauge', '_per_second'],
  ])('puts the suffixes of %j (%j, %s) into their order: %j', (name, unit, kind, expected) => {
    expect(named(name, unit, kind)).toBe(expected);
  });

  it('asks whether a sum is monotonic where that is known', () => {
    const { metricName } = createNameTranslator('NoUTF8EscapingWithSuffixes');
    expect(metricName({ name: 'a', unit: '', kind: 'counter', monotonic: false })).toBe('a');
    expect(metricName({ name: 'a', unit: '', kind: 'gauge', monotonic: true })).toBe('a_total');
  });
});

describe('names that may be any UTF-8', () => {
  const { metricName, labelName } = createNameTranslator('NoTranslation');

  it('are UTF-8, and hold no NUL, for which Prometheus would refuse them', () => {
    expect(metricName({ name: 'a\ud83d\0', unit: '', kind: 'gauge' })).toBe('a\ufffd\ufffd');
    expect(labelName('a\udc00\0')).toBe('a\ufffd\ufffd');
  });

  it('are never empty where they are labels’', () => {
    expect(labelNames('')).toEqual(['_', '_', '_', '_']);
  });

  it('are escaped as the scrape asks for it', () => {
    const names = SCHEMES.map((scheme) => createNameTranslator('NoTranslation', scheme));
    expect(
      names.map((translator) => translator.metricName({ name: 'a.b', unit: 's', kind: 'gauge' })),
    ).toEqual(['a_b', 'a_dot_b', 'U__a_2e_b', 'a.b']);
    expect(names.map((translator) => translator.labelName('a:b'))).toEqual([
      'a_b',
      'a__b',
      'U__a_3a_b',
      'a:b',
    ]);
    expect(names.map((translator) => translator.unitName('s'))).toEqual(everywhere('seconds'));
  });

  it('get their suffixes before they are escaped', () => {
    const { metricName: dotted } = createNameTranslator('NoUTF8EscapingWithSuffixes', 'dots');
    expect(dotted({ name: 'a.b', unit: 's', kind: 'counter' })).toBe('a_dot_b__seconds__total');
  });
});

describe('every name', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a.total', '9', '__', 'é.seconds', '\0'),
  );
  const kind = fc.constantFrom<Kind>('counter', 'updowncounter', 'gauge', 'histogram');
  const strategy = fc.constantFrom(...STRATEGIES);

  it('is one that every format can write, unless strategy and scrape allow for UTF-8', () => {
    fc.assert(
      fc.property(
        text,
        text,
        kind,
        strategy,
        fc.constantFrom(...SCHEMES),
        (name, unit, type, chosen, scheme) => {
          fc.pre(chosen.startsWith('Underscore') || scheme !== 'allow-utf-8');
          const translator = createNameTranslator(chosen, scheme);
          const metricName = translator.metricName({ name, unit, kind: type });
          expect(metricName === '' || isLegacyMetricName(metricName)).toBe(true);
          expect(isLegacyLabelName(translator.labelName(name))).toBe(true);
          expect(translator.unitName(unit)).toMatch(/^[a-zA-Z0-9_:]*$/);
        },
      ),
    );
  });

  it('is the same under every escaping scheme where the strategy escapes by itself', () => {
    fc.assert(
      fc.property(text, text, kind, fc.constantFrom(...SCHEMES), (name, unit, type, scheme) => {
        for (const chosen of STRATEGIES.slice(0, 2)) {
          expect(createNameTranslator(chosen, scheme).metricName({ name, unit, kind: type })).toBe(
            createNameTranslator(chosen).metricName({ name, unit, kind: type }),
          );
        }
      }),
    );
  });

  it('is well-formed UTF-8 without NUL', () => {
    fc.assert(
      fc.property(text, text, kind, strategy, (name, unit, type, chosen) => {
        const translator = createNameTranslator(chosen);
        for (const made of [translator.metricName({ name, unit, kind: type }), translator.labelName(name)]) {
          expect(Buffer.from(made).toString()).toBe(made);
          expect(made).not.toContain('\0');
        }
      }),
    );
  });
});
