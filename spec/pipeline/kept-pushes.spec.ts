import { ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { KeptPushes } from '../../lib/pipeline/kept-pushes';

/** A push of one metric with so many data points. */
function pushOf(points: number): ResourceMetrics {
  const dataPoints = Array.from({ length: points }, (_, value) => ({
    attributes: {},
    startTime: [0, 0] as [number, number],
    endTime: [1, 0] as [number, number],
    value,
  }));
  const metric = {
    descriptor: { name: 'calls', description: '', unit: '', valueType: ValueType.INT },
    aggregationTemporality: AggregationTemporality.DELTA,
    dataPointType: DataPointType.SUM as const,
    isMonotonic: true,
    dataPoints,
  };
  return { resource: emptyResource(), scopeMetrics: [{ scope: { name: 'a' }, metrics: [metric] }] };
}

const valuesOf = (metrics: ResourceMetrics | undefined) =>
  metrics?.scopeMetrics.flatMap((scope) =>
    scope.metrics.flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value)),
  );

describe('a piece that is put back', () => {
  it('stays apart from what was behind it when what lay between has been given up', () => {
    const kept = new KeptPushes(6);
    kept.add(pushOf(10));
    const piece = kept.take(2);
    expect(kept.trim()).toBe(1);
    if (piece) kept.putBack(piece);

    expect(kept.points).toBe(8);
    expect(valuesOf(kept.take(100)?.metrics)).toEqual([0, 1, 4, 5, 6, 7, 8, 9]);
    expect(kept.points).toBe(0);
  });

  it('is one with what it was cut from', () => {
    const kept = new KeptPushes(100);
    kept.add(pushOf(5));
    const piece = kept.take(2);
    if (piece) kept.putBack(piece);

    expect(kept.take(100)?.parts).toHaveLength(1);
  });
});
