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

/** What may wait for a slow transport: 10,000 records, or fewer large ones. */
const CAPACITY_BYTES = 16_000_000;
const LEAST_BYTES = 1_600;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const MOST_TRIES = 5;
const REMOVAL_MS = 1_000;

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
    this.#queue = new LevelQueue(CAPACITY_BYTES, () => events.lost(1, 'queue_full'));
    transport.on('error', (error: unknown) => this.#onError(error));
  }

  /** Takes a record; never throws and never waits. */
  take(info: WinstonInfo, level: LogLevel, bytes: number): void {
    if (this.#isOver()) {
      this.#events.lost(1, 'transport_failed');
      return;
    }
    this.#queue.push({ info, tries: 0 }, level, Math.max(bytes, LEAST_BYTES));
    this.#next();
  }

  /** Hands over what waits, a second at most, and tells the transport that the logger has done with it, as winston does. */
  async remove(logger: object): Promise<void> {
    await this.flush(REMOVAL_MS);
    try {
      this.#transport.emit('unpipe', logger);
    } catch (error) {
      this.#events.failed(this.#name, error);
    }
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
    const done = (error?: Error | null): void => {
      if (this.#current !== waiting) return;
      if (error) this.#onError(error);
      else if (!this.#failed) this.#onDelivered();
    };
    try {
      this.#hand(waiting.info, done);
    } catch (error) {
      // A format that throws: winston's `_write` calls back before that.
      if (this.#current !== waiting) this.#events.lost(1, 'transport_failed');
      this.#onError(error);
    }
  }

  /** As winston does it: the transport's own level and format are applied by its `_write`; some take batches alone. */
  #hand(info: WinstonInfo, done: (error?: Error | null) => void): void {
    const transport = this.#transport;
    if (typeof transport.log === 'function' || typeof transport._writev !== 'function') {
      transport._write(info, 'utf8', done);
    } else transport._writev([{ chunk: info, encoding: 'utf8', callback: done }] as never, done);
  }

  /** Whether it was ended or destroyed, by itself or by the application: it would not call back any more. */
  #isOver(): boolean {
    const { destroyed, writable } = this.#transport;
    if (destroyed !== true && writable !== false) return false;
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#events.failed(this.#name, new Error('it was ended'));
    }
    const left = this.#queue.clear();
    if (left > 0) this.#events.lost(left, 'transport_failed');
    return true;
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
