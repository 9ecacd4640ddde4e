import type { RunSql } from './recorded-sql';
import type { SessionRecord } from './records';
import type { SqlDatabase, SqlStatement } from './sql-driver';

/** Rows come as one JSON text: a call for each row would cost several times as much. */
const INSERT_SESSIONS = `INSERT INTO sessions
SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
  value->>10, value->>11, value->>12, value->>13, value->>14
FROM json_each(?)`;

const INSERT_EXCHANGES = `INSERT INTO exchanges
SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9
FROM json_each(?)`;

const NUMBERS = 'SELECT min(number) AS lowest, max(number) AS highest FROM sessions';
const DELETE_SESSIONS = 'DELETE FROM sessions WHERE number <= ?';
const DELETE_EXCHANGES = 'DELETE FROM exchanges WHERE session <= ?';
const LAST_OF_CARD = 'SELECT status, attempt FROM sessions WHERE card = ? ORDER BY number DESC LIMIT 1';

interface Numbers {
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** At most so many sessions more than were written are deleted at once, from a file that holds too many. */
const MOST_DELETED_MORE = 100;

/** Writes sessions with their exchanges, keeps the newest, and knows how each card's last one ended. */
export class SessionStore {
  readonly #database: SqlDatabase;
  readonly #run: RunSql;
  readonly #keptSessions: number;
  readonly #statements = new Map<string, SqlStatement>();

  constructor(database: SqlDatabase, run: RunSql, keptSessions: number) {
    this.#database = database;
    this.#run = run;
    this.#keptSessions = keptSessions;
  }

  /**
   * Writes sessions in one transaction, and deletes the oldest beyond those that are kept.
   *
   * @throws the driver's error, after which nothing of it is written
   */
  write(sessions: readonly SessionRecord[]): void {
    this.#run('BEGIN', undefined, 'BEGIN IMMEDIATE', () => this.#database.exec('BEGIN IMMEDIATE'));
    try {
      this.#insert(sessions);
      this.#run('COMMIT', undefined, 'COMMIT', () => this.#database.exec('COMMIT'));
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** How the last session of a card ended and which attempt it was; undefined when none is kept. */
  lastOf(card: string): { readonly status: string; readonly attempt: number } | undefined {
    return this.#run('SELECT', 'sessions', LAST_OF_CARD, () => this.#prepared(LAST_OF_CARD).get(card)) as
      | { status: string; attempt: number }
      | undefined;
  }

  /** Asks the database for an answer. @throws the driver's error when there is none */
  ping(): void {
    this.#run('PING', undefined, 'SELECT 1', () => this.#prepared('SELECT 1').get());
  }

  #insert(sessions: readonly SessionRecord[]): void {
    const { lowest, highest } = this.#run('SELECT', 'sessions', NUMBERS, () =>
      this.#prepared(NUMBERS).get(),
    ) as Numbers;
    const first = (highest ?? 0) + 1;
    const rows = JSON.stringify(sessions.map((session, index) => sessionRow(session, first + index)));
    this.#run('INSERT', 'sessions', INSERT_SESSIONS, () => this.#prepared(INSERT_SESSIONS).run(rows));
    const exchanges = sessions.flatMap((session, index) => exchangeRows(session, first + index));
    if (exchanges.length > 0) {
      const text = JSON.stringify(exchanges);
      this.#run('INSERT', 'exchanges', INSERT_EXCHANGES, () => this.#prepared(INSERT_EXCHANGES).run(text));
    }
    this.#deleteBeyond(lowest ?? first, first + sessions.length - 1, sessions.length);
  }

  #deleteBeyond(lowest: number, highest: number, written: number): void {
    const last = Math.min(highest - this.#keptSessions, lowest + written + MOST_DELETED_MORE - 1);
    if (last < lowest) return;
    for (const [table, text] of [
      ['exchanges', DELETE_EXCHANGES],
      ['sessions', DELETE_SESSIONS],
    ] as const) {
      this.#run('DELETE', table, text, () => this.#prepared(text).run(last));
    }
  }

  #rollBack(): void {
    try {
      this.#run('ROLLBACK', undefined, 'ROLLBACK', () => this.#database.exec('ROLLBACK'));
    } catch {
      // SQLite rolled back by itself (a full disk, say); the operation is recorded as failed, the first error is told.
    }
  }

  #prepared(text: string): SqlStatement {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = this.#database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

function sessionRow(session: SessionRecord, number: number) {
  return [
    number,
    session.id,
    session.traceId,
    session.card,
    session.type,
    session.deviceType,
    session.status,
    session.closeReason,
    session.attempt,
    session.startedEpochMs,
    session.durationMs,
    session.commands,
    session.commandErrors,
    session.bytesSent,
    session.bytesReceived,
  ];
}

function exchangeRows({ exchanges }: SessionRecord, number: number) {
  return exchanges.map((exchange, index) => [
    number,
    index + 1,
    exchange.commandType,
    exchange.statusWord,
    exchange.category,
    exchange.meaning,
    exchange.durationMs,
    exchange.scriptCommands,
    exchange.bytesSent,
    exchange.bytesReceived,
  ]);
}
