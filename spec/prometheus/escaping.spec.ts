import fc from 'fast-check';
import {
  type EscapingScheme,
  escapeLabelName,
  escapeMetricName,
  escapeQuoted,
  isLegacyLabelName,
  isLegacyMetricName,
  labelNameText,
  metricNameText,
  sampleStart,
} from '../../lib/prometheus/escaping';

const SCHEMES: readonly EscapingScheme[] = ['underscores', 'dots', 'values', 'allow-utf-8'];

const anyName = fc.string({ unit: 'binary' });

/** prometheus/common, model/metric_test.go, TestEscapeName; names that every format can write stand further below. */
const OFFICIAL: readonly (readonly [name: string, underscores: string, dots: string, values: string])[] = [
  ['', '', '', ''],
  [
    'mysystem.prod.west.cpu.load',
    'mysystem_prod_west_cpu_load',
    'mysystem_dot_prod_dot_west_dot_cpu_dot_load',
    'U__mysystem_2e_prod_2e_west_2e_cpu_2e_load',
  ],
  [
    'mysystem.prod.west.cpu.load_total',
    'mysystem_prod_west_cpu_load_total',
    'mysystem_dot_prod_dot_west_dot_cpu_dot_load__total',
    'U__mysystem_2e_prod_2e_west_2e_cpu_2e_load__total',
  ],
  ['http.status:sum', 'http_status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
  ['label with 😱', 'label_with__', 'label__with____', 'U__label_20_with_20__1f631_'],
  ['花火', '__', '____', 'U___82b1__706b_'],
  ['label with Ā', 'label_with__', 'label__with____', 'U__label_20_with_20__100_'],
];

describe('escapeMetricName', () => {
  it.each(OFFICIAL)("writes %j as Prometheus's Go library does", (name, underscores, dots, values) => {
    expect(SCHEMES.map((scheme) => escapeMetricName(name, scheme))).toEqual([
      underscores,
      dots,
      values,
      name,
    ]);
  });

  it('leaves a name that every format can write as it is, in every scheme', () => {
    for (const scheme of SCHEMES) {
      expect(escapeMetricName('no:escaping_required', scheme)).toBe('no:escaping_required');
    }
  });

  it('escapes a digit at the beginning alone', () => {
    expect(SCHEMES.map((scheme) => escapeMetricName('5xx.5', scheme))).toEqual([
      '_xx_5',
      '__xx_dot_5',
      'U___35_xx_2e_5',
      '5xx.5',
    ]);
  });

  it('takes half of a surrogate pair for the replacement character', () => {
    expect(escapeMetricName('a\ud83d', 'values')).toBe('U__a_fffd_');
  });

  it('makes any name one that every format can write, except where UTF-8 is allowed', () => {
    fc.assert(
      fc.property(anyName, fc.constantFrom('underscores', 'dots', 'values'), (name, scheme) => {
        expect(isLegacyMetricName(`a${escapeMetricName(name, scheme)}`)).toBe(true);
        expect(name === '' || isLegacyMetricName(escapeMetricName(name, scheme))).toBe(true);
        expect(name === '' || isLegacyLabelName(escapeLabelName(name, scheme))).toBe(true);
        expect(escapeMetricName(name, 'allow-utf-8')).toBe(name);
      }),
    );
  });

  it('keeps different names different where it writes their values', () => {
    const dotted = fc.string({ unit: fc.constantFrom('a', '_', '.', '2e', 'é', ':') });
    fc.assert(
      fc.property(dotted, dotted, (a, b) => {
        fc.pre(a !== b && !isLegacyMetricName(a) && !isLegacyMetricName(b));
        expect(escapeMetricName(a, 'values')).not.toBe(escapeMetricName(b, 'values'));
      }),
    );
  });
});

describe('escapeLabelName', () => {
  it('escapes a colon, which no old label has', () => {
    expect(SCHEMES.map((scheme) => escapeLabelName('a:b', scheme))).toEqual([
      'a_b',
      'a__b',
      'U__a_3a_b',
      'a:b',
    ]);
  });

  it('does otherwise what is done to a metric', () => {
    const colonless = anyName.filter((name) => !name.includes(':'));
    fc.assert(
      fc.property(colonless, fc.constantFrom(...SCHEMES), (name, scheme) => {
        expect(escapeLabelName(name, scheme)).toBe(escapeMetricName(name, scheme));
      }),
    );
  });
});

describe('the names of old', () => {
  it.each([
    ['a', true, true],
    ['_a9', true, true],
    ['a:b', true, false],
    ['9a', false, false],
    ['a.b', false, false],
    ['a\n', false, false],
    ['é', false, false],
    ['', false, false],
  ])('%j is a metric’s: %s, and a label’s: %s', (name, metric, label) => {
    expect([isLegacyMetricName(name), isLegacyLabelName(name)]).toEqual([metric, label]);
  });
});

describe('names in the text formats', () => {
  it('stand bare where they are of the old kind', () => {
    expect(sampleStart('up')).toEqual({ bare: 'up', open: 'up{' });
    expect([metricNameText('job:up'), labelNameText('job')]).toEqual(['job:up', 'job']);
  });

  it('stand in quotes otherwise, a metric’s in the braces', () => {
    expect(sampleStart('my.metric')).toEqual({ bare: '{"my.metric"}', open: '{"my.metric",' });
    expect([metricNameText('my.metric'), labelNameText('my.label')]).toEqual(['"my.metric"', '"my.label"']);
  });

  it('have quotes around a label with a colon, which is a metric’s alone', () => {
    expect(labelNameText('a:b')).toBe('"a:b"');
  });

  it('are escaped like a label’s value', () => {
    expect(metricNameText('a"b\\c\nd')).toBe('"a\\"b\\\\c\\nd"');
  });

  it('can be read back, whatever they are', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(escapeQuoted(name)).not.toMatch(/\n/);
        const readBack = escapeQuoted(name).replace(/\\([\\"n])/g, (_escape, character) =>
          character === 'n' ? '\n' : character,
        );
        expect(readBack).toBe(name);
      }),
    );
  });
});
