/**
 * Waits for `work`, at most `timeoutMs` milliseconds. Says whether it ended in time; what it rejects with goes to
 * `onError`. The wait keeps the process alive, so that what it waits for is not cut off by an idle event loop.
 */
export async function settledWithin(
  timeoutMs: number,
  work: Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, timeoutMs), false);
  });
  const settled = work.then(
    () => true,
    (error) => {
      onError(error);
      return true;
    },
  );
  try {
    return await Promise.race([settled, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits `delayMs` milliseconds and keeps the process alive meanwhile. */
export function delay(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
