import { type HrTime, ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  InstrumentType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';
import type { Exemplar, ExemplarCarrier } from '../../../../lib/metrics/exemplar-data';

/** Random metrics with exemplars, as a storage gives them. */

/** Texts with all kinds of characters, also halves of surrogate pairs, and such as are too long for a short length. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('a', '\u007f', '\u0080', 'ÿ', '\u0100'), maxLength: 12 }),
  fc.integer({ min: 100, max: 20_000 }).map((length) => 'é'.repeat(length)),
);
const words = fc.string({ maxLength: 8 });
const number = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, -1, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 62, -(2 ** 63), 2 ** 63, 1e21, 5e-324),
);
const attributeValue = fc.oneof(
  text,
  fc.boolean(),
  number,
  fc.array(text, { maxLength: 3 }),
  fc.array(fc.boolean(), { maxLength: 3 }),
  fc.array(fc.option(number), { maxLength: 3 }),
);
const attributes = fc.dictionary(text, fc.option(attributeValue, { nil: undefined }), { maxKeys: 4 });
/** From 1970 to the end of what nanoseconds in 64 bits can say. */
const time: fc.Arbitrary<HrTime> = fc.tuple(
  fc.oneof(
    fc.integer({ min: 0, max: 18_446_744_072 }),
    fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
  ),
  fc.integer({ min: 0, max: 999_999_999 }),
);

function hex(digits: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: digits / 2, maxLength: digits / 2 })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
}

const exemplar: fc.Arbitrary<Exemplar> = fc.record(
  { filteredAttributes: attributes, value: number, timestamp: time, traceId: hex(32), spanId: hex(16) },
  { requiredKeys: ['filteredAttributes', 'value', 'timestamp'] },
);
const exemplars = fc.array(exemplar, { maxLength: 3 });

function points<Value>(
  value: fc.Arbitrary<Value>,
  attributeSet = fc.dictionary(words, words, { maxKeys: 3 }),
) {
  const point: fc.Arbitrary<ExemplarCarrier<Value>> = fc.record(
    { startTime: time, endTime: time, attributes: attributeSet, value, exemplars },
    { requiredKeys: ['startTime', 'endTime', 'attributes', 'value'] },
  );
  return fc.array(point, { maxLength: 6 });
}

const count = fc.maxSafeInteger().map(Math.abs);
const moments = { count, sum: fc.double(), min: fc.double(), max: fc.double() };
const histogram = fc.record(
  {
    ...moments,
    buckets: fc.record({
      counts: fc.array(count, { maxLength: 6 }),
      boundaries: fc.array(fc.double(), { maxLength: 5 }),
    }),
  },
  { requiredKeys: ['count', 'buckets'] },
);
const side = fc.record({
  offset: fc.integer({ min: -1_000, max: 1_000 }),
  bucketCounts: fc.array(count, { maxLength: 5 }),
});
const exponentialHistogram = fc.record(
  { ...moments, scale: fc.integer({ min: -10, max: 20 }), zeroCount: count, positive: side, negative: side },
  { requiredKeys: ['count', 'scale', 'zeroCount', 'positive', 'negative'] },
);

const shared = {
  descriptor: fc.record({
    name: text,
    description: words,
    unit: words,
    type: fc.constant(InstrumentType.COUNTER),
    valueType: fc.constantFrom(ValueType.INT, ValueType.DOUBLE),
  }),
  aggregationTemporality: fc.constantFrom(AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE),
};
const numbers = points(fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true })));
const metric: fc.Arbitrary<MetricData> = fc.oneof(
  fc.record({ ...shared, dataPointType: fc.constant(DataPointType.GAUGE as const), dataPoints: numbers }),
  fc.record({
    ...shared,
    dataPointType: fc.constant(DataPointType.SUM as const),
    isMonotonic: fc.boolean(),
    dataPoints: numbers,
  }),
  fc.record({
    ...shared,
    dataPointType: fc.constant(DataPointType.HISTOGRAM as const),
    dataPoints: points(histogram),
  }),
  fc.record({
    ...shared,
    dataPointType: fc.constant(DataPointType.EXPONENTIAL_HISTOGRAM as const),
    dataPoints: points(exponentialHistogram),
  }),
);

/** What a reader collects: several scopes with metrics of all types, some of whose points have exemplars. */
export const resourceMetrics: fc.Arbitrary<ResourceMetrics> = fc.record({
  resource: fc.dictionary(words, words, { maxKeys: 3 }).map((given) => resourceFromAttributes(given)),
  scopeMetrics: fc.array(
    fc.record({
      scope: fc.record({ name: words, version: words, schemaUrl: words }),
      metrics: fc.array(metric, { maxLength: 4 }),
    }),
    { maxLength: 3 },
  ),
});
