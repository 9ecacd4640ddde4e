/** How a benchmark is run. */
export interface Scale {
  /** Few iterations: to see that it works, not to measure. */
  readonly brief: boolean;
  /** Where the processes that are measured leave CPU profiles, if they are to. Profiling slows them down. */
  readonly profileDirectory: string | undefined;
  /** The parts of the benchmark to run, for one that has parts (default: all). */
  readonly parts: readonly string[] | undefined;
}

/** Measures something and says what came of it, as text to print. */
export type Benchmark = (scale: Scale) => Promise<string>;
