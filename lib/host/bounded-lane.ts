/**
 * Runs asynchronous operations for no longer than a bound. One that has not come back by then is given up, and as long
 * as it hangs nothing else is begun: a file system that does not answer can hold one thread of Node's pool, never all.
 */
export class BoundedLane {
  readonly #timeoutMs: number;
  #hanging = 0;

  /** @param timeoutMs how long an operation may take */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** What the operation resolves to; undefined when it rejects, takes too long, or when an earlier one hangs. Never rejects. */
  async run<Value>(operation: () => Promise<Value>): Promise<Value | undefined> {
    if (this.#hanging > 0) return undefined;
    const settled = ignoringErrors(operation);
    const outcome = await within(this.#timeoutMs, settled);
    if (outcome.kind === 'settled') return outcome.value;
    this.#hanging += 1;
    void settled.then(() => {
      this.#hanging -= 1;
    });
    return undefined;
  }
}

type Outcome<Value> = { readonly kind: 'settled'; readonly value: Value } | { readonly kind: 'late' };

async function ignoringErrors<Value>(operation: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await operation();
  } catch {
    // What cannot be read is not reported, whatever the reason: hidden, forbidden, or not there on this system.
    return undefined;
  }
}

/** Waits for a promise that never rejects, but no longer than `timeoutMs`. The timer keeps no process alive. */
export async function within<Value>(timeoutMs: number, settled: Promise<Value>): Promise<Outcome<Value>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome<Value>>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'late' }), timeoutMs);
    timer.unref();
  });
  const outcome = await Promise.race([
    settled.then((value): Outcome<Value> => ({ kind: 'settled', value })),
    late,
  ]);
  clearTimeout(timer);
  return outcome;
}
