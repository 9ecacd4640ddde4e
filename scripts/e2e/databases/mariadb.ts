import { join } from 'node:path';
import { type Connection, createConnection, createPool, type Pool } from 'mysql2/promise';
import type { TestObservability } from '../../../lib/testing';
import { freePorts } from '../../../spec/system/support/ports';
import type { Checks } from '../checks';
import { checkErrorCases, commonFailures, type ErrorCase, failingStatement } from './error-cases';
import { checkPool } from './pools';
import { programOf, startServer } from './server';
import { checkTexts } from './texts';

/** Of the users of a server that lives for some seconds on loopback. */
const PASSWORD = 'e2e-only';
const LIMIT = 4;

const TABLES = [
  'CREATE DATABASE cards',
  'USE cards',
  'CREATE TABLE cards (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, tries INT CHECK (tries >= 0)) ENGINE=InnoDB',
  'CREATE TABLE `keys` (card INT, FOREIGN KEY (card) REFERENCES cards (id)) ENGINE=InnoDB',
  "INSERT INTO cards VALUES (1, 'first', 0), (2, 'second', 0)",
  `CREATE USER stranger@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'`,
  "GRANT SELECT ON cards.`keys` TO stranger@'127.0.0.1'",
];

interface Options {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database?: string;
}

/** A real MariaDB through mysql2: what it refuses, its pool and its text. */
export async function checkMariadb(checks: Checks, obs: TestObservability): Promise<void> {
  const [port = 0, closedPort = 0] = await freePorts(2);
  const root: Options = { host: '127.0.0.1', port, user: 'root' };
  const common = ['--no-defaults', '--skip-name-resolve'];
  const installer = programOf(['/usr/bin/mariadb-install-db'], 'mariadb-server');
  const daemon = programOf(['/usr/sbin/mariadbd'], 'mariadb-server');
  const server = await startServer({
    name: 'mariadb',
    userName: 'mysql',
    port,
    initialise: (folder) => [
      installer,
      ...common,
      ...[`--datadir=${join(folder, 'data')}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    ],
    run: (folder) => [
      daemon,
      ...common,
      ...[`--datadir=${join(folder, 'data')}`, `--socket=${join(folder, 'socket')}`],
      ...[`--pid-file=${join(folder, 'pid')}`, '--bind-address=127.0.0.1', `--port=${port}`],
      ...['--innodb-flush-log-at-trx-commit=0', '--sql-mode=STRICT_ALL_TABLES'],
    ],
    ping: () => once(root, (connection) => connection.query('SELECT 1')),
    stopSignal: 'SIGTERM',
  });
  await once(root, async (connection) => {
    for (const text of TABLES) await connection.query(text);
  });
  const options = { ...root, database: 'cards' };
  const pool = createPool({ ...options, connectionLimit: LIMIT });
  try {
    await checkErrorCases(checks, obs, 'mysql2', 'mariadb', cases(pool, options, closedPort));
    await checkPool(checks, obs, 'mysql2', {
      limit: LIMIT,
      take: async () => {
        const connection = await pool.getConnection();
        return () => connection.release();
      },
      read: () => ({ limit: pool.pool.config.connectionLimit, waiting: waitingIn(pool) }),
    });
    await checkTexts(checks, obs, 'mysql2', 'mariadb', TEXTS, (text, values) =>
      pool.query(text, [...values]),
    );
  } finally {
    await pool.end();
    await server.stop();
  }
}

/** mysql2 has no public name for its queue; this is the one that its users read. */
function waitingIn(pool: Pool): number {
  return (pool.pool as unknown as { _connectionQueue: { length: number } })._connectionQueue.length;
}

function cases(pool: Pool, options: Options, closedPort: number): readonly ErrorCase[] {
  const query = (text: string) => pool.query(text);
  return [
    ...commonFailures(query, '`keys`'),
    failingStatement(
      query,
      '_OTHER',
      'a value that is too long',
      `UPDATE cards SET name = '${'x'.repeat(30)}' WHERE id = 1`,
    ),
    { errorType: 'deadlock', what: 'a deadlock', provoke: () => deadlock(options) },
    {
      errorType: 'deadlock',
      what: 'a lock that is not waited for',
      provoke: () => locked(options, ['SELECT 1 FROM cards WHERE id = 1 FOR UPDATE NOWAIT']),
    },
    {
      errorType: 'deadlock',
      what: 'a lock that was waited for long enough',
      provoke: () =>
        locked(options, ['SET innodb_lock_wait_timeout = 1', 'UPDATE cards SET tries = 1 WHERE id = 1']),
    },
    {
      errorType: 'timeout',
      what: "the server's timeout",
      provoke: () => pool.query('SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(5) FROM cards'),
    },
    {
      errorType: 'timeout',
      what: "the driver's timeout",
      provoke: () =>
        once(options, (connection) => connection.query({ sql: 'SELECT SLEEP(1)', timeout: 50 }), 'destroy'),
    },
    {
      errorType: 'connection',
      what: 'a port on which nobody listens',
      provoke: () => once({ ...options, port: closedPort }, (connection) => connection.query('SELECT 1')),
    },
    {
      errorType: 'connection',
      what: 'a connection that the server ends',
      provoke: () => killed(pool, options),
    },
    {
      errorType: 'permission',
      what: 'a table that one may not read',
      provoke: () =>
        once({ ...options, user: 'stranger', password: PASSWORD }, (connection) =>
          connection.query('SELECT 1 FROM cards'),
        ),
    },
    {
      errorType: 'permission',
      what: 'a wrong password',
      provoke: () =>
        once({ ...options, user: 'stranger', password: 'wrong' }, (connection) =>
          connection.query('SELECT 1'),
        ),
    },
    {
      errorType: 'permission',
      what: 'a change in a read-only transaction',
      provoke: () =>
        once(options, async (connection) => {
          await connection.query('START TRANSACTION READ ONLY');
          await connection.query('DELETE FROM `keys`');
        }),
    },
    {
      errorType: 'pool_timeout',
      what: 'a pool that is used up',
      provoke: () => usedUp(options, { connectionLimit: 1, waitForConnections: false }, 1),
    },
    {
      errorType: 'pool_timeout',
      what: 'a queue for a pool that is full',
      provoke: () => usedUp(options, { connectionLimit: 1, queueLimit: 1 }, 2),
    },
  ];
}

/** Does something with a connection of its own. */
async function once<T>(
  options: Options,
  work: (connection: Connection) => Promise<T>,
  ending: 'end' | 'destroy' = 'end',
): Promise<T> {
  const connection = await createConnection({ ...options });
  try {
    return await work(connection);
  } finally {
    if (ending === 'destroy') connection.destroy();
    // One that the server ended cannot be ended in order.
    else await connection.end().catch(() => connection.destroy());
  }
}

/** Has two transactions wait for each other; rejects with what one of them is told. */
function deadlock(options: Options): Promise<unknown> {
  const update = (id: number) => `UPDATE cards SET tries = tries + 1 WHERE id = ${id}`;
  return once(options, (first) =>
    once(options, async (second) => {
      await Promise.all([first.query('BEGIN'), second.query('BEGIN')]);
      await first.query(update(1));
      await second.query(update(2));
      const results = await Promise.allSettled([first.query(update(2)), second.query(update(1))]);
      await Promise.all([first.query('ROLLBACK'), second.query('ROLLBACK')]);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    }),
  );
}

function locked(options: Options, texts: readonly string[]): Promise<unknown> {
  return once(options, async (holder) => {
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM cards WHERE id = 1 FOR UPDATE');
    return once(options, async (connection) => {
      for (const text of texts) await connection.query(text);
    });
  });
}

function killed(pool: Pool, options: Options): Promise<unknown> {
  return once(
    options,
    async (connection) => {
      connection.on('error', () => undefined);
      // The connection may be gone before the pool's own is told that it is.
      const sleeping = connection.query('SELECT SLEEP(5)');
      return Promise.all([sleeping, pool.query(`KILL CONNECTION ${connection.threadId}`)]);
    },
    'destroy',
  );
}

async function usedUp(
  options: Options,
  limits: { connectionLimit: number; queueLimit?: number; waitForConnections?: boolean },
  taken: number,
): Promise<unknown> {
  const pool = createPool({ ...options, ...limits });
  const connections = Array.from({ length: taken }, () => pool.getConnection());
  try {
    await connections[0];
    return await pool.query('SELECT 1');
  } finally {
    for (const connection of connections) (await connection).release();
    await pool.end();
  }
}

/** Statements as MariaDB reads them; each has secrets in it that no span may show. */
const TEXTS = [
  {
    text: "SELECT id FROM cards WHERE name = 'secret-1' AND id IN (4711, 4712) AND tries = ?",
    values: [0],
    shown: 'SELECT id FROM cards WHERE name = ? AND id IN (?) AND tries = ?',
  },
  { text: "SELECT \"it\\\"s secret-2\", 'it\\'s secret-3', x'4711'", values: [], shown: 'SELECT ?, ?, ?' },
  {
    text: 'SELECT name AS `a column` FROM `cards` /* secret-4 */ WHERE id = 4713 # secret-5',
    values: [],
    shown: 'SELECT name AS `a column` FROM `cards` WHERE id = ?',
  },
] as const;
