import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';

/** The choices of `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. */
export type TemporalityPreference = 'cumulative' | 'delta' | 'lowmemory';

/** What is pushed as changes (OTel metrics exporter for OTLP, "Additional environment variable configuration"). */
const CHANGES: Readonly<Record<TemporalityPreference, ReadonlySet<InstrumentType>>> = {
  cumulative: new Set(),
  delta: new Set([InstrumentType.COUNTER, InstrumentType.OBSERVABLE_COUNTER, InstrumentType.HISTOGRAM]),
  lowmemory: new Set([InstrumentType.COUNTER, InstrumentType.HISTOGRAM]),
};

/** Whether an instrument is pushed as changes or as totals. */
export function temporalityOf(
  preference: TemporalityPreference,
  instrument: InstrumentType,
): AggregationTemporality {
  return CHANGES[preference].has(instrument)
    ? AggregationTemporality.DELTA
    : AggregationTemporality.CUMULATIVE;
}
