import { unrecorded } from './recorded-sql';
import { schemaProblem } from './schema';
import { type ListedSession, type SessionFilter, SessionQueries } from './session-queries';
import { messageOf, type SqlDatabase, type SqlDriver } from './sql-driver';

/** The sessions that were found, or why the file cannot be read. */
export type ReadSessions =
  | { readonly ok: true; readonly sessions: readonly ListedSession[] }
  | { readonly ok: false; readonly problem: string };

/** Looks into a lab's file, which a lab may be writing, without changing it. Never throws. */
export function readSessions(
  driver: SqlDriver & { ok: true },
  path: string,
  filter: SessionFilter,
): ReadSessions {
  let database: SqlDatabase | undefined;
  try {
    database = driver.open(path);
    const problem = schemaProblem(database);
    if (problem === undefined) {
      return { ok: true, sessions: new SessionQueries(database, unrecorded).sessions(filter) };
    }
    return {
      ok: false,
      problem: problem === 'empty' ? 'it holds no sessions' : `it is a database of ${problem}`,
    };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  } finally {
    database?.close();
  }
}
