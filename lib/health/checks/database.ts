import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { HealthCheck, HealthFinding } from '../check';
import { optionsOf, timeoutOr } from './thresholds';

/** A client of one of the libraries that are known: nothing of it but these is used. */
export interface DatabaseClient {
  /** knex. */
  raw?(query: string): unknown;
  /** mysql2 with callbacks: the same client with promises. */
  promise?(): unknown;
  /** pg and mysql2/promise: a pool or a connection. */
  query?(query: never): unknown;
  /** better-sqlite3, libsql (with promises too) and node:sqlite. */
  prepare?(query: string): unknown;
}

/** What is asked of a database. */
export interface DatabaseOptions {
  /** Default: `SELECT 1`, and of SQLite `SELECT count(*) FROM sqlite_master`, for which its file is read. */
  readonly query?: string | undefined;
  /** How long a server may take to answer, in milliseconds, where the library can end its wait (pg, mysql2). Default: 3,000. */
  readonly timeoutMs?: number | undefined;
}

/** Less than the routes wait, so that the database's own failure is told. */
const TIMEOUT_MS = 3_000;

/** What any server answers. */
const SERVER_QUERY = 'SELECT 1';

/** SQLite answers a query without a table by itself, whatever has become of its file. */
const SQLITE_QUERY = 'SELECT count(*) FROM sqlite_master';

/** Where the file is; empty for a database in memory. */
const SQLITE_PATH_QUERY = "SELECT file FROM pragma_database_list WHERE name = 'main'";

/** What is asked, the same at each run. */
interface Query {
  /** Undefined where the default counts. */
  readonly text: string | undefined;
  readonly timeoutMs: number;
  /** Of SQLite, from the first run on. */
  statement?: Statement;
  /** Where its file is; empty where there is none, or it is not told. */
  path?: string;
}

/** How a library is asked, by what its clients have; the first that fits. */
const LIBRARIES: readonly {
  readonly method: keyof DatabaseClient;
  ask(client: DatabaseClient, query: Query): unknown;
}[] = [
  { method: 'raw', ask: askKnex },
  { method: 'promise', ask: (client, query) => ask(client.promise?.(), query) },
  { method: 'query', ask: askServer },
  { method: 'prepare', ask: askSqlite },
];

interface Knex {
  /** What the configured client is of; better-sqlite3 counts as SQLite. */
  readonly client?: { readonly dialect?: unknown };
  raw(query: string): KnexRaw | undefined;
}

interface KnexRaw {
  /** Without `cancel`, knex gives up waiting but leaves the query be. */
  timeout?(timeoutMs: number): unknown;
}

function askKnex(client: DatabaseClient, { text, timeoutMs }: Query): unknown {
  const knex = client as Knex;
  const byDefault = knex.client?.dialect === 'sqlite3' ? SQLITE_QUERY : SERVER_QUERY;
  const raw = knex.raw(text ?? byDefault);
  return promised(raw?.timeout?.(timeoutMs) ?? raw);
}

function askServer(client: DatabaseClient, { text = SERVER_QUERY, timeoutMs }: Query): unknown {
  // pg reads the first two members, mysql2 the others.
  return promised(client.query?.({ text, query_timeout: timeoutMs, sql: text, timeout: timeoutMs } as never));
}

/** What was handed back, which must be a promise: from who answers by a callback (mysql) no answer would come. */
function promised(answer: unknown): unknown {
  if (typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function') return answer;
  ignoreErrorsOf(answer);
  throw unknownClient();
}

interface Sqlite {
  prepare(query: string): Statement | PromiseLike<Statement>;
}

interface Statement {
  get(): unknown;
}

async function askSqlite(client: DatabaseClient, query: Query): Promise<void> {
  const sqlite = client as Sqlite;
  // Prepared at each run, which says whether the client is open: statements of one that was closed still answer in libsql.
  const prepared = await sqlite.prepare(query.text ?? SQLITE_QUERY);
  // Run is one for all runs: libsql leaves one that failed open, with its lock, until it is run again.
  query.statement ??= prepared;
  await rowOf(query.statement);
  query.path ??= await pathOf(sqlite);
  // What is deleted can be read as long as it is open, and is lost with the process.
  if (query.path !== '') await access(query.path);
}

async function pathOf(sqlite: Sqlite): Promise<string> {
  try {
    const { file } = (await rowOf(await sqlite.prepare(SQLITE_PATH_QUERY))) as { file?: unknown };
    return typeof file === 'string' && isAbsolute(file) ? file : '';
  } catch {
    // A server of libsql's that does not let itself be asked this has no file here.
    return '';
  }
}

function rowOf(statement: Statement): unknown {
  const row = statement.get();
  if (row !== statement) return row;
  // That of sqlite3, which answers by a callback.
  ignoreErrorsOf(row);
  throw unknownClient();
}

/** A query of a client that is not known may still fail, as an event: unheard, it would end the process. */
function ignoreErrorsOf(query: unknown): void {
  const emitter = query as Partial<NodeJS.EventEmitter> | undefined;
  emitter?.on?.('error', () => undefined);
}

function unknownClient(): TypeError {
  return new TypeError(
    'the client is none that is known: give one of better-sqlite3, libsql, pg, mysql2 or knex, ' +
      'or register a function that asks your database',
  );
}

function ask(client: unknown, query: Query): unknown {
  const library = LIBRARIES.find(
    ({ method }) => typeof (client as DatabaseClient | undefined)?.[method] === 'function',
  );
  if (library === undefined) throw unknownClient();
  return library.ask(client as DatabaseClient, query);
}

/**
 * Whether a database answers a query, through a client or a pool of better-sqlite3, libsql, pg, mysql2 (with callbacks or
 * promises) or knex. A query that waits for a connection of a pool waits as long as the pool lets it: give that a bound
 * (`connectionTimeoutMillis` of pg, `acquireConnectionTimeout` of knex). A file of SQLite is read on the event loop, and
 * one that another process locks is waited for there as long as the client has it (`timeout` of better-sqlite3: 5 s).
 */
export function database(client: DatabaseClient, options: DatabaseOptions = {}): HealthCheck {
  const { query: text, timeoutMs }: DatabaseOptions = optionsOf(options);
  const query: Query = { text, timeoutMs: timeoutOr(timeoutMs, TIMEOUT_MS) };
  const check = async (): Promise<HealthFinding> => {
    const startedMs = performance.now();
    await ask(client, query);
    return {
      status: 'healthy',
      message: 'the database answers',
      details: { answeredSeconds: (performance.now() - startedMs) / 1_000 },
    };
  };
  return Object.assign(check, { standsFor: 'database' });
}
