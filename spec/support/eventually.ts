/**
 * Waits until `condition` returns something truthy and returns that; rejects after `withinMs` (5 s by default) with
 * the last failure, so that a test says what it waited for.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { withinMs = 5_000, what = 'the condition' }: { withinMs?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as NonNullable<T>;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what} did not come true within ${withinMs} ms`, { cause: lastError });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
