import { prepareSchema } from './schema';
import { messageOf, type SqlDatabase, type SqlDriver } from './sql-driver';

/** The database cannot be used as it was asked for. The message says why and what to do. */
export class DatabaseFileError extends Error {
  override readonly name = 'DatabaseFileError';
}

const IN_MEMORY = ':memory:';

/**
 * What a session is worth decides: no write waits for the disk, so that no session does. A crash of the lab loses
 * nothing for that; a crash of the machine may.
 */
const PRAGMAS = ['PRAGMA journal_mode = WAL', 'PRAGMA synchronous = OFF'] as const;

/**
 * Opens the lab's database, a file or one in memory, and makes its tables where there are none.
 *
 * @throws DatabaseFileError when the file cannot be opened or written, is no database, or is another application's
 */
export function openDatabase(driver: SqlDriver & { ok: true }, path: string | undefined): SqlDatabase {
  const database = opened(driver, path ?? IN_MEMORY);
  try {
    const problem = prepareSchema(database);
    if (problem !== undefined) throw unusable(path, `it is a database of ${problem}`);
    for (const pragma of PRAGMAS) database.prepare(pragma).all();
    return database;
  } catch (error) {
    database.close();
    throw error instanceof DatabaseFileError ? error : unusable(path, reasonOf(error));
  }
}

function opened(driver: SqlDriver & { ok: true }, path: string): SqlDatabase {
  try {
    return driver.open(path);
  } catch (error) {
    throw unusable(path, reasonOf(error));
  }
}

function unusable(path: string | undefined, reason: string): DatabaseFileError {
  const which = path === undefined ? 'the database in memory' : `the database ${path}`;
  return new DatabaseFileError(
    `${which} cannot be used: ${reason}. Choose another file with --database, or leave it out to keep sessions in memory.`,
  );
}

/** SQLite's result code for a file that cannot be opened, as libsql puts it. */
const CANNOT_OPEN = /^ConnectionFailed\("?Unable to open .*: 14"?\)$/;

function reasonOf(error: unknown): string {
  const message = messageOf(error);
  return CANNOT_OPEN.test(message)
    ? 'it cannot be opened or made (is there such a folder, and may you write there?)'
    : message;
}
