import type { BatchObservableCallback, Observable, ObservableCallback } from '@opentelemetry/api';
import {
  batchObservableResult,
  type CallbackList,
  ObservableInstrument,
  Observations,
  observableResult,
} from './observables';
import { type Reporter, textOf } from './reporter';

/** A callback that failed or took too long; `errors` of a collection has one for each. */
export class CallbackError extends Error {
  override readonly name = 'CallbackError';
  /** The names of the instruments that were not observed. */
  readonly instruments: readonly string[];

  constructor(instruments: readonly string[], reason: string, options?: ErrorOptions) {
    super(`a callback of ${instruments.join(', ')} ${reason}`, options);
    this.instruments = instruments;
  }
}

/** A callback with the instruments that it observes. */
interface Registration {
  readonly callback: ObservableCallback | BatchObservableCallback;
  readonly instruments: ReadonlySet<ObservableInstrument>;
  readonly isBatch: boolean;
  /** A call from an earlier round has not returned yet. */
  isHanging: boolean;
}

/** The callbacks of a provider's observable instruments. */
export class Callbacks implements CallbackList {
  readonly #registrations: Registration[] = [];
  readonly #reporter: Reporter;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  add(callback: ObservableCallback, instrument: ObservableInstrument): void {
    this.#add(callback, new Set([instrument]), false);
  }

  remove(callback: ObservableCallback, instrument: ObservableInstrument): void {
    this.#remove(callback, new Set([instrument]), false);
  }

  addBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    const instruments = this.#own(observables);
    if (instruments.size > 0) this.#add(callback, instruments, true);
    if (instruments.size > 0 && instruments.size === new Set(observables).size) return;
    this.#reporter.error(
      'batch callback',
      instruments.size === 0
        ? 'a batch callback was added for no observable instrument of this provider: it is never called'
        : 'a batch callback was added for instruments of another provider too: what it observes of them is left out',
    );
  }

  removeBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    this.#remove(callback, this.#own(observables), true);
  }

  /**
   * Calls all callbacks, side by side. What a callback observes counts when it returns (or resolves) in time. It never
   * rejects: failures are in the list that it resolves to.
   */
  async run(round: number, deadlineMs: number): Promise<CallbackError[]> {
    const errors: CallbackError[] = [];
    const deadline = new Deadline(deadlineMs);
    const pending: Promise<void>[] = [];
    for (const registration of [...this.#registrations]) {
      const call = this.#call(registration, round, deadline, errors);
      if (call !== undefined) pending.push(call);
    }
    await Promise.all(pending);
    deadline.clear();
    return errors;
  }

  /** Calls one callback; returns a promise when the callback does. */
  #call(
    registration: Registration,
    round: number,
    deadline: Deadline,
    errors: CallbackError[],
  ): Promise<void> | undefined {
    const fail = (reason: string, options?: ErrorOptions): void => {
      errors.push(new CallbackError(namesOf(registration), reason, options));
    };
    if (registration.isHanging) {
      fail('still hangs since an earlier collection, and was not called again');
      return undefined;
    }
    const observations = new Observations();
    const failed = (error: unknown): void => {
      observations.discard();
      fail(`failed: ${textOf(error)}`, { cause: error });
    };
    try {
      const returned: unknown = start(registration, observations);
      if (!isPromiseLike(returned)) {
        observations.commit(round);
        return undefined;
      }
      return this.#await(registration, returned, deadline, (outcome) => {
        if (outcome.kind === 'returned') observations.commit(round);
        else if (outcome.kind === 'failed') failed(outcome.error);
        else {
          observations.discard();
          fail(`did not return within ${deadline.afterMs} ms`);
        }
      });
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  async #await(
    registration: Registration,
    returned: PromiseLike<unknown>,
    deadline: Deadline,
    ended: (outcome: Outcome) => void,
  ): Promise<void> {
    registration.isHanging = true;
    const settled: Promise<Outcome> = Promise.resolve(returned).then(
      () => ({ kind: 'returned' }),
      (error: unknown) => ({ kind: 'failed', error }),
    );
    void settled.then(() => {
      registration.isHanging = false;
    });
    ended(await Promise.race([settled, deadline.passed()]));
  }

  #add(
    callback: Registration['callback'],
    instruments: ReadonlySet<ObservableInstrument>,
    isBatch: boolean,
  ): void {
    if (typeof callback !== 'function') {
      this.#reporter.error(
        'callback',
        `a callback of ${[...instruments].map(({ descriptor }) => descriptor.name).join(', ')} is no function`,
      );
      return;
    }
    if (this.#find(callback, instruments, isBatch) < 0) {
      this.#registrations.push({ callback, instruments, isBatch, isHanging: false });
    }
  }

  #remove(
    callback: Registration['callback'],
    instruments: ReadonlySet<ObservableInstrument>,
    isBatch: boolean,
  ): void {
    const at = this.#find(callback, instruments, isBatch);
    if (at >= 0) this.#registrations.splice(at, 1);
  }

  #own(observables: readonly Observable[]): Set<ObservableInstrument> {
    if (!Array.isArray(observables)) return new Set();
    const isOwn = (observable: unknown): observable is ObservableInstrument =>
      observable instanceof ObservableInstrument && observable.isObservedBy(this);
    try {
      return new Set(observables.filter(isOwn));
    } catch {
      // A list that cannot be read has nothing of ours in it.
      return new Set();
    }
  }

  #find(
    callback: Registration['callback'],
    instruments: ReadonlySet<ObservableInstrument>,
    isBatch: boolean,
  ): number {
    return this.#registrations.findIndex(
      (known) =>
        known.callback === callback &&
        known.isBatch === isBatch &&
        known.instruments.size === instruments.size &&
        [...instruments].every((instrument) => known.instruments.has(instrument)),
    );
  }
}

type Outcome =
  | { readonly kind: 'returned' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

/** One timer for all callbacks of a round, started when the first has to be waited for. It holds up no process. */
class Deadline {
  readonly afterMs: number;
  #passed: Promise<Outcome> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(afterMs: number) {
    this.afterMs = afterMs;
  }

  passed(): Promise<Outcome> {
    this.#passed ??= new Promise((resolve) => {
      this.#timer = setTimeout(() => resolve({ kind: 'late' }), this.afterMs);
      this.#timer.unref();
    });
    return this.#passed;
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

function start({ callback, instruments, isBatch }: Registration, observations: Observations): unknown {
  if (isBatch) {
    return (callback as BatchObservableCallback)(batchObservableResult(observations, instruments));
  }
  const [instrument] = instruments as Set<ObservableInstrument>;
  return instrument && (callback as ObservableCallback)(observableResult(observations, instrument));
}

function namesOf({ instruments }: Registration): string[] {
  return [...instruments].map(({ descriptor }) => descriptor.name);
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
