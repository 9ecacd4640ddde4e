import type { Tracer } from '@opentelemetry/api';
import type { Observability, Session } from '../../index';
import { SESSION_STATUS_VALUE_COMPLETED } from '../../semconv';
import { RecordedSql } from './recorded-sql';
import type { SessionRecord } from './records';
import { SessionNotes } from './session-notes';
import {
  type FailedCommands,
  type FailedSessions,
  SessionQueries,
  type SlowCommands,
} from './session-queries';
import { SessionStore } from './session-store';
import { SessionWriter } from './session-writer';
import type { SqlDatabase } from './sql-driver';

/** What the database says about the sessions that it keeps. */
export interface SessionSummary {
  readonly failedSessions: readonly FailedSessions[];
  readonly failedCommands: readonly FailedCommands[];
  readonly slowestCommands: readonly SlowCommands[];
}

/** How the database fares. */
export interface DatabaseState {
  /** Sessions that were written. */
  readonly written: number;
  /** Sessions that have ended and are not written yet. */
  readonly waiting: number;
  /** Sessions that could not be written and were given up. */
  readonly lost: number;
  /** Why the last write failed; undefined when it did not. */
  readonly failure: string | undefined;
  /** Operations by kind and table, as the lab itself counted them. */
  readonly operations: Readonly<Record<string, number>>;
  /** What it says about sessions; undefined before the first look. */
  readonly summary: SessionSummary | undefined;
}

export interface LabDatabaseOptions {
  readonly obs: Pick<Observability, 'db'>;
  readonly tracer: Tracer;
  /** How many sessions are kept, with their commands. */
  readonly keptSessions?: number;
}

/** Some 10 MB with the commands of the lab's campaigns. */
const KEPT_SESSIONS = 10_000;
/** Cards whose last session is remembered: as many as a lab may have. */
const MOST_CARDS = 5_000;

/**
 * The sessions of a lab in an embedded SQL database, and what a test engineer asks about them. Every operation goes
 * through the public recorder of databases. A database that fails harms nobody: what it cannot take is counted.
 */
export class LabDatabase {
  /** How many sessions are kept, the newest. */
  readonly keptSessions: number;
  readonly #database: SqlDatabase;
  readonly #obs: Pick<Observability, 'db'>;
  readonly #sql: RecordedSql;
  readonly #store: SessionStore;
  readonly #queries: SessionQueries;
  readonly #writer: SessionWriter;
  readonly #forgetPool: () => void;
  /** Which attempt the next session of a card is. */
  readonly #attempts = new Map<string, number>();
  #summary: SessionSummary | undefined;
  #summaryOf: number | undefined;

  constructor(database: SqlDatabase, { obs, tracer, keptSessions = KEPT_SESSIONS }: LabDatabaseOptions) {
    this.keptSessions = keptSessions;
    this.#database = database;
    this.#obs = obs;
    this.#sql = new RecordedSql(obs.db);
    this.#store = new SessionStore(database, this.#sql.run, keptSessions);
    this.#queries = new SessionQueries(database, this.#sql.run);
    this.#writer = new SessionWriter({ write: (sessions) => this.#store.write(sessions), tracer });
    obs.db.changeConnections(1);
    this.#forgetPool = obs.db.observePool(() => ({ limit: 1 }));
  }

  /** Begins to note a session of a card. Call it in the session's context: a card that is new is looked up. */
  begin(session: Session, card: string): SessionNotes {
    return new SessionNotes({ session, card, attempt: this.#attemptOf(card) });
  }

  /** Takes a session that has ended, to be written soon. Never throws. */
  keep(notes: SessionNotes): void {
    const record = notes.finish();
    if (!record) return;
    this.#remember(record.card, nextAttempt(record));
    this.#writer.add(record);
  }

  /** How the database fares, with a fresh summary where more was written since the last. Never throws. */
  state(): DatabaseState {
    this.#lookAgain();
    const { written, waiting, lost, failure } = this.#writer;
    return {
      written,
      waiting,
      lost,
      failure,
      operations: this.#sql.operations,
      summary: this.#summary,
    };
  }

  /** @throws the driver's error when the database does not answer, and one that says why the last write failed */
  check(): void {
    this.#store.ping();
    if (this.#writer.failure !== undefined) throw new Error(this.#writer.failure);
  }

  /** Writes what waits and closes. Never throws. */
  close(): void {
    this.#writer.close();
    // What was written last is told as well, while it can still be asked for.
    this.#lookAgain();
    try {
      this.#database.close();
    } catch {
      this.#obs.db.recordError('_OTHER', 'CLOSE');
    }
    this.#obs.db.changeConnections(-1);
    this.#forgetPool();
  }

  #attemptOf(card: string): number {
    const known = this.#attempts.get(card);
    if (known !== undefined) return known;
    const attempt = this.#storedAttempt(card);
    this.#remember(card, attempt);
    return attempt;
  }

  #storedAttempt(card: string): number {
    try {
      const last = this.#store.lastOf(card);
      return last ? nextAttempt(last) : 1;
    } catch {
      // Recorded as a failed operation; the session goes on as a card's first.
      return 1;
    }
  }

  #remember(card: string, attempt: number): void {
    if (this.#attempts.size >= MOST_CARDS && !this.#attempts.has(card)) this.#attempts.clear();
    this.#attempts.set(card, attempt);
  }

  #lookAgain(): void {
    if (this.#summaryOf === this.#writer.written) return;
    const written = this.#writer.written;
    try {
      this.#summary = {
        failedSessions: this.#queries.failedSessions(),
        failedCommands: this.#queries.failedCommands(),
        slowestCommands: this.#queries.slowestCommands(),
      };
    } catch {
      // Recorded as a failed operation; the last summary stands until the next look.
    }
    this.#summaryOf = written;
  }
}

function nextAttempt({ status, attempt }: Pick<SessionRecord, 'status' | 'attempt'>): number {
  return status === SESSION_STATUS_VALUE_COMPLETED ? 1 : attempt + 1;
}
