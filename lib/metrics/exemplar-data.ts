import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint } from '@opentelemetry/sdk-metrics';

/** One recorded measurement that stands for a data point (metrics data model, "Exemplars"). */
export interface Exemplar {
  /** What the measurement was recorded with and the data point's attributes leave out. */
  readonly filteredAttributes: Attributes;
  /** The measured value, in the unit of its instrument. */
  readonly value: number;
  /** When it was measured, since the epoch. */
  readonly timestamp: HrTime;
  /** The trace in whose span it was measured, as 32 hexadecimal digits; missing without a span. */
  readonly traceId?: string;
  /** The span, as 16 hexadecimal digits. */
  readonly spanId?: string;
}

/** A data point that may have exemplars: the stock type has no field for them. */
export type ExemplarCarrier<Value = unknown> = DataPoint<Value> & {
  readonly exemplars?: readonly Exemplar[];
};
