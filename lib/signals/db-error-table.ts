import {
  DB_ERROR_TYPE_VALUE_CONNECTION as CONNECTION,
  DB_ERROR_TYPE_VALUE_CONSTRAINT as CONSTRAINT,
  type DbErrorType,
  DB_ERROR_TYPE_VALUE_DEADLOCK as DEADLOCK,
  DB_ERROR_TYPE_VALUE_PERMISSION as PERMISSION,
  DB_ERROR_TYPE_VALUE_POOL_TIMEOUT as POOL_TIMEOUT,
  DB_ERROR_TYPE_VALUE_SYNTAX as SYNTAX,
  DB_ERROR_TYPE_VALUE_TIMEOUT as TIMEOUT,
} from '../semconv';

type Rows = Partial<Record<DbErrorType, string>>;

function table(rows: Rows): ReadonlyMap<string, DbErrorType> {
  const entries = Object.entries(rows) as [DbErrorType, string][];
  return new Map(entries.flatMap(([type, codes]) => codes.split(/\s+/).map((code) => [code, type] as const)));
}

/**
 * By what servers say that they have ended a statement or an idle transaction themselves: its time was over, or somebody
 * cancelled it. MySQL's and MariaDB's by name and by `errno`.
 */
const ENDED_BY_SERVER = '57014 25P03 25P04 ER_QUERY_TIMEOUT ER_QUERY_INTERRUPTED ER_STATEMENT_TIMEOUT';
const ENDED_BY_SERVER_NUMBERS = '1317 1969 3024';

/** The time-outs that are answers: a server that tells them works. */
export const TIMEOUTS_OF_SERVERS: ReadonlySet<string> = new Set(
  `${ENDED_BY_SERVER} ${ENDED_BY_SERVER_NUMBERS}`.split(' '),
);

/** What `code` says, of any driver: Node's own codes, PostgreSQL's SQLSTATEs, MySQL's and MariaDB's names, Prisma's. */
export const BY_CODE = table({
  [CONNECTION]:
    'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH EHOSTDOWN ' +
    '57P01 57P02 57P03 57P05 53300 ' +
    'PROTOCOL_CONNECTION_LOST ER_CON_COUNT_ERROR ER_TOO_MANY_USER_CONNECTIONS ER_SERVER_SHUTDOWN ' +
    'ER_NORMAL_SHUTDOWN ER_HOST_IS_BLOCKED ER_NEW_ABORTING_CONNECTION ' +
    'HRANA_CLOSED_ERROR HRANA_WEBSOCKET_ERROR P1001 P1017',
  [POOL_TIMEOUT]: 'P2024',
  [TIMEOUT]: `${ENDED_BY_SERVER} PROTOCOL_SEQUENCE_TIMEOUT ETIMEDOUT ESOCKETTIMEDOUT HYT00 P1002 P1008`,
  [DEADLOCK]:
    '55P03 ER_LOCK_DEADLOCK ER_LOCK_WAIT_TIMEOUT ER_LOCK_NOWAIT ER_LOCK_ABORTED ER_XA_RBDEADLOCK P2034',
  [CONSTRAINT]:
    'ER_DUP_ENTRY ER_DUP_ENTRY_WITH_KEY_NAME ER_DUP_KEY ER_DUP_UNIQUE ER_NO_REFERENCED_ROW ER_NO_REFERENCED_ROW_2 ' +
    'ER_ROW_IS_REFERENCED ER_ROW_IS_REFERENCED_2 ER_BAD_NULL_ERROR ER_CHECK_CONSTRAINT_VIOLATED ' +
    'ER_CONSTRAINT_FAILED ER_NO_DEFAULT_FOR_FIELD P2002 P2003 P2004 P2011 P2014',
  [SYNTAX]:
    'ER_PARSE_ERROR ER_SYNTAX_ERROR ER_BAD_FIELD_ERROR ER_NO_SUCH_TABLE ER_BAD_TABLE_ERROR ER_NON_UNIQ_ERROR ' +
    'ER_WRONG_VALUE_COUNT_ON_ROW ER_WRONG_VALUE_COUNT ER_SP_DOES_NOT_EXIST ER_FIELD_SPECIFIED_TWICE ' +
    'ER_WRONG_FIELD_WITH_GROUP ER_TABLE_EXISTS_ERROR ER_UNKNOWN_SYSTEM_VARIABLE P2010 P2021 P2022',
  [PERMISSION]:
    '42501 25006 ER_ACCESS_DENIED_ERROR ER_DBACCESS_DENIED_ERROR ER_TABLEACCESS_DENIED_ERROR ' +
    'ER_COLUMNACCESS_DENIED_ERROR ER_PROCACCESS_DENIED_ERROR ER_SPECIFIC_ACCESS_DENIED_ERROR ' +
    'ER_OPTION_PREVENTS_STATEMENT ER_ACCESS_DENIED_NO_PASSWORD_ERROR ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION ' +
    'P1000 P1010',
});

/** What the class of an SQLSTATE says, its first two characters (ISO/IEC 9075-2, clause 24.1; PostgreSQL, appendix A). */
export const BY_SQLSTATE_CLASS = table({
  [CONNECTION]: '08',
  [CONSTRAINT]: '23 44',
  [PERMISSION]: '28',
  [DEADLOCK]: '40',
  [SYNTAX]: '0A 42',
});

/** SQLite's result codes by name; extended ones (`SQLITE_CONSTRAINT_UNIQUE`) begin with theirs. */
export const BY_SQLITE_NAME = table({
  [SYNTAX]: 'SQLITE_ERROR SQLITE_RANGE SQLITE_MISUSE',
  [PERMISSION]: 'SQLITE_PERM SQLITE_READONLY SQLITE_AUTH',
  [DEADLOCK]: 'SQLITE_BUSY SQLITE_LOCKED',
  [TIMEOUT]: 'SQLITE_INTERRUPT',
  [CONNECTION]: 'SQLITE_CANTOPEN',
  [CONSTRAINT]: 'SQLITE_CONSTRAINT',
});

/** The same by number, the low byte of an extended one: `errcode` of node:sqlite, `rawCode` of libsql. */
export const BY_SQLITE_NUMBER = table({
  [SYNTAX]: '1 21 25',
  [PERMISSION]: '3 8 23',
  [DEADLOCK]: '5 6',
  [TIMEOUT]: '9',
  [CONNECTION]: '14',
  [CONSTRAINT]: '19',
});

/** MySQL's and MariaDB's errors by `errno`, for drivers that give no name. */
export const BY_MYSQL_NUMBER = table({
  [CONNECTION]: '1040 1053 1129 1203 2002 2003 2006 2013 2055',
  [TIMEOUT]: ENDED_BY_SERVER_NUMBERS,
  [DEADLOCK]: '1205 1213 3572',
  [CONSTRAINT]: '1022 1048 1062 1169 1216 1217 1364 1451 1452 1586 3819 4025',
  [SYNTAX]: '1049 1050 1051 1052 1054 1064 1136 1146 1149 1305',
  [PERMISSION]: '1044 1045 1142 1143 1227 1290 1370 1698 1792',
});

/** How the messages begin of errors that have no code: pools' and drivers' own. */
export const BY_MESSAGE: readonly (readonly [beginning: string, type: DbErrorType])[] = [
  // knex: the pool is exhausted; a query ran into its timeout().
  ['Knex: Timeout acquiring a connection', POOL_TIMEOUT],
  ['Defined query timeout of', TIMEOUT],
  // generic-pool, pg-pool, tarn, mysql2.
  ['ResourceRequest timed out', POOL_TIMEOUT],
  ['timeout exceeded when trying to connect', POOL_TIMEOUT],
  ['operation timed out for an unknown reason', POOL_TIMEOUT],
  ['No connections available.', POOL_TIMEOUT],
  ['Queue limit reached.', POOL_TIMEOUT],
  // pg.
  ['Query read timeout', TIMEOUT],
  ['Connection terminated', CONNECTION],
  ['Client has encountered a connection error', CONNECTION],
  ['Client was closed and is not queryable', CONNECTION],
  ['Cannot use a pool after calling end', CONNECTION],
  // mysql2, better-sqlite3, node:sqlite, libsql.
  ["Can't add new command when connection is in closed state", CONNECTION],
  ['The database connection is not open', CONNECTION],
  ['database is not open', CONNECTION],
  ['ConnectionFailed(', CONNECTION],
];
