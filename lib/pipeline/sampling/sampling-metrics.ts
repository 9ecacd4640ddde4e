import type { Meter, ObservableCallback } from '@opentelemetry/api';
import {
  ATTR_TRACE_SAMPLING_DECISION,
  METRIC_CARDLINK_TRACE_SAMPLED,
  METRIC_CARDLINK_TRACE_SAMPLING_SHARE,
  TRACE_SAMPLING_DECISION_VALUES,
  type TraceSamplingDecision,
} from '../../semconv';
import { createQueueMetrics } from '../queue-metrics';

/** What the figures of a sampler come from. */
export interface SamplingMetricsOptions {
  readonly meter: Meter | undefined;
  /** Spans that can wait at most. */
  readonly capacity: number;
  /** Spans that wait now. */
  readonly waiting: () => number;
  /** The share of successful traces that is kept now. */
  readonly share: () => number;
}

/** What the adaptive sampler tells about itself. */
export interface SamplingMetrics {
  /** A trace of so many spans was decided; with an error type when its spans were lost rather than left out. */
  decided(decision: TraceSamplingDecision, spans: number, errorType?: string): void;
  /** So many spans came after their trace was decided. */
  late(spans: number): void;
  shutdown(): void;
}

const COMPONENT = 'tail_sampling_span_processor';

/**
 * Reports what the adaptive sampler decides: traces by decision, each from 0, and the share of successful ones that is
 * kept. The spans that wait are reported by OTel's own names, as a queue of spans.
 */
export function createSamplingMetrics({
  meter,
  capacity,
  waiting,
  share,
}: SamplingMetricsOptions): SamplingMetrics {
  const tallies = new Map(TRACE_SAMPLING_DECISION_VALUES.map((decision) => [decision, { traces: 0 }]));
  const queue = createQueueMetrics('span', meter, 0, COMPONENT);
  queue.observeQueue({ capacity, size: waiting });
  const stop = meter ? observe(meter, tallies, share) : () => {};
  return {
    decided: (decision, spans, errorType) => {
      const tally = tallies.get(decision);
      if (tally) tally.traces += 1;
      if (spans > 0) queue.processed(spans, errorType);
    },
    late: (spans) => queue.processed(spans),
    shutdown: () => {
      queue.shutdown();
      stop();
    },
  };
}

function observe(
  meter: Meter,
  tallies: ReadonlyMap<TraceSamplingDecision, { readonly traces: number }>,
  share: () => number,
): () => void {
  const { name, unit, description } = METRIC_CARDLINK_TRACE_SAMPLED;
  meter.createObservableCounter(name, { unit, description }).addCallback((result) => {
    for (const [decision, { traces }] of tallies) {
      result.observe(traces, { [ATTR_TRACE_SAMPLING_DECISION]: decision });
    }
  });
  const gauge = meter.createObservableGauge(METRIC_CARDLINK_TRACE_SAMPLING_SHARE.name, {
    unit: METRIC_CARDLINK_TRACE_SAMPLING_SHARE.unit,
    description: METRIC_CARDLINK_TRACE_SAMPLING_SHARE.description,
  });
  const callback: ObservableCallback = (result) => result.observe(share());
  gauge.addCallback(callback);
  return () => gauge.removeCallback(callback);
}
