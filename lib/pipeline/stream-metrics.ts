import type { Meter, MetricOptions } from '@opentelemetry/api';
import type { ViewOptions } from '@opentelemetry/sdk-metrics';
import type { StreamStatistics } from '../metrics';
import {
  ATTR_OTEL_METRIC_NAME,
  METRIC_CARDLINK_METRIC_OVERFLOW,
  METRIC_CARDLINK_METRIC_SERIES,
  type MetricDefinition,
} from '../semconv';

/** How much there is of a metric, over all scopes and streams of its name. */
type Size = Pick<StreamStatistics, 'series' | 'overflowed'>;

/** Names of metrics that are told apart; far more than an application has. */
const MAX_METRIC_NAMES = 10_000;

/** A low limit on what is measured must not take away the figures that tell of it. */
export const STREAM_METRICS_VIEWS: readonly ViewOptions[] = [
  METRIC_CARDLINK_METRIC_SERIES,
  METRIC_CARDLINK_METRIC_OVERFLOW,
].map(({ name }) => ({ instrumentName: name, aggregationCardinalityLimit: MAX_METRIC_NAMES }));

const NOTHING: Size = { series: 0, overflowed: 0 };

/**
 * Reports the storage of metrics by our own names: how many series each metric has, and how many measurements its limit
 * has summed up (`cardlink.metric.series`, `cardlink.metric.overflow`). The latter begins at 0, so that an alert on its
 * increase sees the first.
 *
 * @param streams what there is now; asked for at each collection
 */
export function observeStreams(meter: Meter, streams: () => readonly StreamStatistics[]): void {
  const series = meter.createObservableGauge(...instrument(METRIC_CARDLINK_METRIC_SERIES));
  const overflow = meter.createObservableCounter(...instrument(METRIC_CARDLINK_METRIC_OVERFLOW));
  meter.addBatchObservableCallback(
    (result) => {
      for (const [name, size] of sizesByName(streams())) {
        const attributes = { [ATTR_OTEL_METRIC_NAME]: name };
        result.observe(series, size.series, attributes);
        result.observe(overflow, size.overflowed, attributes);
      }
    },
    [series, overflow],
  );
}

function instrument({ name, unit, description }: MetricDefinition): [string, MetricOptions] {
  return [name, { unit, description }];
}

function sizesByName(streams: readonly StreamStatistics[]): ReadonlyMap<string, Size> {
  const sizes = new Map<string, Size>();
  for (const { name, series, overflowed } of streams) {
    const before = sizes.get(name) ?? NOTHING;
    sizes.set(name, { series: before.series + series, overflowed: before.overflowed + overflowed });
  }
  return sizes;
}
