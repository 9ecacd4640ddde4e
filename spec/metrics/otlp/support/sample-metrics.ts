import { ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  InstrumentType,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Exemplar, ExemplarCarrier } from '../../../../lib/metrics/exemplar-data';

/** An exemplar in a span, with one attribute that its data point leaves out. */
export const SAMPLE_EXEMPLAR: Exemplar = {
  filteredAttributes: { 'card.slot': 3 },
  value: 7,
  timestamp: [1_790_000_000, 123_456_789],
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
};

/** One counter of integers with one data point, which has these exemplars. */
export function sampleMetrics(exemplars: readonly Exemplar[] = [SAMPLE_EXEMPLAR]): ResourceMetrics {
  const point: ExemplarCarrier<number> = {
    startTime: [1_790_000_000, 0],
    endTime: [1_790_000_001, 0],
    attributes: { 'session.status': 'completed' },
    value: 12,
    exemplars,
  };
  const descriptor = {
    name: 'spec.sessions',
    description: 'Sessions.',
    unit: '{session}',
    type: InstrumentType.COUNTER,
    valueType: ValueType.INT,
  };
  return {
    resource: resourceFromAttributes({ 'service.name': 'spec' }),
    scopeMetrics: [
      {
        scope: { name: 'spec' },
        metrics: [
          {
            descriptor,
            aggregationTemporality: AggregationTemporality.CUMULATIVE,
            dataPointType: DataPointType.SUM,
            isMonotonic: true,
            dataPoints: [point],
          },
        ],
      },
    ],
  };
}
