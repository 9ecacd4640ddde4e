import {
  DB_ERROR_TYPE_VALUE_CONNECTION,
  DB_ERROR_TYPE_VALUE_OTHER,
  DB_ERROR_TYPE_VALUE_TIMEOUT,
  type DbErrorType,
} from '../semconv';
import {
  BY_CODE,
  BY_MESSAGE,
  BY_MYSQL_NUMBER,
  BY_SQLITE_NAME,
  BY_SQLITE_NUMBER,
  BY_SQLSTATE_CLASS,
  TIMEOUTS_OF_SERVERS,
} from './db-error-table';
import { isTimeout } from './failure';

/** Errors in errors that are looked through: an ORM's, its query builder's, the driver's, the socket's. */
const MAX_DEPTH = 5;

/** Where an error keeps the one below it: the standard's, TypeORM's, Sequelize's. */
const INNER = ['cause', 'driverError', 'original', 'parent'] as const;

type Readable = Readonly<Record<string, unknown>>;
type Reading = (error: Readable) => DbErrorType | undefined;

/** The ways in which drivers say what went wrong, the surest first. */
const READINGS: readonly Reading[] = [
  ({ syscall }) =>
    syscall === 'connect' || syscall === 'getaddrinfo' ? DB_ERROR_TYPE_VALUE_CONNECTION : undefined,
  ({ code }) => (typeof code === 'string' ? BY_CODE.get(code) : undefined),
  ({ code }) => (typeof code === 'string' ? sqliteType(code) : undefined),
  ({ errcode }) => sqliteNumberType(errcode),
  ({ rawCode }) => sqliteNumberType(rawCode),
  ({ errno }) => (typeof errno === 'number' ? BY_MYSQL_NUMBER.get(String(errno)) : undefined),
  ({ code }) => sqlStateType(code),
  ({ sqlState }) => sqlStateType(sqlState),
  ({ sqlstate }) => sqlStateType(sqlstate),
  ({ message }) => messageType(message),
];

/**
 * The `error.type` of a database operation that failed, by what the driver's error says: SQLSTATEs (pg), names and numbers
 * (mysql2, MariaDB), result codes (better-sqlite3, libsql, node:sqlite), Prisma's codes, the messages of pools that have
 * no code (knex, tarn, generic-pool, pg-pool), and the errors in it. Never throws.
 */
export function dbErrorType(error: unknown): DbErrorType {
  try {
    return knownType(error) ?? DB_ERROR_TYPE_VALUE_OTHER;
  } catch {
    // A getter of the application's error that throws tells nothing.
    return DB_ERROR_TYPE_VALUE_OTHER;
  }
}

/** Whether a server tells in an error that it has ended the statement itself: an answer, if not the one hoped for. Never throws. */
export function isEndedByServer(error: unknown): boolean {
  try {
    for (const { code, errno } of errorsIn(error)) {
      if ([code, errno].some((told) => TIMEOUTS_OF_SERVERS.has(String(told)))) return true;
    }
  } catch {
    // A getter of the application's error that throws tells nothing.
  }
  return false;
}

function knownType(error: unknown): DbErrorType | undefined {
  let fallback: DbErrorType | undefined;
  for (const readable of errorsIn(error)) {
    for (const reading of READINGS) {
      const type = reading(readable);
      if (type !== undefined) return type;
    }
    if (isTimeout(readable) || readable.name === 'KnexTimeoutError') fallback = DB_ERROR_TYPE_VALUE_TIMEOUT;
  }
  return fallback;
}

/** An error and those below it, the outermost first, each read when it is its turn. */
function* errorsIn(error: unknown): Generator<Readable> {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && isReadable(current); depth += 1) {
    const readable = current;
    yield readable;
    current = INNER.map((key) => readable[key]).find(isReadable);
  }
}

function isReadable(value: unknown): value is Readable {
  return typeof value === 'object' && value !== null;
}

function sqliteType(code: string): DbErrorType | undefined {
  if (!code.startsWith('SQLITE_')) return undefined;
  const [, name = ''] = code.split('_', 2);
  return BY_SQLITE_NAME.get(`SQLITE_${name}`);
}

function sqliteNumberType(code: unknown): DbErrorType | undefined {
  return typeof code === 'number' ? BY_SQLITE_NUMBER.get(String(code & 0xff)) : undefined;
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

function sqlStateType(state: unknown): DbErrorType | undefined {
  return typeof state === 'string' && SQLSTATE.test(state)
    ? BY_SQLSTATE_CLASS.get(state.slice(0, 2))
    : undefined;
}

function messageType(message: unknown): DbErrorType | undefined {
  if (typeof message !== 'string') return undefined;
  return BY_MESSAGE.find(([beginning]) => message.startsWith(beginning))?.[1];
}

const CODE = /^\w{1,64}$/;

/**
 * What a span may say about a driver's error: its name and its code. Its message and stack stay here: drivers write values
 * of the query into them (`Duplicate entry '8949…' for key`), knex the whole query.
 */
export function describeDbError(error: unknown, errorType: DbErrorType): { name: string; message: string } {
  try {
    if (!isReadable(error)) return { name: typeof error, message: errorType };
    const { name, code } = error;
    return {
      name: typeof name === 'string' && CODE.test(name) ? name : 'Error',
      message: typeof code === 'string' && CODE.test(code) ? code : errorType,
    };
  } catch {
    return { name: 'Error', message: errorType };
  }
}
