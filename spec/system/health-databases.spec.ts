import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Knex, knex } from 'knex';
import { createPool } from 'mysql2';
import { createPool as createPromisePool } from 'mysql2/promise';
import { Pool } from 'pg';
import { HealthRegistry, healthChecks } from '../../lib/health';
import { eventually } from '../support/eventually';
import { endChildren } from './support/child';
import {
  createMariaDb,
  createPostgres,
  type DatabaseServer,
  missingMariaDb,
  missingPostgres,
} from './support/database-servers';
import { temporaryFolder } from './support/lab-process';
import { describeWith } from './support/need';

/** A client of a library, and how it is closed. */
interface Opened {
  readonly client: Parameters<typeof healthChecks.database>[0];
  close(): unknown;
}

/** Short, so that a server that hangs is found out soon; a busy machine still answers in time. */
const TIMEOUT_MS = 1_000;

const CLIENTS: Readonly<Record<string, Readonly<Record<string, (port: number) => Opened>>>> = {
  PostgreSQL: {
    pg: (port) => {
      const pool = new Pool({ ...postgresAt(port), connectionTimeoutMillis: TIMEOUT_MS });
      // A pool tells of connections that break while they are idle.
      pool.on('error', () => undefined);
      return { client: pool, close: () => pool.end() };
    },
    knex: (port) => opened(knex({ client: 'pg', connection: postgresAt(port), ...KNEX })),
  },
  MariaDB: {
    'mysql2 with promises': (port) => {
      const pool = createPromisePool({ ...mariaDbAt(port), connectTimeout: TIMEOUT_MS });
      return { client: pool, close: () => pool.end() };
    },
    'mysql2 with callbacks': (port) => {
      const pool = createPool({ ...mariaDbAt(port), connectTimeout: TIMEOUT_MS });
      return { client: pool, close: () => new Promise((resolve) => pool.end(resolve)) };
    },
    knex: (port) => opened(knex({ client: 'mysql2', connection: mariaDbAt(port), ...KNEX })),
  },
};

const KNEX = { acquireConnectionTimeout: TIMEOUT_MS, pool: { min: 0, max: 2 } };
const postgresAt = (port: number) => ({ host: '127.0.0.1', port, user: 'cards', database: 'postgres' });
const mariaDbAt = (port: number) => ({ host: '127.0.0.1', port, user: 'root' });
const opened = (client: Knex): Opened => ({ client, close: () => client.destroy() });

function holdAgainst(create: () => Promise<DatabaseServer>, product: 'PostgreSQL' | 'MariaDB'): void {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await create();
  }, 120_000);
  afterAll(async () => {
    await server.remove();
    await endChildren();
  }, 60_000);

  it.each(Object.entries(CLIENTS[product] ?? {}))(
    'fails when the server is stopped or hangs, and recovers, by %s',
    async (_library, open) => {
      await server.start();
      const { client, close } = open(server.port);
      const health = new HealthRegistry({ timeoutMs: 5_000 });
      health.register('orders', healthChecks.database(client, { timeoutMs: TIMEOUT_MS }));
      const becomes = (status: string) =>
        eventually(async () => (await health.run('orders'))?.status === status, {
          withinMs: 20_000,
          what: `${status} (${JSON.stringify(health.latest())})`,
        });
      await becomes('healthy');
      await server.stop();
      await becomes('unhealthy');
      expect((await health.run('orders'))?.message).not.toBe('');
      await server.start();
      await becomes('healthy');
      server.freeze();
      await becomes('unhealthy');
      server.thaw();
      await becomes('healthy');
      await close();
      await server.stop();
    },
    90_000,
  );
}

describeWith('the check of a database in PostgreSQL', missingPostgres(), () =>
  holdAgainst(createPostgres, 'PostgreSQL'),
);
describeWith('the check of a database in MariaDB', missingMariaDb(), () =>
  holdAgainst(createMariaDb, 'MariaDB'),
);

type Libsql = new (
  path: string,
) => { prepare(query: string): { get(): unknown }; exec(query: string): void; close(): void };

function libsql(): Libsql | undefined {
  try {
    return require('libsql') as Libsql;
  } catch {
    return undefined;
  }
}

describeWith(
  'the check of a database in libsql',
  libsql() === undefined ? 'libsql, an optional dependency, is not installed' : undefined,
  () => {
    it('fails when its table or its file is gone, and recovers', async () => {
      const folder = temporaryFolder();
      const Database = libsql() as Libsql;
      const path = join(folder.path, 'cards.db');
      const status = async (client: InstanceType<Libsql>) => {
        const health = new HealthRegistry({ timeoutMs: 5_000 });
        health.register('cards', healthChecks.database(client, { query: 'SELECT count(*) FROM cards' }));
        return (await health.run('cards'))?.status;
      };
      const database = new Database(path);
      expect(await status(database)).toBe('unhealthy');
      database.exec('CREATE TABLE cards (iccid TEXT)');
      expect(await status(database)).toBe('healthy');
      database.exec('DROP TABLE cards');
      expect(await status(database)).toBe('unhealthy');
      database.exec('CREATE TABLE cards (iccid TEXT)');
      expect(await status(database)).toBe('healthy');
      database.close();
      expect(await status(database)).toBe('unhealthy');
      rmSync(path);
      folder.remove();
    });

    it('fails while its file is locked, and when it is overwritten or deleted, without a query of its own', async () => {
      const folder = temporaryFolder();
      const Database = libsql() as Libsql;
      const path = join(folder.path, 'cards.db');
      const other = new Database(path);
      other.exec('CREATE TABLE cards (iccid TEXT)');
      const database = new Database(path);
      const health = new HealthRegistry({ timeoutMs: 5_000 });
      health.register('cards', healthChecks.database(database));
      const found = async () => {
        const result = await health.run('cards');
        return `${result?.status}: ${result?.message}`;
      };
      expect(await found()).toMatch(/^healthy/);
      other.exec('BEGIN EXCLUSIVE');
      expect(await found()).toMatch(/^unhealthy: .*locked/);
      other.exec('ROLLBACK');
      expect(await found()).toMatch(/^healthy/);
      other.close();
      const intact = readFileSync(path);
      writeFileSync(path, Buffer.alloc(intact.length, 'x'));
      expect(await found()).toMatch(/^unhealthy: .*not a database/);
      writeFileSync(path, intact);
      expect(await found()).toMatch(/^healthy/);
      const writer = new Database(path);
      // The check that failed holds no lock.
      writer.exec('DROP TABLE cards');
      writer.close();
      expect(await found()).toMatch(/^healthy/);
      rmSync(path);
      expect(await found()).toMatch(/^unhealthy: .*ENOENT/);
      writeFileSync(path, intact);
      database.close();
      expect(await found()).toMatch(/^unhealthy: .*not open/);
      folder.remove();
    });
  },
);
