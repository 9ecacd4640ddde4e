/** What an instrument does, in the words of OTel. */
export type InstrumentKind = 'counter' | 'updowncounter' | 'histogram' | 'gauge';

export type Labels = Readonly<Record<string, string>>;

/** The upper bounds of every histogram of the benchmark: ten buckets, with the one above the last eleven. */
export const BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** How users write a recording, as source text: the call on an instrument, and that on a series they kept. */
export interface Dialect {
  /** `value` and `labels` are source text too; `labels` is empty where there are none. */
  recording(kind: InstrumentKind, value: string, labels: string): string;
  keptRecording(kind: InstrumentKind, value: string): string;
}

/** What has been recorded on one instrument. */
export interface Total {
  readonly series: number;
  /** The sum of a counter's values, or the number of a histogram's. */
  readonly total: number;
}

/** A library that keeps metrics. */
export interface Contestant {
  readonly dialect: Dialect;
  /** Makes an instrument, each under a name of its own. */
  create(kind: InstrumentKind, name: string, labelNames: readonly string[]): object;
  /** One series of an instrument, for the caller to keep. Undefined where the library has no such thing. */
  readonly keep: ((instrument: object, labels: Labels) => object) | undefined;
  /** Reads everything, as an output does. */
  collect(): Promise<unknown>;
  /** What was recorded, by the name of the instrument: to see that every recording arrived. */
  totals(): Promise<ReadonlyMap<string, Total>>;
  /** Lets every output collect once, and forgets what it was given. */
  settle(): Promise<void>;
}

/** How a contestant is set up. What does not apply to one is passed over. */
export interface ContestantOptions {
  /** Series a stream may have (default: the library's own). */
  readonly limit?: number;
  /** Whether exemplars are taken when a sampled span is active (default: true). */
  readonly exemplars?: boolean;
}
