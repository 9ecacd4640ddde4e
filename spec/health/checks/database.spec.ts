import { EventEmitter } from 'node:events';
import { HealthRegistry, healthChecks } from '../../../lib/health';
import type { DatabaseClient } from '../../../lib/health/checks/database';

async function resultOf(client: unknown) {
  const health = new HealthRegistry({ timeoutMs: 5_000 });
  health.register('orders', healthChecks.database(client as DatabaseClient, { timeoutMs: 100 }));
  return health.run('orders');
}

/** Clients that have what those of the libraries have; the real ones are in spec/system. */
const CLIENTS: Readonly<Record<string, (ask: jest.Mock) => unknown>> = {
  'pg and mysql2 with promises': (ask) => ({ query: async (query: unknown) => ask(query) }),
  'mysql2 with callbacks': (ask) => ({
    query: () => {
      throw new Error('not with a promise');
    },
    promise: () => ({ query: async (query: unknown) => ask(query) }),
  }),
  knex: (ask) => Object.assign(() => undefined, { raw: async (query: unknown) => ask(query) }),
  'better-sqlite3 and libsql': (ask) => ({ prepare: (query: unknown) => ({ get: () => ask(query) }) }),
  'libsql with promises': (ask) => ({
    prepare: async (query: unknown) => ({ get: async () => ask(query) }),
  }),
  'knex over SQLite': (ask) =>
    Object.assign(() => undefined, {
      client: { dialect: 'sqlite3' },
      raw: async (query: unknown) => ask(query),
    }),
};

/** What is asked by default where `SELECT 1` would say nothing. */
const QUERIES: Readonly<Record<string, string>> = {
  'better-sqlite3 and libsql': 'SELECT count(*) FROM sqlite_master',
  'libsql with promises': 'SELECT count(*) FROM sqlite_master',
  'knex over SQLite': 'SELECT count(*) FROM sqlite_master',
};

describe.each(Object.entries(CLIENTS))(
  'the check of a database by a client like that of %s',
  (name, make) => {
    it('asks it, fails as the client does, and recovers', async () => {
      const ask = jest.fn().mockReturnValueOnce({ 1: 1 });
      const client = make(ask);
      expect(await resultOf(client)).toMatchObject({
        status: 'healthy',
        details: { answeredSeconds: expect.any(Number) },
      });
      expect(JSON.stringify(ask.mock.calls[0])).toContain(QUERIES[name] ?? 'SELECT 1');
      ask.mockImplementationOnce(() => {
        throw Object.assign(new Error(''), { code: 'ECONNREFUSED' });
      });
      expect(await resultOf(client)).toMatchObject({ status: 'unhealthy', message: 'ECONNREFUSED' });
      expect((await resultOf(client))?.status).toBe('healthy');
    });
  },
);

describe('the check of a database', () => {
  it.each([undefined, null, {}, 'postgres://localhost', 5])(
    'says what it takes in place of %p',
    async (client) => {
      expect(await resultOf(client)).toMatchObject({
        status: 'unhealthy',
        message: expect.stringContaining('better-sqlite3, libsql, pg, mysql2 or knex'),
      });
    },
  );

  /** Clients that answer by a callback, and hand back something else. */
  const STATEMENT = Object.assign(new EventEmitter(), { get: () => STATEMENT });
  it.each([
    ['mysql', { query: () => new EventEmitter() }],
    ['sqlite3', { prepare: () => STATEMENT }],
  ])('takes no client whose answer it would not get, as that of %s', async (_library, client) => {
    expect(await resultOf(client)).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining('the client is none that is known'),
    });
  });

  it('leaves no query behind whose failure would end the process', async () => {
    const query = new EventEmitter();
    await resultOf({ query: () => query });
    expect(() => query.emit('error', new Error('refused'))).not.toThrow();
  });
});
