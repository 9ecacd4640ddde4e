import type { Attributes, HrTime } from '@opentelemetry/api';
import type { AggregationTemporality, ViewOptions } from '@opentelemetry/sdk-metrics';
import type { FiledObservation } from './adjusted-stock';
import type { Program } from './program';
import type { StockMeterState, StockState, StockStorage } from './stock-internals';
import type { SeriesTrack, StreamTrack } from './track';

/** A data point that the stock SDK is about to report. */
export interface ReportedSeries {
  readonly track: StreamTrack;
  readonly series: SeriesTrack;
  readonly collector: object;
  readonly temporality: AggregationTemporality;
  readonly value: unknown;
}

/**
 * A difference from the stock SDK that is intended: why, how the stock SDK is made to behave as we do, and a program
 * that shows the difference. Each hook is asked at its point of the way of a measurement.
 */
export interface OracleException {
  readonly name: string;
  readonly reason: string;
  /** Collects something else from the stock SDK than from ours, and the same once the stock SDK is adjusted. */
  readonly witness: Program;
  /** The stock SDK cannot be adjusted: random programs do without what the witness shows. */
  readonly isLeftOut?: true;
  readonly provider?: (state: StockState, views: readonly ViewOptions[]) => void;
  readonly meter?: (meter: StockMeterState) => void;
  readonly storage?: (storage: StockStorage, track: StreamTrack) => void;
  /** What becomes of the attributes of a measurement before Views filter them. */
  readonly attributes?: (attributes: Attributes) => Attributes;
  /** Whether a measurement counts. */
  readonly accepts?: (track: StreamTrack, value: number) => boolean;
  /** The series that a measurement goes to. */
  readonly admits?: (track: StreamTrack, attributes: Attributes) => Attributes;
  /** What is filed of the observations of a round, one list for each callback that returned. */
  readonly observes?: (
    track: StreamTrack,
    batches: (readonly FiledObservation[])[],
  ) => (readonly FiledObservation[])[];
  readonly roundEnds?: (track: StreamTrack) => void;
  readonly reports?: (reported: ReportedSeries) => boolean;
  /** What becomes of the value of a point. */
  readonly value?: (reported: ReportedSeries) => unknown;
  readonly startTime?: (reported: ReportedSeries) => HrTime | undefined;
}
