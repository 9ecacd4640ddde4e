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
    try {
      return await this.attempt(operation);
    } catch {
      // What cannot be read is not reported, whatever the reason: hidden, forbidden, or not there on this system.
      return undefined;
    }
  }

  /**
   * The same for who wants to know why there is nothing.
   *
   * @throws (a rejection) what the operation rejects with, or that it, or an earlier one, does not come back
   */
  async attempt<Value>(operation: () => Promise<Value>): Promise<Value> {
    if (this.#hanging > 0) throw new Error('a reading before this one does not come back');
    const settled = settledOf(operation);
    const outcome = await within(this.#timeoutMs, settled);
    if (outcome.kind === 'late') {
      this.#hanging += 1;
      void settled.then(() => {
        this.#hanging -= 1;
      });
      throw new Error(`nothing could be read within ${this.#timeoutMs} ms`);
    }
    if (outcome.value.status === 'rejected') throw outcome.value.reason;
    return outcome.value.value;
  }
}

type Outcome<Value> = { readonly kind: 'settled'; readonly value: Value } | { readonly kind: 'late' };

async function settledOf<Value>(operation: () => Promise<Value>): Promise<PromiseSettledResult<Value>> {
  const [settled] = await Promise.allSettled([Promise.resolve().then(operation)]);
  return settled;
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
