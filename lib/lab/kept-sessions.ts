import type { Observability, Session } from '../index';
import { LabDatabase, loadSqlDriver, openDatabase, type SqlDriver } from './database';
import { isLabIdentity } from './psk-file';
import type { NotedSession } from './server/admin-server';
import type { DatabaseFacts } from './view';

/** Where sessions are kept. */
export interface KeptSessionsOptions {
  /** The file that keeps sessions; in memory by default. */
  readonly database?: string | undefined;
  /** The driver of the database; libsql by default, where it is there. */
  readonly sqlDriver?: SqlDriver;
}

/** The instrumentation scope of the lab's own spans. */
const SCOPE = 'cardlink-lab';

/** The database of sessions, and what the banner tells of it. */
export interface KeptSessions {
  readonly database: LabDatabase | undefined;
  readonly facts: DatabaseFacts;
}

export const NOTHING_KEPT: KeptSessions = {
  database: undefined,
  facts: { ok: false, problem: 'it was not opened' },
};

/**
 * Opens the database, where there is a driver.
 *
 * @throws DatabaseFileError when the driver is there and the file cannot be used
 */
export function openSessions(
  { database: path, sqlDriver = loadSqlDriver() }: KeptSessionsOptions,
  obs: Observability,
): KeptSessions {
  if (!sqlDriver.ok) return { database: undefined, facts: sqlDriver };
  const tracer = obs.tracerProvider.getTracer(SCOPE);
  const database = new LabDatabase(openDatabase(sqlDriver, path), { obs, tracer });
  return { database, facts: { ok: true, path, keptSessions: database.keptSessions } };
}

/**
 * Notes a session under the lab's own identity, behind which is nobody. What others use for one may be a card's number:
 * of those the database holds the pseudonym, the same as their spans, so that one finds the other.
 */
export function noteSession(database: LabDatabase, session: Session, identity: string): NotedSession {
  const card = isLabIdentity(identity) ? identity : (session.pseudonym ?? '');
  const notes = database.begin(session, card);
  return { notes, ended: () => database.keep(notes) };
}
