import fc from 'fast-check';
import { type ExpositionFormat, negotiate } from '../../lib/prometheus/negotiation';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const OPENMETRICS_0_0_1 = 'application/openmetrics-text; version=0.0.1; charset=utf-8';
const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

const PROTOBUF_ASKED =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

interface Scraper {
  readonly name: string;
  readonly accept: string | undefined;
  readonly contentType: string;
}

/** What scrapers send. Those of Prometheus by scrape.acceptHeader of the version. */
const SCRAPERS: readonly Scraper[] = [
  {
    name: 'Prometheus 3',
    accept:
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    contentType: `${OPENMETRICS}; escaping=allow-utf-8`,
  },
  {
    name: 'Prometheus 3 that scrapes native histograms',
    accept: `${PROTOBUF_ASKED};q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1`,
    contentType: `${PROTOBUF}; escaping=underscores`,
  },
  {
    name: 'Prometheus 3 with legacy names, and Grafana Alloy',
    accept:
      'application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    contentType: `${OPENMETRICS}; escaping=underscores`,
  },
  {
    name: 'Prometheus 3 with scrape_protocols: [PrometheusText1.0.0, PrometheusText0.0.4]',
    accept: 'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.4',
    contentType: `${TEXT}; escaping=allow-utf-8`,
  },
  {
    name: 'Prometheus 2.49 and later',
    accept:
      'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    contentType: `${OPENMETRICS}; escaping=underscores`,
  },
  {
    name: 'Prometheus 2 before 2.49, and the agent of Datadog',
    accept:
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    contentType: `${OPENMETRICS}; escaping=underscores`,
  },
  {
    name: 'an early Prometheus 2',
    accept: 'application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    contentType: `${OPENMETRICS_0_0_1}; escaping=underscores`,
  },
  {
    name: 'vmagent of VictoriaMetrics, and netdata',
    accept: 'text/plain;version=0.0.4;q=1,*/*;q=0.1',
    contentType: `${TEXT}; escaping=underscores`,
  },
  { name: 'curl', accept: '*/*', contentType: `${TEXT}; escaping=underscores` },
  { name: 'who says nothing', accept: undefined, contentType: `${TEXT}; escaping=underscores` },
  {
    name: 'Firefox',
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    contentType: `${TEXT}; escaping=underscores`,
  },
  {
    name: 'Chrome',
    accept:
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
    contentType: `${TEXT}; escaping=underscores`,
  },
  {
    name: 'a Java program',
    accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2',
    contentType: `${TEXT}; escaping=underscores`,
  },
];

const contentType = (accept: string, formats?: readonly ExpositionFormat[]): string =>
  negotiate(accept, formats === undefined ? {} : { formats }).contentType;

describe('negotiate', () => {
  it.each(SCRAPERS)('answers $name with $contentType', ({ accept, contentType: expected }) => {
    expect(negotiate(accept).contentType).toBe(expected);
  });

  it('says format and escaping beside the content type', () => {
    expect(SCRAPERS.slice(0, 4).map(({ accept }) => negotiate(accept))).toMatchObject([
      { format: 'openmetrics', escaping: 'allow-utf-8' },
      { format: 'protobuf', escaping: 'underscores' },
      { format: 'openmetrics', escaping: 'underscores' },
      { format: 'text', escaping: 'allow-utf-8' },
    ]);
  });

  // prometheus/common, expfmt/encode_test.go, TestNegotiate and TestNegotiateIncludingOpenMetrics.
  it.each([
    [PROTOBUF_ASKED, `${PROTOBUF}; escaping=underscores`],
    [`${PROTOBUF_ASKED}; escaping=allow-utf-8;`, `${PROTOBUF}; escaping=allow-utf-8`],
    ['text/plain;version=0.0.4;', `${TEXT}; escaping=underscores`],
    ['text/plain;version=0.0.4; escaping=values;', `${TEXT}; escaping=values`],
    ['application/openmetrics-text', `${OPENMETRICS_0_0_1}; escaping=underscores`],
    ['application/openmetrics-text;version=0.0.1; escaping=dots', `${OPENMETRICS_0_0_1}; escaping=dots`],
    ['application/openmetrics-text;version=0.0.4', `${TEXT}; escaping=underscores`],
  ])("answers %j as Prometheus's Go library does", (accept, expected) => {
    expect(contentType(accept)).toBe(expected);
  });

  it('gives what is preferred of the formats that the caller serves, with the escaping asked for before', () => {
    const accept = SCRAPERS[0]?.accept ?? '';
    expect(contentType(accept, ['text'])).toBe(`${TEXT}; escaping=allow-utf-8`);
    expect(contentType(accept, [])).toBe(`${TEXT}; escaping=allow-utf-8`);
    expect(
      contentType(`${PROTOBUF_ASKED},application/openmetrics-text;version=1.0.0;q=0.5`, ['openmetrics']),
    ).toBe(`${OPENMETRICS}; escaping=underscores`);
  });

  it('goes by quality, then by the order of the header', () => {
    const openMetrics = 'application/openmetrics-text;version=1.0.0';
    expect(contentType(`text/plain;q=0.5,${openMetrics};q=0.6`)).toMatch(OPENMETRICS);
    expect(contentType(`text/plain,${openMetrics}`)).toMatch(TEXT);
    expect(contentType(`${openMetrics},text/plain`)).toMatch(OPENMETRICS);
  });

  it('takes a quality of 0 for a refusal, and one that is no number for the least', () => {
    expect(contentType('application/openmetrics-text;version=1.0.0;q=0')).toMatch(TEXT);
    expect(contentType('application/openmetrics-text;version=1.0.0;q=0.000,*/*')).toMatch(TEXT);
    expect(contentType('application/openmetrics-text;version=1.0.0;q=high')).toMatch(OPENMETRICS);
    expect(contentType('application/openmetrics-text;version=1.0.0;q=-1,text/plain;q=0.001')).toMatch(TEXT);
    expect(contentType('text/plain;q=1,application/openmetrics-text;version=1.0.0;q=7')).toMatch(TEXT);
  });

  it('prefers what is named to a wildcard, whatever its quality', () => {
    expect(contentType('*/*;escaping=dots,application/openmetrics-text;version=1.0.0;q=0.1')).toBe(
      `${OPENMETRICS}; escaping=underscores`,
    );
    expect(contentType('*/*;escaping=dots')).toBe(`${TEXT}; escaping=dots`);
  });

  it('passes over parameters without a value or with two', () => {
    expect(contentType('application/openmetrics-text;version=1.0.0;version=;version=0.0.1=x;q')).toMatch(
      OPENMETRICS,
    );
  });

  it('passes over what is no media type, whatever parameters it has', () => {
    expect(contentType('a/b/c;escaping=dots,text;escaping=dots,text/plain')).toBe(
      `${TEXT}; escaping=underscores`,
    );
  });

  it('reads names in any case, and values in quotes', () => {
    expect(contentType('Application/OpenMetrics-Text; Version="1.0.0"; Escaping="d\\ots"; Q=0.5')).toBe(
      `${OPENMETRICS}; escaping=dots`,
    );
    const quoted = (value: string): string => contentType(`text/html;a="${value}",text/plain`);
    expect(quoted('x,application/openmetrics-text,y')).toMatch(TEXT);
    expect(quoted('\\",application/openmetrics-text,y')).toMatch(TEXT);
  });

  it('offers no protobuf to who wants it in another encoding or of another message', () => {
    expect(contentType('application/vnd.google.protobuf')).toMatch(TEXT);
    expect(contentType(PROTOBUF_ASKED.replace('delimited', 'text'))).toMatch(TEXT);
    expect(contentType(PROTOBUF_ASKED.replace('MetricFamily', 'Metric'))).toMatch(TEXT);
  });

  it.each([
    '',
    ' ',
    ',',
    ';',
    ',;=,',
    '/',
    'text',
    'text/',
    '/plain',
    'a/b/c',
    ';q=1',
    '"',
    '\\',
    '\0',
    'q',
    '=;=,=',
  ])('answers %j, which says nothing, with text', (accept) => {
    expect(negotiate(accept)).toEqual({
      format: 'text',
      escaping: 'underscores',
      contentType: `${TEXT}; escaping=underscores`,
    });
  });

  it.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['quotes', '"'],
    ['backslashes in quotes', '"\\'],
    ['blanks', ' '],
    ['equals signs', '='],
    ['NUL', '\0'],
    ['alternatives', 'a/b;q=0.1,'],
    ['parameters', 'a=b;'],
    ['asterisks', '*'],
  ])('answers 64 KiB of %s with text', (_what, unit) => {
    expect(negotiate(unit.repeat(65_536 / unit.length)).format).toBe('text');
    expect(negotiate(`text/plain;a=${unit.repeat(65_536 / unit.length)}`).format).toBe('text');
  });

  it('looks at the first hundred alternatives and no further', () => {
    const openMetrics = 'application/openmetrics-text;version=1.0.0';
    expect(contentType(`${'a/b,'.repeat(99)}${openMetrics}`)).toMatch(OPENMETRICS);
    expect(contentType(`${'a/b,'.repeat(100)}${openMetrics}`)).toMatch(TEXT);
  });

  it('never throws, and answers any header with one of the content types that there are', () => {
    const word = fc.constantFrom(
      ...[
        'text/plain',
        'application/openmetrics-text',
        PROTOBUF_ASKED,
        '*/*',
        'version',
        'escaping',
        'q',
        '0.5',
      ],
      ...[
        '1.0.0',
        '0.0.1',
        'dots',
        'values',
        'proto',
        '__proto__',
        'constructor/x',
        '"',
        '\\',
        ',',
        ';',
        '=',
        ' ',
      ],
    );
    const types = [TEXT, OPENMETRICS, OPENMETRICS_0_0_1, PROTOBUF];
    const schemes = ['underscores', 'dots', 'values', 'allow-utf-8'];
    const answers = types.flatMap((type) => schemes.map((scheme) => `${type}; escaping=${scheme}`));
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ unit: 'binary' }))), (words) => {
        expect(answers).toContain(contentType(words.join('')));
      }),
    );
  });
});
