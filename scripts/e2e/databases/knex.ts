import { type Knex, knex } from 'knex';
import type { TestObservability } from '../../../lib/testing';
import { type Checks, expectEqual } from '../checks';
import { checkErrorCases, type ErrorCase } from './error-cases';
import { checkPool } from './pools';

const LIMIT = 2;
const PATIENCE_MS = 10_000;

/** A knex of its own, and what only its database refuses. */
export interface KnexUnderTest {
  readonly database: Knex;
  readonly cases: readonly ErrorCase[];
  /** Another over the same database, whose pool has such a limit and is waited for so long, in milliseconds. */
  readonly pooled?: (limit: number, timeoutMs: number) => Knex;
}

/** knex over a PostgreSQL with the tables of the checks. */
export function postgresKnex(connection: Knex.PgConnectionConfig): KnexUnderTest {
  const open = (options: Partial<Knex.Config> = {}) =>
    knex({ client: 'pg', connection, pool: { min: 0, max: LIMIT }, ...options });
  const database = open();
  return {
    database,
    pooled: (max, timeoutMs) => open({ pool: { min: 0, max }, acquireConnectionTimeout: timeoutMs }),
    cases: [
      {
        errorType: 'timeout',
        what: 'a query that knex gives up',
        provoke: () => settled(database.raw('SELECT pg_sleep(1)').timeout(50, { cancel: true })),
      },
    ],
  };
}

/** knex over libsql, which has the API of better-sqlite3; its tables are made here. */
export async function libsqlKnex(path: string): Promise<KnexUnderTest> {
  const database = knex({
    client: libsqlClient(),
    connection: { filename: path },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  await database.raw('CREATE TABLE cards (id INTEGER PRIMARY KEY, name TEXT NOT NULL, tries INTEGER)');
  await database('cards').insert({ id: 1, name: 'first', tries: 0 });
  const other = knex({ client: libsqlClient(), connection: { filename: path }, useNullAsDefault: true });
  return {
    database,
    cases: [
      {
        errorType: 'deadlock',
        what: 'a file that another has locked',
        provoke: async () => {
          const lock = await other.transaction();
          try {
            await lock('cards').update({ tries: 1 });
            return await settled(database('cards').update({ tries: 2 }));
          } finally {
            await lock.rollback();
            await other.destroy();
          }
        },
      },
    ],
  };
}

/** knex's dialect of better-sqlite3 with libsql for its driver. */
function libsqlClient(): typeof Knex.Client {
  const Dialect = require('knex/lib/dialects/better-sqlite3') as typeof Knex.Client;
  class LibsqlClient extends Dialect {
    _driver(): unknown {
      return require('libsql');
    }
  }
  return LibsqlClient;
}

/** What a knex refuses and shows, whatever its database; ends it. */
export async function checkKnex(
  checks: Checks,
  obs: TestObservability,
  product: string,
  system: string,
  { database, cases, pooled }: KnexUnderTest,
): Promise<void> {
  try {
    await checkErrorCases(checks, obs, product, system, [
      {
        errorType: 'constraint',
        what: 'a duplicate key',
        provoke: () => settled(database('cards').insert({ id: 1, name: 'again', tries: 0 })),
      },
      {
        errorType: 'constraint',
        what: 'a missing value',
        provoke: () => settled(database('cards').insert({ id: 9, name: null })),
      },
      { errorType: 'syntax', what: 'an unknown table', provoke: () => settled(database('nowhere').select()) },
      ...cases,
    ]);
    await checks.check(`${product}: a builder is run once, in its span, and its text is on it`, async () => {
      const builder = database('cards').where({ name: 'secret-9' }).orWhere('id', 1).select('id');
      const { sql } = builder.toSQL().toNative();
      const rows = await obs.db.query('select', 'cards', () => builder, { text: sql, system });
      expectEqual(rows, [{ id: 1 }], 'rows');
      const span = obs.spans('db.SELECT').at(-1);
      const shown = sql.replaceAll(/\$\d/g, '?');
      expectEqual(span?.attributes['db.query.text'], shown, 'the text, which has placeholders alone');
    });
    if (pooled) {
      await checkUsedUp(checks, obs, product, system, pooled(1, 50));
      await checkKnexPool(checks, obs, product, pooled(LIMIT, PATIENCE_MS));
    }
  } finally {
    await database.destroy();
  }
}

/** The part of tarn's pool that is read. */
interface TarnPool {
  readonly max: number;
  numPendingAcquires(): number;
}

async function checkKnexPool(
  checks: Checks,
  obs: TestObservability,
  product: string,
  database: Knex,
): Promise<void> {
  const { client } = database;
  const { pool } = client as { pool: TarnPool };
  await checkPool(checks, obs, product, {
    limit: LIMIT,
    take: async () => {
      const connection: unknown = await client.acquireConnection();
      return () => client.releaseConnection(connection);
    },
    read: () => ({ limit: pool.max, waiting: pool.numPendingAcquires() }),
  });
  await database.destroy();
}

async function checkUsedUp(
  checks: Checks,
  obs: TestObservability,
  product: string,
  system: string,
  database: Knex,
): Promise<void> {
  const held = await database.transaction();
  try {
    await checkErrorCases(checks, obs, product, system, [
      {
        errorType: 'pool_timeout',
        what: 'a pool that is used up',
        provoke: () => settled(database('cards').select()),
      },
    ]);
  } finally {
    await held.rollback();
    await database.destroy();
  }
}

/** A builder as the promise that it becomes. */
async function settled(builder: PromiseLike<unknown>): Promise<unknown> {
  return await builder;
}
