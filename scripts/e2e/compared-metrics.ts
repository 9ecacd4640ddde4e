import type { Attributes, HrTime } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ExponentialHistogram, Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import type { Exemplar } from '../../lib/metrics';
import {
  collected,
  counter,
  exponential,
  gauge,
  histogram,
  inScope,
  three,
  upDownCounter,
} from '../../spec/prometheus/support';
import { SPAN } from './exemplar-metrics';

/** Of each kind of unit one at least, and what looks like one. */
const UNITS = [
  ...[
    '',
    '1',
    '%',
    's',
    'ms',
    'us',
    'ns',
    'min',
    'h',
    'd',
    'By',
    'KiBy',
    'MBy',
    'GiBy',
    'm',
    'V',
    'A',
    'J',
    'W',
  ],
  ...[
    'g',
    'Cel',
    'Hz',
    'By/s',
    'm/s',
    'km/h',
    '1/s',
    '{card}',
    '{card}/s',
    'By/{card}',
    '{a}b',
    'bananas',
    'a b',
  ],
  ...['/s', 's/', 'a/b/c', 'ä', '_s', 's_', 'per_s', 'S'],
];

/** Names that are not as Prometheus has them, that have their unit or suffix already, or that begin like another's. */
const NAMES: readonly (readonly [name: string, unit: string])[] = [
  ['has.seconds', 's'],
  ['has.seconds.within', 's'],
  ['has_seconds_', 's'],
  ['total', ''],
  ['a.total', ''],
  ['a_total_', ''],
  ['total.first', ''],
  ['with.ratio', '1'],
  ['1digit', ''],
  ['with-dash', ''],
  ['with space', ''],
  ['with:colon', ''],
  ['double__underscore', ''],
  ['_leading', ''],
  ['trailing_', ''],
  ['dots..two', ''],
  ['ünï.cödé', 's'],
  ['emoji😀', ''],
  ['quote"d', ''],
  ['back\\slash', ''],
  ['a.count', ''],
  ['a.bucket', ''],
  ['a.created', ''],
  ['a.info', ''],
];

const NUMBERS = [
  0,
  -1,
  0.1,
  1e21,
  1e-7,
  5e-324,
  1.797e308,
  2 ** 53,
  2 ** 63,
  Number.NaN,
  Infinity,
  -Infinity,
];

/** One gauge each, so that what becomes of one does not touch the others. */
const LABELS: readonly (readonly [what: string, attributes: Attributes])[] = [
  ['text', { text: 'plain' }],
  ['hostile', { quote: '"', backslash: '\\', newline: 'a\nb', both: '\\n', emoji: '😀', space: ' ' }],
  ['types', { yes: true, no: false, integer: 42, fraction: 0.1, negative: -1, large: 1e21, tiny: 1e-7 }],
  ['arrays', { texts: ['a', 'b"'], numbers: [1, 2.5], flags: [true, false], none: [] }],
  ['empty', { empty: '', other: 'x' }],
  ['keys', { 'a.b': '1', 'a-c': '2', '1d': '3', _under: '4', 'two..dots': '5', ünï: '6', 'with space': '7' }],
  ['underscores', { __two: '1', ___three: '2', end_: '3', mid__dle: '4' }],
  ['colliding', { 'b.c': 'first', b_c: 'second', 'b-c': 'third' }],
  ['own', { le: '1', quantile: '0.5' }],
  ['scope', { otel_scope_name: 'mine', otel_scope_version: 'mine' }],
  ['target', { job: 'mine', instance: 'mine' }],
];

const TIME: HrTime = [1_700_000_100, 123_000_000];
const START: HrTime = [1_700_000_050, 250_000_000];

const exemplar = (value: number, more: Partial<Exemplar> = {}): Exemplar => ({
  value,
  timestamp: TIME,
  filteredAttributes: {},
  ...SPAN,
  ...more,
});

const values: Histogram = { ...three, sum: 4.5 };
const HISTOGRAMS: readonly (readonly [what: string, value: Histogram])[] = [
  ['of three', values],
  ['without min and max', { buckets: values.buckets, count: 3, sum: 4.5 }],
  ['without sum', { buckets: values.buckets, count: 3 } as Histogram],
  ['without bounds', { buckets: { boundaries: [], counts: [3] }, count: 3, sum: 4.5 }],
  ['empty', { buckets: { boundaries: [1, 2], counts: [0, 0, 0] }, count: 0, sum: 0 }],
  ['negative', { buckets: { boundaries: [-1, 0, 1], counts: [1, 1, 1, 1] }, count: 4, sum: -2 }],
  ['large', { buckets: { boundaries: [1], counts: [2 ** 51, 2 ** 51] }, count: 2 ** 52, sum: 2 ** 60 }],
  [
    'beyond exact',
    { buckets: { boundaries: [1], counts: [2 ** 60, 2 ** 60] }, count: 2 ** 61, sum: 2 ** 70 },
  ],
  ['odd bounds', { buckets: { boundaries: [1e-7, 0.1, 1e21], counts: [1, 1, 1, 1] }, count: 4, sum: 7 }],
];

const NONE = { offset: 0, bucketCounts: [] };
const buckets = { offset: -2, bucketCounts: [1, 0, 0, 0, 2] };
const ofScale = (scale: number): ExponentialHistogram => ({
  scale,
  count: 4,
  sum: 5,
  zeroCount: 1,
  positive: buckets,
  negative: NONE,
});
const EXPONENTIALS: readonly (readonly [what: string, value: ExponentialHistogram])[] = [
  ...[-5, -4, 0, 3, 8, 9, 20].map((scale) => [`scale ${scale}`, ofScale(scale)] as const),
  ['negative', { ...ofScale(2), count: 7, sum: -5, negative: buckets }],
  ['without sum', { scale: 2, count: 4, zeroCount: 1, positive: buckets, negative: NONE }],
  ['empty', { scale: 0, count: 0, sum: 0, zeroCount: 0, positive: NONE, negative: NONE }],
];

/** A histogram of one kind a metric, for the same reason. */
const inWords = (what: string) => what.replace(/ /g, '.').replace('-', 'minus');

function ofAllKinds(): readonly MetricData[] {
  const described = (name: string, unit: string) => ({ name, unit, description: `Of the unit "${unit}"\\.` });
  return [
    ...UNITS.flatMap((unit, index) => [
      counter(described(`unit${index}.counted`, unit), [[{}, 1]]),
      gauge(described(`unit${index}.measured`, unit), [[{}, 1]]),
      upDownCounter(described(`unit${index}.open`, unit), [[{}, -1]]),
      histogram(described(`unit${index}.spread`, unit), [[{}, values]]),
    ]),
    ...NAMES.flatMap(([name, unit]) => [
      counter({ name: `c.${name}`, unit }, [[{}, 1]]),
      gauge({ name: `g.${name}`, unit }, [[{}, 1]]),
    ]),
    ...NAMES.map(([name, unit]) => gauge({ name, unit }, [[{}, 1]])),
    gauge(
      { name: 'numbers' },
      NUMBERS.map((value, index) => [{ index }, value]),
    ),
    counter(
      { name: 'counts' },
      NUMBERS.filter((value) => value >= 0).map((value, index) => [{ index }, value]),
    ),
    ...LABELS.map(([what, attributes]) => gauge({ name: `labels.${what}` }, [[attributes, 1]])),
    ...HISTOGRAMS.map(([what, value]) =>
      histogram({ name: `histogram.${inWords(what)}` }, [[{ own: 'x' }, value]]),
    ),
    histogram({ name: 'histogram.labels' }, [[{ le: 'mine' }, values]]),
    ...EXPONENTIALS.map(([what, value]) =>
      exponential({ name: `exponential.${inWords(what)}` }, [[{ own: 'x' }, value]]),
    ),
  ];
}

function withExemplars(): readonly MetricData[] {
  const some = [exemplar(0.5), exemplar(1.5), exemplar(3)];
  const beside = { exemplars: some, startTime: START };
  return [
    counter({ name: 'exemplars.counted' }, [[{}, 3, { exemplars: [exemplar(1)], startTime: START }]]),
    histogram({ name: 'exemplars.spread' }, [[{}, values, beside]]),
    exponential({ name: 'exemplars.native' }, [[{}, ofScale(3), beside]]),
    counter({ name: 'exemplars.filtered' }, [
      [{}, 3, { exemplars: [exemplar(1, { filteredAttributes: { 'card.id': '17' } })] }],
    ]),
  ];
}

/** The same metric in several scopes, each with something of its own. */
function inScopes() {
  const shared = (value: number) => gauge({ name: 'shared', description: 'Shared.' }, [[{}, value]]);
  return [
    inScope('bare', shared(1)),
    inScope({ name: 'versioned', version: '1.2.3' }, shared(2)),
    inScope({ name: 'schema', version: '1', schemaUrl: 'https://example.org/1.0' }, shared(3)),
    inScope(
      { name: 'attributed', version: '1', attributes: { team: 'cards', 'a.b': 1, name: 'not this' } },
      shared(4),
    ),
  ];
}

/** What is shown by us and pushed to the Collector, to be compared: all that OTLP metrics can be, and that is odd. */
export function comparedMetrics() {
  return collected(
    [inScope({ name: 'kinds', version: '1' }, ...ofAllKinds(), ...withExemplars()), ...inScopes()],
    {
      resource: resourceFromAttributes({
        'service.name': 'compared',
        'service.namespace': 'e2e',
        'service.instance.id': '1',
        'host.name': 'vm"1',
        'a.b': 'x',
        numbers: [1, 2],
      }),
    },
  );
}
