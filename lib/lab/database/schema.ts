import type { SqlDatabase } from './sql-driver';

/** Told apart from other databases by SQLite's `application_id`: "CLab". */
const APPLICATION_ID = 0x434c6162;
/** One higher when the tables change; a file of another version is refused. */
const VERSION = 1;

const TABLES = `
CREATE TABLE sessions (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  card TEXT NOT NULL,
  type TEXT NOT NULL,
  device_type TEXT NOT NULL,
  status TEXT NOT NULL,
  close_reason TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  started_epoch_ms INTEGER NOT NULL,
  duration_ms REAL NOT NULL,
  commands INTEGER NOT NULL,
  command_errors INTEGER NOT NULL,
  bytes_sent INTEGER NOT NULL,
  bytes_received INTEGER NOT NULL
);
CREATE INDEX sessions_by_card ON sessions (card, number);
CREATE INDEX sessions_not_completed ON sessions (close_reason) WHERE status <> 'completed';
CREATE TABLE exchanges (
  session INTEGER NOT NULL,
  position INTEGER NOT NULL,
  command_type TEXT NOT NULL,
  status_word TEXT,
  category TEXT NOT NULL,
  meaning TEXT NOT NULL,
  duration_ms REAL,
  script_commands INTEGER NOT NULL,
  bytes_sent INTEGER NOT NULL,
  bytes_received INTEGER NOT NULL,
  PRIMARY KEY (session, position)
) WITHOUT ROWID;
CREATE INDEX exchanges_with_errors ON exchanges (status_word, meaning) WHERE category = 'error';
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${VERSION};
`;

/** What is wrong with a database that is not of this lab. */
export type SchemaProblem = 'another application' | 'another version';

/**
 * Makes the tables where the database is empty, and says what is wrong with one that holds something else.
 *
 * @throws the driver's error, when the file is no database or cannot be written
 */
export function prepareSchema(database: SqlDatabase): SchemaProblem | undefined {
  const problem = schemaProblem(database);
  if (problem !== 'empty') return problem;
  database.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT;`);
  return undefined;
}

/** What is wrong with the tables of a database that is only read: as `prepareSchema`, and `empty` where there are none. */
export function schemaProblem(database: SqlDatabase): SchemaProblem | 'empty' | undefined {
  const applicationId = pragma(database, 'application_id');
  if (applicationId === APPLICATION_ID) {
    return pragma(database, 'user_version') === VERSION ? undefined : 'another version';
  }
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_master').get() as Record<
    string,
    unknown
  >;
  return applicationId === 0 && tables === 0 ? 'empty' : 'another application';
}

function pragma(database: SqlDatabase, name: string): unknown {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, unknown> | undefined;
  return row?.[name];
}
