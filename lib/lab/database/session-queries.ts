import type { RunSql } from './recorded-sql';
import type { SessionFacts } from './records';
import type { SqlDatabase, SqlValue } from './sql-driver';

/** How many sessions did not complete, by why they were closed. */
export interface FailedSessions {
  readonly closeReason: string;
  readonly sessions: number;
}

/** How many commands met this error. */
export interface FailedCommands {
  /** Null where no answer came. */
  readonly statusWord: string | null;
  readonly meaning: string;
  readonly commands: number;
}

/** How long commands of a type took, those that were sent alone. */
export interface SlowCommands {
  readonly commandType: string;
  readonly commands: number;
  readonly meanMs: number;
  readonly longestMs: number;
}

/** A session as a list shows it. */
export interface ListedSession extends SessionFacts {
  readonly number: number;
  /** The last command that was sent, with what became of it; null when none was sent. */
  readonly lastCommand: string | null;
  readonly lastStatusWord: string | null;
  readonly lastMeaning: string | null;
}

/** Which sessions are listed. */
export interface SessionFilter {
  /** Only those that did not complete. */
  readonly failed?: boolean | undefined;
  readonly card?: string | undefined;
  /** The most sessions, the newest first. */
  readonly limit: number;
}

/** How many of the newest sessions say how long commands take: a bound on what a look at a busy lab costs. */
const TIMED_SESSIONS = 500;
const MOST_ROWS = 5;

const FAILED_SESSIONS = `SELECT close_reason AS closeReason, count(*) AS sessions
FROM sessions WHERE status <> 'completed' GROUP BY close_reason ORDER BY sessions DESC, close_reason`;

const FAILED_COMMANDS = `SELECT status_word AS statusWord, meaning, count(*) AS commands
FROM exchanges WHERE category = 'error' GROUP BY status_word, meaning ORDER BY commands DESC, status_word LIMIT ?`;

const SLOWEST_COMMANDS = `SELECT command_type AS commandType, count(*) AS commands, avg(duration_ms) AS meanMs,
  max(duration_ms) AS longestMs
FROM exchanges WHERE session > (SELECT max(number) - ? FROM sessions) AND script_commands = 1
  AND duration_ms IS NOT NULL
GROUP BY command_type ORDER BY longestMs DESC LIMIT ?`;

const SESSIONS = `SELECT number, id, trace_id AS traceId, card, type, status, close_reason AS closeReason, attempt,
  started_epoch_ms AS startedEpochMs, sessions.duration_ms AS durationMs, commands, command_errors AS commandErrors,
  sessions.bytes_sent AS bytesSent, sessions.bytes_received AS bytesReceived, command_type AS lastCommand,
  status_word AS lastStatusWord, meaning AS lastMeaning
FROM sessions LEFT JOIN exchanges ON session = number
  AND position = (SELECT max(position) FROM exchanges WHERE session = number)
WHERE (?1 = 0 OR status <> 'completed') AND (?2 IS NULL OR card = ?2) ORDER BY number DESC LIMIT ?3`;

/** What a test engineer asks about the sessions that are kept. */
export class SessionQueries {
  readonly #database: SqlDatabase;
  readonly #run: RunSql;

  constructor(database: SqlDatabase, run: RunSql) {
    this.#database = database;
    this.#run = run;
  }

  /** Sessions that did not complete, by reason, the most frequent first. */
  failedSessions(): readonly FailedSessions[] {
    return this.#select('sessions', FAILED_SESSIONS);
  }

  /** Errors of commands by status word and meaning, the most frequent first. */
  failedCommands(): readonly FailedCommands[] {
    return this.#select('exchanges', FAILED_COMMANDS, MOST_ROWS);
  }

  /** Types of commands by the longest that one took, in the newest 500 sessions. */
  slowestCommands(): readonly SlowCommands[] {
    return this.#select('exchanges', SLOWEST_COMMANDS, TIMED_SESSIONS, MOST_ROWS);
  }

  /** Sessions, the newest first. */
  sessions({ failed = false, card, limit }: SessionFilter): readonly ListedSession[] {
    return this.#select('sessions', SESSIONS, failed ? 1 : 0, card ?? null, limit);
  }

  #select<Row>(table: string, text: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#run(
      'SELECT',
      table,
      text,
      () => this.#database.prepare(text).all(...values) as readonly Row[],
    );
  }
}
