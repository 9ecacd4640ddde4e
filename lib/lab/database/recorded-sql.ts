import type { DbRecorder } from '../../index';

/** Runs one operation on the database; what it throws is the driver's error, unchanged. */
export type RunSql = <T>(operation: string, table: string | undefined, text: string, work: () => T) => T;

/** Runs operations without recording them: for a program that only looks into a file. */
export const unrecorded: RunSql = (_operation, _table, _text, work) => work();

/** Records each operation with the public recorder, and counts them by itself as well: what was done is told twice. */
export class RecordedSql {
  readonly #db: Pick<DbRecorder, 'query'>;
  readonly #operations = new Map<string, number>();

  constructor(db: Pick<DbRecorder, 'query'>) {
    this.#db = db;
  }

  readonly run: RunSql = (operation, table, text, work) => {
    const key = table === undefined ? operation : `${operation} ${table}`;
    this.#operations.set(key, (this.#operations.get(key) ?? 0) + 1);
    return this.#db.query(operation, table, work, { text, system: 'sqlite' });
  };

  /** How many operations were begun, by operation and table: `INSERT sessions`. */
  get operations(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#operations);
  }
}
