import type { Attributes, HrTime } from '@opentelemetry/api';
import fc from 'fast-check';
import { counter, exponential, gauge, histogram, inScope } from './support';

const key = fc.oneof(
  fc.constantFrom(
    'le',
    'otel_scope_name',
    'otel.scope.version',
    '__name__',
    '__proto__',
    'a.b',
    'a_b',
    'a-b',
    '',
    'quantile',
    'exported_le',
  ),
  fc.string({ unit: 'binary' }),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\n', '\\n', '\0', '\r', '\ud800', '😀', '{}', ', '),
);
const value = fc.oneof(
  text,
  fc.anything({ withBigInt: true, withNullPrototype: true }),
  fc.constant(Symbol('s')),
);
/** Attribute sets with keys and values that nobody would choose. */
export const hostileAttributes = fc.dictionary(key, value, { maxKeys: 5 }) as fc.Arbitrary<Attributes>;
const attributes = hostileAttributes;
const numbers = fc.oneof(fc.double(), fc.integer());
const name = fc.oneof(
  fc.constantFrom(
    'a',
    'a.b',
    'target.info',
    'target',
    'a_count',
    'a_bucket',
    'a.created',
    'a.total',
    '1a',
    '',
  ),
  fc.string({ unit: 'binary' }),
);

const nanos = fc.nat({ max: 999_999_999 });
const exemplar = fc.record(
  {
    value: numbers,
    timestamp: fc.tuple(fc.nat(), nanos) as fc.Arbitrary<HrTime>,
    filteredAttributes: attributes,
    traceId: fc.oneof(fc.constant('0af7651916cd43dd8448eb211c80319c'), text),
    spanId: fc.oneof(fc.constant('b7ad6b7169203331'), text),
  },
  { requiredKeys: ['value', 'timestamp', 'filteredAttributes'] },
);
const beside = fc.record(
  {
    exemplars: fc.array(exemplar, { maxLength: 4 }),
    startTime: fc.tuple(fc.nat(), nanos) as fc.Arbitrary<HrTime>,
  },
  { requiredKeys: [] },
);
const points = <T>(of: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(attributes, of, beside), { minLength: 1, maxLength: 4 });
const counts = fc.tuple(fc.nat(), fc.nat(), fc.nat());
const boundaries: fc.Arbitrary<number[]> = fc.constantFrom([-1, 2.5], [0, 1e-7], [0.5, 1e6]);
const histograms = fc.tuple(counts, numbers, boundaries).map(([bucketCounts, sum, bounds]) => ({
  buckets: { boundaries: bounds, counts: bucketCounts },
  count: total(bucketCounts),
  sum,
}));
const buckets = fc.record({
  offset: fc.integer({ min: -200, max: 200 }),
  bucketCounts: fc.array(fc.nat(), { maxLength: 20 }),
});
const exponentials = fc
  .tuple(
    fc.integer({ min: -10, max: 20 }),
    fc.nat(),
    buckets,
    buckets,
    fc.option(numbers, { nil: undefined }),
  )
  .map(([scale, zeroCount, positive, negative, sum]) => ({
    scale,
    zeroCount,
    positive,
    negative,
    count: zeroCount + total(positive.bucketCounts) + total(negative.bucketCounts),
    ...(sum !== undefined && { sum }),
  }));

function total(numbersOf: readonly number[]): number {
  return numbersOf.reduce((all, each) => all + each, 0);
}

const described = fc.record({
  name,
  unit: fc.oneof(fc.constantFrom('', '1', 's', 'By/s', '{x}'), text),
  description: text,
});
const metric = fc.oneof(
  fc.tuple(described, points(numbers)).map(([metricOf, data]) => counter(metricOf, data)),
  fc.tuple(described, points(numbers)).map(([metricOf, data]) => gauge(metricOf, data)),
  fc.tuple(described, points(histograms)).map(([metricOf, data]) => histogram(metricOf, data)),
  fc.tuple(described, points(exponentials)).map(([metricOf, data]) => exponential(metricOf, data)),
);
const scope = fc
  .tuple(text, attributes, fc.array(metric, { maxLength: 4 }))
  .map(([scopeName, scopeAttributes, metrics]) =>
    inScope({ name: scopeName, version: '1', attributes: scopeAttributes }, ...metrics),
  );

/** What one collection may bring, with names, keys, values, numbers and exemplars that nobody would choose. */
export const hostileScopes = fc.array(scope, { maxLength: 3 });
