/** What may be bound to a statement. */
export type SqlValue = string | number | null;

/** A statement of the driver: the part of libsql's API (that of better-sqlite3) that the lab uses. */
export interface SqlStatement {
  run(...values: readonly SqlValue[]): { readonly changes: number };
  get(...values: readonly SqlValue[]): unknown;
  all(...values: readonly SqlValue[]): readonly unknown[];
}

/** An open database of the driver. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

/** Opens a database; makes its file where there is none. */
export type OpenSql = (path: string) => SqlDatabase;

/** The driver, or why there is none. */
export type SqlDriver =
  | { readonly ok: true; readonly open: OpenSql }
  | { readonly ok: false; readonly problem: string };

type Libsql = new (path: string) => SqlDatabase;

/**
 * Loads libsql, an optional dependency with a native part that not every platform has. `load` is what requires it.
 * Never throws.
 */
export function loadSqlDriver(load: () => unknown = () => require('libsql')): SqlDriver {
  try {
    const Database = load() as Libsql;
    return { ok: true, open: (path) => new Database(path) };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/** The reason in one line: a module that is missing has the list of who required it below. */
function problemOf(error: unknown): string {
  const [line = ''] = messageOf(error).split('\n');
  return line;
}

/** What an error of the driver says; its native part makes errors that need not be instances of this realm's `Error`. */
export function messageOf(error: unknown): string {
  const message = (error as { readonly message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
}
