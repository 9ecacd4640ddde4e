export { type DatabaseState, LabDatabase, type SessionSummary } from './lab-database';
export { DatabaseFileError, openDatabase } from './open-database';
export type { SessionNotes } from './session-notes';
export { loadSqlDriver, type SqlDriver } from './sql-driver';
