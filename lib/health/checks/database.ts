import type { HealthCheck, HealthFinding } from '../check';
import { numberOr } from './thresholds';

/** A client of one of the libraries that are known: nothing of it but these is used. */
export interface DatabaseClient {
  /** knex. */
  raw?(query: string): unknown;
  /** mysql2 with callbacks: the same client with promises. */
  promise?(): unknown;
  /** pg and mysql2/promise: a pool or a connection. */
  query?(query: never): unknown;
  /** better-sqlite3 and libsql. */
  prepare?(query: string): unknown;
}

/** What is asked of a database. */
export interface DatabaseOptions {
  /** Default: `SELECT 1`. */
  readonly query?: string | undefined;
  /** How long a server may take to answer, in milliseconds, where the library can end its wait (pg, mysql2). Default: 3,000. */
  readonly timeoutMs?: number | undefined;
}

/** Less than the routes wait, so that the database's own failure is told. */
const TIMEOUT_MS = 3_000;

interface Query {
  readonly text: string;
  readonly timeoutMs: number;
}

/** How a library is asked, by what its clients have; the first that fits. */
const LIBRARIES: readonly {
  readonly method: keyof DatabaseClient;
  ask(client: DatabaseClient, query: Query): unknown;
}[] = [
  { method: 'raw', ask: (client, { text, timeoutMs }) => askKnex(client, text, timeoutMs) },
  { method: 'promise', ask: (client, query) => ask(client.promise?.(), query) },
  // pg reads the first two members, mysql2 the others.
  {
    method: 'query',
    ask: (client, { text, timeoutMs }) =>
      client.query?.({ text, query_timeout: timeoutMs, sql: text, timeout: timeoutMs } as never),
  },
  { method: 'prepare', ask: (client, { text }) => askSqlite(client, text) },
];

function askSqlite(client: DatabaseClient, text: string): unknown {
  const statement = client.prepare?.(text) as { get(): unknown };
  return statement.get();
}

interface KnexRaw {
  /** Without `cancel`, knex gives up waiting but leaves the query be. */
  timeout?(timeoutMs: number): unknown;
}

function askKnex(client: DatabaseClient, text: string, timeoutMs: number): unknown {
  const raw = client.raw?.(text) as KnexRaw | undefined;
  return raw?.timeout?.(timeoutMs) ?? raw;
}

function ask(client: unknown, query: Query): unknown {
  const library = LIBRARIES.find(
    ({ method }) => typeof (client as DatabaseClient | undefined)?.[method] === 'function',
  );
  if (library === undefined) {
    throw new TypeError(
      'the client is none that is known: give one of better-sqlite3, libsql, pg, mysql2 or knex, ' +
        'or register a function that asks your database',
    );
  }
  return library.ask(client as DatabaseClient, query);
}

/**
 * Whether a database answers a query, through a client or a pool of better-sqlite3, libsql, pg, mysql2 (with callbacks or
 * promises) or knex. A query that waits for a connection of a pool waits as long as the pool lets it: give that a bound
 * (`connectionTimeoutMillis` of pg, `acquireConnectionTimeout` of knex). A file of SQLite is asked on the event loop.
 */
export function database(client: DatabaseClient, options: DatabaseOptions = {}): HealthCheck {
  const query = { text: options.query ?? 'SELECT 1', timeoutMs: numberOr(options.timeoutMs, TIMEOUT_MS) };
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
