import type { transport as TransportStream } from 'winston';
import type { LogLevel } from './log-level';
import { LevelQueue } from './output/level-queue';

/** A record as winston hands it to its transports. */
export type WinstonInfo = Record<string | symbol, unknown>;

/** What a guard tells. */
export interface TransportEvents {
  /** A transport fails; told once, until it works again. */
  failed(transport: string, error: unknown): void;
  /** It works again. */
  resumed(transport: string): void;
  /** Records were given up. */
  lost(count: number, reason: 'queue_full' | 'transport_failed'): void;
}

/** Records that wait for a slow transport. */
const CAPACITY = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const MOST_TRIES = 5;

interface Waiting {
  readonly info: WinstonInfo;
  tries: number;
}

/**
 * Stands between the logger and a transport of the application: hands it one record at a time, keeps what it cannot take
 * yet (bounded, the least severe goes first), tries again after an error, and keeps its errors from everyone else.
 * Without it one slow transport holds up all others, and winston takes off, without a word, one that reports an error.
 */
export class GuardedTransport {
  readonly #transport: TransportStream;
  readonly #name: string;
  readonly #events: TransportEvents;
  readonly #queue: LevelQueue<Waiting>;
  #current: Waiting | undefined;
  #failed = false;
  #isFailing = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];

  constructor(transport: TransportStream, events: TransportEvents) {
    this.#transport = transport;
    this.#name = (transport as { readonly name?: unknown }).name?.toString() || transport.constructor.name;
    this.#events = events;
    this.#queue = new LevelQueue(CAPACITY, () => events.lost(1, 'queue_full'));
    transport.on('error', (error: unknown) => this.#onError(error));
  }

  /** Takes a record; never throws and never waits. */
  take(info: WinstonInfo, level: LogLevel): void {
    this.#queue.push({ info, tries: 0 }, level, 1);
    this.#next();
  }

  /** Resolves when nothing waits, or the time is over. */
  flush(timeoutMs: number): Promise<void> {
    if (!this.#current && this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #next(): void {
    while (!this.#current && !this.#timer) {
      const waiting = this.#queue.shift();
      if (waiting === undefined) {
        for (const done of this.#idle.splice(0)) done();
        return;
      }
      this.#deliver(waiting);
    }
  }

  #deliver(waiting: Waiting): void {
    this.#current = waiting;
    this.#failed = false;
    try {
      // As winston does it: the transport's own level and format are applied by its `_write`.
      this.#transport._write(waiting.info, 'utf8', (error) => {
        if (this.#current !== waiting) return;
        if (error) this.#onError(error);
        else if (!this.#failed) this.#onDelivered();
      });
    } catch (error) {
      this.#onError(error);
    }
  }

  #onDelivered(): void {
    this.#current = undefined;
    this.#failures = 0;
    if (this.#isFailing) {
      this.#isFailing = false;
      this.#events.resumed(this.#name);
    }
    // A transport that calls back at once must not fill the stack; the loop in #next goes on by itself then.
    queueMicrotask(() => this.#next());
  }

  #onError(error: unknown): void {
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#events.failed(this.#name, error);
    }
    const waiting = this.#current;
    if (waiting === undefined || this.#failed) return;
    this.#failed = true;
    waiting.tries += 1;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#tryAgain(waiting), pauseMs).unref();
  }

  #tryAgain(waiting: Waiting): void {
    this.#timer = undefined;
    if (waiting.tries < MOST_TRIES) {
      this.#deliver(waiting);
      return;
    }
    this.#events.lost(1, 'transport_failed');
    this.#current = undefined;
    this.#next();
  }
}
