import { join } from 'node:path';
import { testObservability } from '../../lib/testing';
import type { Checks } from './checks';
import { checkKnex, libsqlKnex } from './databases/knex';
import { checkMariadb } from './databases/mariadb';
import { checkPostgres } from './databases/postgres';
import type { Tools } from './tools';

/**
 * `obs.db.query` around real drivers of real databases, which refuse what they are asked in their own words: PostgreSQL
 * and MariaDB as Debian has them, made for the purpose, and libsql.
 */
export async function checkDatabases(
  checks: Checks,
  _tools: Tools | undefined,
  folder: string,
): Promise<void> {
  const obs = testObservability();
  try {
    await checks.guard('PostgreSQL: the run', () => checkPostgres(checks, obs));
    await checks.guard('MariaDB: the run', () => checkMariadb(checks, obs));
    await checks.guard('libsql: the run', async () =>
      checkKnex(checks, obs, 'knex over libsql', 'sqlite', await libsqlKnex(join(folder, 'knex.db'))),
    );
  } finally {
    await obs.shutdown();
  }
}
