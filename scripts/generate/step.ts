/** One generator: what it makes from what. */
export interface GeneratorStep {
  readonly name: string;
  /**
   * Folders that hold nothing but what this step makes: a file in them that it no longer makes is stale. Relative to
   * the checkout. None by default.
   */
  readonly owns?: readonly string[];
  /** Every file of the step with its whole content, by path relative to the checkout. Throws where the source is wrong. */
  files(): Promise<ReadonlyMap<string, string>>;
}
