import type { IncomingMessage, ServerResponse } from 'node:http';
import { isGone } from './send';

/** Why a request needs no answer of its route any more. */
export type Ending = 'gone' | 'timeout';

/** Message and name, as the platform's own signals have them. */
const REASONS: Readonly<Record<Ending, [message: string, name: string]>> = {
  gone: ['the client has gone away', 'AbortError'],
  timeout: ['the time is over', 'TimeoutError'],
};

/** What became of the work on an answer. */
export type Outcome<T> = { readonly result: T } | { readonly ending: Ending };

/** What bounds an exchange, and hears of its end. */
export interface ExchangeOptions {
  /** For the work on the answer, and again for sending it; without it there is no bound. */
  readonly timeoutMs: number | undefined;
  /** Called once, when the response is closed and the work is done or given up. */
  readonly released: () => void;
}

/**
 * A request that a route works on, from its arrival until neither the response nor the work on it is left. A client that
 * goes away early does not end the work, so that asking and leaving, over and over, cannot have more of it done at once
 * than staying.
 */
export class Exchange {
  readonly #response: ServerResponse;
  readonly #options: ExchangeOptions;
  readonly #abort = new AbortController();
  #ending: Ending | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working = true;
  #closed = false;
  #released = false;

  constructor(request: IncomingMessage, response: ServerResponse, options: ExchangeOptions) {
    this.#response = response;
    this.#options = options;
    response.once('close', () => this.#close());
    // An answer that waits for an earlier one of its connection (pipelining) has no socket yet and is not told.
    request.once('close', () => {
      if (isGone(request, response)) this.#close();
    });
  }

  /** Aborted when the client goes away before it has its answer, or the time for the work is over. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Does the work that leads to an answer, and stops waiting for it when nobody needs it any more. Rejects as it does. */
  async work<T>(act: () => Promise<T> | T): Promise<Outcome<T>> {
    this.#within(() => {
      this.#end('timeout');
      this.#workIsOver();
    });
    const ended = new Promise<Outcome<T>>((resolve) => {
      this.signal.addEventListener('abort', () => resolve({ ending: this.#ending ?? 'gone' }), {
        once: true,
      });
    });
    const worked = (async () => ({ result: await act() }))();
    const over = (): void => this.#workIsOver();
    worked.then(over, over);
    return Promise.race([worked, ended]);
  }

  /** From here on the time is that of sending: when it is over the connection is ended, whatever is still owed. */
  sending(): void {
    if (this.#closed) return;
    this.#within(() => {
      this.#response.destroy();
      this.#close();
    });
  }

  #within(act: () => void): void {
    clearTimeout(this.#timer);
    const { timeoutMs } = this.#options;
    if (timeoutMs !== undefined) this.#timer = setTimeout(act, timeoutMs).unref();
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#abort.abort(new DOMException(...REASONS[ending]));
  }

  #workIsOver(): void {
    this.#working = false;
    this.#release();
  }

  #close(): void {
    this.#closed = true;
    if (!this.#response.writableFinished) this.#end('gone');
    this.#release();
  }

  #release(): void {
    if (this.#working || !this.#closed || this.#released) return;
    this.#released = true;
    clearTimeout(this.#timer);
    this.#options.released();
  }
}
