import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ExemplarCarrier } from '../../../../lib/metrics/exemplar-data';
import type { Decoded } from './metrics-proto';

/** Where a metric of a decoded request may have its data points. */
const DATA = ['gauge', 'sum', 'histogram', 'exponentialHistogram'] as const;

/** The data points of a decoded request, in their order. */
export function pointsIn(request: Decoded): Decoded[] {
  return list(request.resourceMetrics)
    .flatMap(({ scopeMetrics }) => list(scopeMetrics))
    .flatMap(({ metrics }) => list(metrics))
    .flatMap((metric) => DATA.flatMap((name) => list((metric[name] as Decoded | undefined)?.dataPoints)));
}

/** Takes the exemplars out of a decoded request, and gives those of each data point. */
export function takeExemplars(request: Decoded): (readonly Decoded[])[] {
  return pointsIn(request).map((point) => {
    const exemplars = list(point.exemplars);
    delete point.exemplars;
    return exemplars;
  });
}

/** The data points of what was collected, in the order in which a request has them. */
export function carriersOf({ scopeMetrics }: ResourceMetrics): ExemplarCarrier[] {
  return scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap(({ dataPoints }) => dataPoints as ExemplarCarrier[]),
  );
}

function list(value: unknown): Decoded[] {
  return (value as Decoded[] | undefined) ?? [];
}
