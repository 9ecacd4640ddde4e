/** An error as it may leave the process. */
export interface CleanError {
  /** The error's name; for a thrown value that is no error, its type. */
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
}

/**
 * Name, message and stack of whatever was thrown, cleaned by `clean`. Never throws, also not when the error's own
 * properties do; what cannot be read is left out.
 */
export function describeError(error: unknown, clean: (text: string) => string): CleanError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: clean(read(() => String(error))) };
  }
  const stack = read(() => error.stack);
  const description = {
    type: clean(read(() => error.name) || 'Error'),
    message: clean(read(() => error.message)),
  };
  return stack === '' ? description : { ...description, stack: clean(stack) };
}

function read(get: () => unknown): string {
  try {
    return String(get() ?? '');
  } catch {
    // A getter that throws belongs to the application's error; there is nothing to show then.
    return '';
  }
}
