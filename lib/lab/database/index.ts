export { type DatabaseState, LabDatabase, type SessionSummary } from './lab-database';
export { DatabaseFileError, openDatabase } from './open-database';
export { readSessions } from './read-sessions';
export type { SessionNotes } from './session-notes';
export type { ListedSession, SessionFilter } from './session-queries';
export { loadSqlDriver, type SqlDriver } from './sql-driver';
