import { type Attributes, type HrTime, ROOT_CONTEXT, TraceFlags, trace, ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type IMetricReader,
  InstrumentType,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { type Exemplar, type ExemplarCarrier, MeterProvider } from '../../lib/metrics';

const START: HrTime = [1_790_000_000, 0];
const END: HrTime = [1_790_000_010, 500_000_000];

/** The span in which everything here is measured. */
export const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } as const;

/** Attributes of every type that the API allows. */
const ALL_TYPES: Attributes = {
  'a.text': 'Zürich 🂡',
  'a.long.text': 'x'.repeat(20_000),
  'a.flag': true,
  'an.integer': -42,
  'a.large.integer': 2 ** 53,
  'a.fraction': 0.25,
  texts: ['a', 'b'],
  flags: [true, false],
  numbers: [1, -2.5, 2 ** 40],
  nothing: [],
};

const exemplar = (value: number, filteredAttributes: Attributes = {}): Exemplar => ({
  value,
  filteredAttributes,
  timestamp: [1_790_000_005, 123_456_789],
  ...SPAN,
});
/** As one without a span, which the filter `always_on` lets through. */
const WITHOUT_SPAN: Exemplar = { value: 3, filteredAttributes: {}, timestamp: [1_790_000_006, 1] };

function points<Value>(value: Value, exemplars: readonly Exemplar[]): ExemplarCarrier<Value>[] {
  const point = { startTime: START, endTime: END, value };
  return [
    { ...point, attributes: { point: 'without exemplars' } },
    { ...point, attributes: { point: 'with exemplars' }, exemplars },
    { ...point, attributes: { point: 'with none' }, exemplars: [] },
  ];
}

const HISTOGRAM = { count: 2, sum: 3, min: 1, max: 2, buckets: { boundaries: [1, 5], counts: [1, 1, 0] } };
const EXPONENTIAL_HISTOGRAM = {
  count: 2,
  sum: 3,
  min: 1,
  max: 2,
  scale: 3,
  zeroCount: 0,
  positive: { offset: -1, bucketCounts: [1, 0, 0, 0, 0, 0, 0, 0, 1] },
  negative: { offset: 0, bucketCounts: [] },
};

/** Metrics of all types, as a storage would give them, with exemplars of all kinds. */
export function handMadeMetrics(prefix: string): ResourceMetrics {
  const descriptor = (name: string, type: InstrumentType, valueType: ValueType) => ({
    name: `${prefix}.${name}`,
    description: '',
    unit: '1',
    type,
    valueType,
  });
  const aggregationTemporality = AggregationTemporality.CUMULATIVE;
  return {
    resource: resourceFromAttributes({ 'service.name': 'e2e' }),
    scopeMetrics: [
      {
        scope: { name: 'e2e', version: '1' },
        metrics: [
          {
            descriptor: descriptor('sum', InstrumentType.COUNTER, ValueType.INT),
            aggregationTemporality,
            dataPointType: DataPointType.SUM,
            isMonotonic: true,
            dataPoints: points(12, [
              exemplar(7, ALL_TYPES),
              exemplar(-(2 ** 40)),
              exemplar(0.5),
              WITHOUT_SPAN,
            ]),
          },
          {
            descriptor: descriptor('gauge', InstrumentType.GAUGE, ValueType.DOUBLE),
            aggregationTemporality,
            dataPointType: DataPointType.GAUGE,
            dataPoints: points(1.5, [exemplar(1.5, ALL_TYPES), exemplar(1e300)]),
          },
          {
            descriptor: descriptor('histogram', InstrumentType.HISTOGRAM, ValueType.DOUBLE),
            aggregationTemporality,
            dataPointType: DataPointType.HISTOGRAM,
            dataPoints: points(HISTOGRAM, [exemplar(1, ALL_TYPES), exemplar(2)]),
          },
          {
            descriptor: descriptor('exponential', InstrumentType.HISTOGRAM, ValueType.DOUBLE),
            aggregationTemporality,
            dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
            dataPoints: points(EXPONENTIAL_HISTOGRAM, [exemplar(1, ALL_TYPES), exemplar(2)]),
          },
        ],
      },
    ],
  };
}

/** Records in the span, through our MeterProvider, which `reader` reads. */
export function recordInSpan(prefix: string, reader: IMetricReader): MeterProvider {
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'e2e' }),
    readers: [reader],
    views: [{ instrumentName: `${prefix}.*`, attributesProcessors: [{ process: withoutCard }] }],
  });
  const meter = provider.getMeter('e2e');
  const context = trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, traceFlags: TraceFlags.SAMPLED });
  const attributes = { kind: 'recorded', 'card.id': 'card 17' };
  meter.createCounter(`${prefix}.sum`, { valueType: ValueType.INT }).add(7, attributes, context);
  meter.createHistogram(`${prefix}.histogram`).record(0.5, attributes, context);
  return provider;
}

/** What a View leaves out of the series is kept with the exemplars. */
function withoutCard({ 'card.id': _card, ...attributes }: Attributes): Attributes {
  return attributes;
}
