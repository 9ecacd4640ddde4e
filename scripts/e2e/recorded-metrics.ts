import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { AggregationType } from '@opentelemetry/sdk-metrics';
import { MeterProvider } from '../../lib/metrics';
import { PrometheusReader, type PrometheusReaderOptions } from '../../lib/prometheus';
import { eventually } from '../../spec/support/eventually';
import { SPAN } from './exemplar-metrics';

const ARRIVES_WITHIN_MS = 30_000;

/** Two zeros and, at any scale, one value in each of two buckets. */
export const VALUES = [0, 0, 1.5, 1_000];

/** Counters and histograms that were recorded in a span, the reader that shows them, and between when they began. */
export function recordedMetrics(options: Pick<PrometheusReaderOptions, 'createdLines'> = {}) {
  const reader = new PrometheusReader({ host: '127.0.0.1', port: 0, ...options });
  const aggregation = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
  const provider = new MeterProvider({
    readers: [reader],
    views: [{ instrumentName: 'e2e.native', aggregation }],
  });
  const meter = provider.getMeter('e2e');
  const afterMs = Date.now();
  const context = trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, traceFlags: TraceFlags.SAMPLED });
  meter.createCounter('e2e.uses').add(7, { kind: 'a' }, context);
  const classic = meter.createHistogram('e2e.classic', {
    unit: 's',
    advice: { explicitBucketBoundaries: [1, 100] },
  });
  const native = meter.createHistogram('e2e.native', { unit: 's' });
  for (const value of VALUES) {
    classic.record(value, {}, context);
    native.record(value, {}, context);
  }
  return { reader, provider, startedMs: [afterMs, Date.now()] as const };
}

/** Runs what throws until the scrape has brought it. */
export async function arrived(check: () => Promise<void>): Promise<void> {
  const work = async (): Promise<boolean> => {
    await check();
    return true;
  };
  await eventually(work, { withinMs: ARRIVES_WITHIN_MS, what: 'the wait for the scrape' });
}
