/** What one variant did in one round. */
export interface Measurement {
  readonly sessionsPerSecond: number;
  readonly cpuMicrosecondsPerSession: number;
  /** The share of the time in which the server's event loop was at work. */
  readonly utilization: number;
  readonly spansPerSession: number;
  /** Spans and log records that were given up. */
  readonly dropped: number;
}

/** The measurements of each variant by its name, in the order of the rounds. */
export type Measurements = ReadonlyMap<string, readonly Measurement[]>;
