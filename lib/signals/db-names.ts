import { boundedBy, OTHER } from './bounded';
import { mayIdentify } from './name-guard';

/** What is done with a database, by the first word of the statement. */
export const DB_OPERATIONS = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'UPSERT',
  'REPLACE',
  'MERGE',
  'WITH',
  'BATCH',
  'CALL',
  'EXECUTE',
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT',
  'CREATE',
  'ALTER',
  'DROP',
  'TRUNCATE',
  'COPY',
  'EXPLAIN',
  'ANALYZE',
  'VACUUM',
  'PRAGMA',
  'LOCK',
  'SET',
  'SHOW',
  'PING',
] as const;

const knownOperation = boundedBy(DB_OPERATIONS);

/** An operation for a label and for the name of a span: `select` is `SELECT`, what is not in the list `_OTHER`. */
export function dbOperation(operation: string): string {
  const known = knownOperation(operation);
  if (known !== OTHER || typeof operation !== 'string' || operation.length > 32) return known;
  return knownOperation(operation.trim().toUpperCase());
}

/** Schema, table and the like in one name at most: server.database.schema.table in SQL Server. */
const MAX_PARTS = 4;

/** One part of a name, bare or in one of the quotes that products use. Each alternative is tried once. */
const PART = /^(?:"([^"]{1,128})"|`([^`]{1,128})`|\[([^\]]{1,128})\]|([^"`[\]]{1,128}))$/;
const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_$#-]{0,127}$/u;

/**
 * A table's name in one form: without quotes, its schema before a dot. Undefined for what is no name, and for one with
 * ten digits in a row: it may hold an identity.
 */
export function tableName(name: string): string | undefined {
  if (name.length > 4 * 130 || mayIdentify(name)) return undefined;
  const parts = name.split('.');
  if (parts.length > MAX_PARTS) return undefined;
  const plain = parts.map((part) => {
    const match = PART.exec(part.trim());
    return match?.slice(1).find((text) => text !== undefined) ?? '';
  });
  return plain.every((part) => IDENTIFIER.test(part)) ? plain.join('.') : undefined;
}
