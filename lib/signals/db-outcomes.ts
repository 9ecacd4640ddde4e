import type { DbErrorType } from '../semconv';

/** How the database has answered of late, by the operations that were recorded. */
export interface DbOutcome {
  /** Why the last operation got no answer; undefined when it got one, an error of the query or its end by the server included. */
  readonly unanswered: DbErrorType | undefined;
  /** When it ended, on the recorders' clock that never goes back, in milliseconds. */
  readonly atMs: number;
}

/** Failures in which nobody answered, unless the server tells them itself: any other it does. */
const UNANSWERED: ReadonlySet<DbErrorType> = new Set(['connection', 'pool_timeout', 'timeout']);

/** Keeps how the last operation ended, and tells once that there is a database. */
export class DbOutcomes {
  #last: DbOutcome | undefined;
  #failureToBeTimed = false;
  #onFirstUse: (() => void)[] | undefined = [];

  /** How the last operation ended; undefined before the first. */
  get last(): DbOutcome | undefined {
    return this.#last;
  }

  /** Calls `act` once, when the database is used for the first time; at once if it has been. */
  whenUsed(act: () => void): void {
    if (this.#onFirstUse === undefined) act();
    else this.#onFirstUse.push(act);
  }

  /** There is a database. */
  used(): void {
    const acts = this.#onFirstUse;
    if (acts === undefined) return;
    this.#onFirstUse = undefined;
    for (const act of acts) act();
  }

  /**
   * An operation was timed by who recorded its failure, if it had one, in a call of its own: the first that is timed after
   * such a failure is taken for the failed one.
   */
  timed(atMs: number): void {
    if (this.#failureToBeTimed) this.#failureToBeTimed = false;
    else this.ended(atMs);
  }

  /** An operation failed, whose time may be told in a call of its own. */
  failed(atMs: number, errorType: DbErrorType): void {
    this.ended(atMs, errorType);
    this.#failureToBeTimed = true;
  }

  /** It was the server that ended the operation which failed last: an answer all the same. */
  answered(): void {
    if (this.#last !== undefined) this.#last = { ...this.#last, unanswered: undefined };
  }

  /** An operation ended, with an error of the query or of the database, or with none. */
  ended(atMs: number, errorType?: DbErrorType): void {
    const isUnanswered = errorType !== undefined && UNANSWERED.has(errorType);
    this.#last = { unanswered: isUnanswered ? errorType : undefined, atMs };
    this.used();
  }
}
