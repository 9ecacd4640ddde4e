/** Nothing could be collected. The message is one sentence with the reason, without a stack. */
export class CollectionError extends Error {
  override readonly name = 'CollectionError';

  constructor(cause: unknown) {
    super(`Metrics could not be collected: ${describeError(cause)}`, { cause });
  }
}

/** The message of whatever was thrown, on one line. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : `something that is no Error was thrown`;
  return text.replace(/\s+/g, ' ');
}
