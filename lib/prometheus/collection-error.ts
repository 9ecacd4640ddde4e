/** Nothing could be collected. The message is one sentence with the reason, without a stack. */
export class CollectionError extends Error {
  override readonly name = 'CollectionError';

  constructor(cause: unknown) {
    super(`Metrics could not be collected: ${describeError(cause)}`, { cause });
  }
}

/** The message of whatever was thrown, on one line. */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? messageOf(error) : 'something that is no Error was thrown';
  return message.replace(/\s+/g, ' ');
}

/** What is no text, or cannot be read, says nothing: errors of the host's may be of any make. */
function messageOf(error: Error): string {
  try {
    const known = [error.message, error.name].find((text) => typeof text === 'string' && text !== '');
    return known ?? 'an Error without a message was thrown';
  } catch {
    return 'an Error whose message cannot be read was thrown';
  }
}
