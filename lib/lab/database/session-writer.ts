import { context, ROOT_CONTEXT, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { SessionRecord } from './records';
import { messageOf } from './sql-driver';

export interface SessionWriterOptions {
  /** Writes sessions at once, or throws and has written none. */
  readonly write: (sessions: readonly SessionRecord[]) => void;
  readonly tracer: Tracer;
}

/** How long a session may wait to be written with others. */
const WRITE_EVERY_MS = 100;
/** After a failure: a full disk or a locked file is not asked again at once. */
const RETRY_AFTER_MS = 1_000;
/** About what one write may hold, so that none stops the event loop for more than some milliseconds. */
const MOST_ROWS_A_WRITE = 600;
/** Sessions that wait while nothing can be written; beyond them the oldest are given up. */
const MOST_WAITING = 2_000;

/** Collects sessions that have ended and writes them in batches, off the path of the sessions. */
export class SessionWriter {
  readonly #options: SessionWriterOptions;
  #waiting: SessionRecord[] = [];
  #rows = 0;
  #lost = 0;
  #written = 0;
  #failure: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(options: SessionWriterOptions) {
    this.#options = options;
  }

  /** Takes a session to write it soon. Never throws. */
  add(session: SessionRecord): void {
    this.#waiting.push(session);
    this.#rows += rowsOf(session);
    if (this.#waiting.length > MOST_WAITING) this.#giveUpOldest();
    this.#schedule();
  }

  /** Sessions that are not written yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Sessions that were written. */
  get written(): number {
    return this.#written;
  }

  /** Sessions that were given up because they could not be written. */
  get lost(): number {
    return this.#lost;
  }

  /** Why the last write failed; undefined when it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Writes what waits, and nothing more after that. What cannot be written is lost. Never throws. */
  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    do this.#writeSome();
    while (this.#waiting.length > 0 && this.#failure === undefined);
    this.#lost += this.#waiting.length;
    this.#waiting = [];
  }

  #giveUpOldest(): void {
    const oldest = this.#waiting.shift();
    if (oldest) this.#rows -= rowsOf(oldest);
    this.#lost += 1;
  }

  /** A full batch is written in the next round of the event loop, the rest a moment later, with what else comes. */
  #schedule(): void {
    if (this.#immediate || this.#waiting.length === 0) return;
    if (this.#rows >= MOST_ROWS_A_WRITE && !this.#failure) {
      clearTimeout(this.#timer);
      this.#immediate = inNoSpan(() => setImmediate(this.#due));
      return;
    }
    const waitMs = this.#failure ? RETRY_AFTER_MS : WRITE_EVERY_MS;
    this.#timer ??= inNoSpan(() => setTimeout(this.#due, waitMs)).unref();
  }

  readonly #due = (): void => {
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#writeSome();
    this.#schedule();
  };

  #writeSome(): void {
    const sessions = firstRows(this.#waiting, MOST_ROWS_A_WRITE);
    if (sessions.length === 0) return;
    this.#options.tracer.startActiveSpan('lab.write', { root: true }, (span) => {
      try {
        this.#options.write(sessions);
        this.#waiting.splice(0, sessions.length);
        this.#rows -= sessions.reduce((sum, session) => sum + rowsOf(session), 0);
        this.#written += sessions.length;
        this.#failure = undefined;
      } catch (error) {
        // Recorded as a failed operation by then; told on the screen; tried again.
        this.#failure = messageOf(error);
        span.setStatus({ code: SpanStatusCode.ERROR });
      } finally {
        span.end();
      }
    });
  }
}

/** Timers are made in the middle of sessions; what they do belongs to none. */
function inNoSpan<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}

function rowsOf({ exchanges }: SessionRecord): number {
  return 1 + exchanges.length;
}

/** The first sessions with about so many rows, one at least. */
function firstRows(sessions: readonly SessionRecord[], mostRows: number): readonly SessionRecord[] {
  let rows = 0;
  const end = sessions.findIndex((session) => {
    rows += rowsOf(session);
    return rows > mostRows;
  });
  return end === -1 ? sessions.slice() : sessions.slice(0, Math.max(end, 1));
}
