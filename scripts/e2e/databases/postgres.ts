import { join } from 'node:path';
import { Client, Pool, type PoolClient } from 'pg';
import type { TestObservability } from '../../../lib/testing';
import { freePorts } from '../../../spec/system/support/ports';
import { type Checks, expectEqual } from '../checks';
import { checkErrorCases, commonFailures, type ErrorCase, failingStatement } from './error-cases';
import { checkKnex, postgresKnex } from './knex';
import { checkPool } from './pools';
import { postgresFolders, programOf, startServer } from './server';
import { checkTexts } from './texts';

const OWNER = 'owner';
/** Of the owner of a server that lives for some seconds on loopback. */
const PASSWORD = 'e2e-only';

const TABLES = `
CREATE TABLE cards (id int PRIMARY KEY, name text NOT NULL, tries int CHECK (tries >= 0));
CREATE TABLE keys (card int REFERENCES cards (id));
INSERT INTO cards VALUES (1, 'first', 0), (2, 'second', 0);
CREATE ROLE stranger LOGIN PASSWORD '${PASSWORD}';`;

/** A real PostgreSQL, what it refuses, its pool and its text. */
export async function checkPostgres(checks: Checks, obs: TestObservability): Promise<void> {
  const [port = 0, closedPort = 0] = await freePorts(2);
  const connection = { host: '127.0.0.1', port, user: OWNER, password: PASSWORD, database: 'postgres' };
  const program = (name: string) =>
    programOf(
      postgresFolders().map((folder) => join(folder, name)),
      'postgresql',
    );
  const server = await startServer({
    name: 'postgresql',
    userName: 'postgres',
    port,
    initialise: (folder) => [
      program('initdb'),
      ...['-D', join(folder, 'data'), '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    ],
    run: (folder) => [
      program('postgres'),
      ...['-D', join(folder, 'data'), '-h', '127.0.0.1', '-p', String(port), '-k', ''],
      ...['-c', 'fsync=off', '-c', 'deadlock_timeout=100ms'],
    ],
    ping: () => once(connection, (client) => client.query('SELECT 1')),
    stopSignal: 'SIGINT',
  });
  const pool = new Pool({ ...connection, max: 4 });
  // A connection that the server ends while it is idle.
  pool.on('error', () => undefined);
  try {
    await pool.query(TABLES);
    await checkErrorCases(checks, obs, 'pg', 'postgresql', cases(pool, connection, closedPort));
    await checkPool(checks, obs, 'pg', {
      limit: 4,
      take: async () => {
        const client = await pool.connect();
        return () => client.release();
      },
      read: () => ({ limit: pool.options.max, waiting: pool.waitingCount }),
    });
    await checkTexts(checks, obs, 'pg', 'postgresql', TEXTS, (text, values) => pool.query(text, [...values]));
    await checks.check('pg: what a query gives comes through unchanged', async () => {
      const { rows } = await obs.db.query('SELECT', 'cards', () =>
        pool.query('SELECT id FROM cards ORDER BY id'),
      );
      expectEqual(rows, [{ id: 1 }, { id: 2 }], 'rows');
    });
    await checkKnex(checks, obs, 'knex over pg', 'postgresql', postgresKnex(connection));
  } finally {
    await pool.end();
    await server.stop();
  }
}

interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

function cases(pool: Pool, connection: Connection, closedPort: number): readonly ErrorCase[] {
  const query = (text: string) => pool.query(text);
  return [
    ...commonFailures(query, 'keys'),
    failingStatement(query, '_OTHER', 'a division by zero', 'SELECT 1 / 0'),
    {
      errorType: 'deadlock',
      what: 'a deadlock',
      provoke: () => deadlock([pool, pool], 'BEGIN', (id) => `UPDATE cards SET tries = 0 WHERE id = ${id}`),
    },
    {
      errorType: 'deadlock',
      what: 'a lock that is not waited for',
      provoke: () => locked(pool, 'SELECT 1 FROM cards WHERE id = 1 FOR UPDATE NOWAIT'),
    },
    {
      errorType: 'deadlock',
      what: 'a conflict between transactions',
      provoke: () => conflict(pool),
    },
    {
      errorType: 'timeout',
      what: "the server's timeout",
      provoke: () =>
        once({ ...connection, statement_timeout: 50 }, (client) => client.query('SELECT pg_sleep(5)')),
    },
    {
      errorType: 'timeout',
      what: "the driver's timeout",
      provoke: () =>
        once({ ...connection, query_timeout: 50 }, (client) => client.query('SELECT pg_sleep(1)')),
    },
    {
      errorType: 'connection',
      what: 'a port on which nobody listens',
      provoke: () => once({ ...connection, port: closedPort }, (client) => client.query('SELECT 1')),
    },
    {
      errorType: 'connection',
      what: 'a connection that the server ends',
      provoke: () =>
        once(connection, (client) => client.query('SELECT pg_terminate_backend(pg_backend_pid())')),
    },
    {
      errorType: 'permission',
      what: 'a table that one may not read',
      provoke: () =>
        once({ ...connection, user: 'stranger' }, (client) => client.query('SELECT 1 FROM cards')),
    },
    {
      errorType: 'permission',
      what: 'a user that there is not',
      provoke: () => once({ ...connection, user: 'nobody-at-all' }, (client) => client.query('SELECT 1')),
    },
    {
      errorType: 'permission',
      what: 'a change in a read-only transaction',
      provoke: () => once(connection, (client) => client.query('BEGIN READ ONLY; DELETE FROM keys')),
    },
    {
      errorType: 'pool_timeout',
      what: 'a pool that is used up',
      provoke: () => usedUp({ ...connection, max: 1, connectionTimeoutMillis: 50 }),
    },
  ];
}

/** Does something with a connection of its own. */
async function once<T>(
  options: Connection & { statement_timeout?: number; query_timeout?: number },
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(options);
  // A connection that breaks tells so twice; the query's own error is the one that counts.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Has two transactions wait for each other; rejects with what one of them is told. */
async function deadlock(
  pools: readonly [Pool, Pool],
  begin: string,
  update: (id: number) => string,
): Promise<unknown> {
  const [first, second] = await Promise.all(pools.map((pool) => pool.connect()));
  if (!first || !second) throw new Error('no connections');
  try {
    await Promise.all([first.query(begin), second.query(begin)]);
    await first.query(update(1));
    await second.query(update(2));
    return await both(first.query(update(2)), second.query(update(1)));
  } finally {
    await Promise.all([first, second].map(rolledBack));
  }
}

/** Rejects with the first that fails, once both are done. */
async function both(one: Promise<unknown>, other: Promise<unknown>): Promise<unknown> {
  const results = await Promise.allSettled([one, other]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return results;
}

async function locked(pool: Pool, text: string): Promise<unknown> {
  const holder = await pool.connect();
  try {
    await holder.query('BEGIN; SELECT 1 FROM cards WHERE id = 1 FOR UPDATE');
    return await pool.query(text);
  } finally {
    await rolledBack(holder);
  }
}

async function conflict(pool: Pool): Promise<unknown> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT * FROM cards');
    await pool.query('UPDATE cards SET tries = tries + 1 WHERE id = 1');
    return await client.query('UPDATE cards SET tries = 0 WHERE id = 1');
  } finally {
    await rolledBack(client);
  }
}

async function rolledBack(client: PoolClient): Promise<void> {
  await client.query('ROLLBACK');
  client.release();
}

async function usedUp(
  options: Connection & { max: number; connectionTimeoutMillis: number },
): Promise<unknown> {
  const pool = new Pool(options);
  const client = await pool.connect();
  try {
    return await pool.query('SELECT 1');
  } finally {
    client.release();
    await pool.end();
  }
}

/** Statements as PostgreSQL reads them; each has secrets in it that no span may show. */
const TEXTS = [
  {
    text: "SELECT id FROM cards WHERE name = 'secret-1' AND id IN (4711, 4712) AND tries = $1",
    values: [0],
    shown: 'SELECT id FROM cards WHERE name = ? AND id IN (?) AND tries = ?',
  },
  { text: "SELECT E'it\\'s secret-2', $tag$secret-3$tag$", values: [], shown: 'SELECT ?, ?' },
  {
    text: 'SELECT name AS "a column" FROM "cards" /* secret-4 /* nested */ still */ WHERE id = 4713 -- secret-5',
    values: [],
    shown: 'SELECT name AS "a column" FROM "cards" WHERE id = ?',
  },
] as const;
