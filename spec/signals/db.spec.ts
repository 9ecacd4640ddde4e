import { diag, SpanStatusCode, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { dbErrorType } from '../../lib/signals/db-failure';
import { type TestObservability, testObservability } from '../../lib/testing';
import { reported } from '../support/start';

const failing = (fields: object, message = 'it failed') => Object.assign(new Error(message), fields);

describe('DbRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const operations = (labels: Record<string, string>) => obs.metric('cardlink_db_operations_total', labels);
  const errors = (errorType: string) => obs.metric('cardlink_db_errors_total', { error_type: errorType });

  it('counts and times a query, and gives back what it gave', async () => {
    const rows = await obs.db.query('SELECT', 'sessions', async () => {
      obs.clock.advance(20);
      return [1, 2];
    });

    expect(rows).toEqual([1, 2]);
    expect(await operations({ db_operation_name: 'SELECT', db_collection_name: 'sessions' })).toBe(1);
    expect(await obs.metric('cardlink_db_query_duration_seconds_sum', { db_operation_name: 'SELECT' })).toBe(
      0.02,
    );
    expect(await errors('_OTHER')).toBe(0);
  });

  it('gives back at once what a synchronous driver returns, and throws at once what it throws', async () => {
    const error = failing({ code: 'SQLITE_BUSY' });

    expect(obs.db.query('SELECT', 'sessions', () => 42)).toBe(42);
    expect(() =>
      obs.db.query('INSERT', 'sessions', () => {
        throw error;
      }),
    ).toThrow(error);

    expect(await operations({})).toBe(2);
    expect(await errors('deadlock')).toBe(1);
  });

  it('begins a query once that begins when it is waited for, in its span, and times it to its end', async () => {
    let begun = 0;
    let active: string | undefined;
    const builder = {
      // biome-ignore lint/suspicious/noThenProperty: query builders are thenables
      then(resolve: (rows: string) => void) {
        begun += 1;
        active = trace.getActiveSpan()?.spanContext().spanId;
        obs.clock.advance(30);
        resolve('rows');
      },
    } as PromiseLike<string>;

    expect(await obs.db.query('SELECT', 'sessions', () => builder)).toBe('rows');
    expect(begun).toBe(1);
    expect(active).toBe(obs.spans('db.SELECT')[0]?.spanContext().spanId);
    expect(await obs.metric('cardlink_db_query_duration_seconds_sum')).toBe(0.03);
  });

  it('rejects with what the driver rejects with, unchanged, and says on the span what is known', async () => {
    const error = failing({ code: '23505' }, "duplicate key: '8949020000'");

    await expect(
      obs.db.query('INSERT', 'cards', () => Promise.reject(error), {
        text: "INSERT INTO cards VALUES ('8949020000', 1)",
        system: 'postgresql',
      }),
    ).rejects.toBe(error);

    const [span] = obs.spans('db.INSERT');
    expect(span?.status).toMatchObject({ code: SpanStatusCode.ERROR, message: 'constraint' });
    expect(span?.attributes).toEqual({
      'db.operation.name': 'INSERT',
      'db.collection.name': 'cards',
      'db.system.name': 'postgresql',
      'db.query.text': 'INSERT INTO cards VALUES (?)',
      'error.type': 'constraint',
    });
    expect(span?.events[0]?.attributes).toEqual({
      'exception.type': 'Error',
      'exception.message': '23505',
    });
  });

  it('lets nothing of the query into an exception event, whatever the driver writes into its error', async () => {
    const secret = "pin '1234' of 89490200";
    const errorsOfDrivers = [
      failing({ name: secret, code: secret }, secret),
      failing({ code: 'ER_DUP_ENTRY', sqlMessage: secret }, `Duplicate entry ${secret} for key`),
      secret,
      undefined,
      {
        get message() {
          throw new Error(secret);
        },
        get code() {
          throw new Error(secret);
        },
      },
    ];
    for (const error of errorsOfDrivers) {
      await obs.db.query('INSERT', 'cards', () => Promise.reject(error)).catch(() => undefined);
    }

    const told = JSON.stringify(
      obs.spans().map(({ events, attributes, status }) => [events, attributes, status]),
    );
    expect(obs.spans()).toHaveLength(errorsOfDrivers.length);
    expect(told).not.toContain('1234');
    expect(told).not.toContain('89490200');
  });

  it('has its span below the active one, and active while the query runs', async () => {
    const seen = await obs.session.run({}, () =>
      obs.db.query('SELECT', 'cards', async () => trace.getActiveSpan()?.spanContext().spanId),
    );

    const [span] = obs.spans('db.SELECT');
    expect(seen).toBe(span?.spanContext().spanId);
    expect(span?.parentSpanContext?.spanId).toBe(obs.spans('ota.session')[0]?.spanContext().spanId);
  });

  it('takes operations in either case, and none that it does not know', async () => {
    await obs.db.query(' select ', 'cards', () => 1);
    await obs.db.query('DROP EVERYTHING', 'cards', () => 1);
    await obs.db.query(undefined as unknown as string, 'cards', () => 1);

    expect(await operations({ db_operation_name: 'SELECT' })).toBe(1);
    expect(await operations({ db_operation_name: '_OTHER' })).toBe(2);
    expect(obs.spans().map(({ name }) => name)).toEqual(['db.SELECT', 'db._OTHER', 'db._OTHER']);
  });

  it.each([
    ['cards', 'cards'],
    ['"cards"', 'cards'],
    ['`lab`.`cards`', 'lab.cards'],
    ['public."Cards"', 'public.Cards'],
    ['[dbo].[cards]', 'dbo.cards'],
    ['#temp', '_OTHER'],
    ['cards; DROP TABLE cards', '_OTHER'],
    ["cards' --", '_OTHER'],
    ['a.b.c.d.e', '_OTHER'],
    ['.', '_OTHER'],
    ['card_89490200001234567890', '_OTHER'],
    ['x'.repeat(10_000), '_OTHER'],
  ])('has the table %s as %s', async (table, expected) => {
    obs.db.recordQuery('SELECT', 0.1, table);

    expect(await operations({ db_collection_name: expected })).toBe(1);
  });

  it('has no table where none is known', async () => {
    obs.db.recordQuery('BEGIN', 0.1);
    obs.db.query('COMMIT', undefined, () => 1);

    expect(await obs.exposition()).not.toContain('db_collection_name');
    expect(obs.spans('db.COMMIT')[0]?.attributes).not.toHaveProperty('db.collection.name');
  });

  it('keeps 100 tables apart, and puts further ones together; spans have them all', async () => {
    for (let table = 0; table < 150; table += 1) obs.db.query('SELECT', `t${table}`, () => 1);
    obs.db.query('SELECT', 't0', () => 1);

    expect(await operations({ db_collection_name: 't0' })).toBe(2);
    expect(await operations({ db_collection_name: 't99' })).toBe(1);
    expect(await operations({ db_collection_name: '_OTHER' })).toBe(50);
    expect(obs.spans().at(-2)?.attributes['db.collection.name']).toBe('t149');
  });

  it('has the table with the duration only when it is asked for', async () => {
    obs.db.recordQuery('SELECT', 0.1, 'cards');
    const duration = { db_collection_name: 'cards' };
    expect(await obs.metric('cardlink_db_query_duration_seconds_count', duration)).toBeUndefined();

    const asked = testObservability({ metrics: { dbTable: true } });
    asked.db.recordQuery('SELECT', 0.1, 'cards');
    expect(await asked.metric('cardlink_db_query_duration_seconds_count', duration)).toBe(1);
    await asked.shutdown();
  });

  it('has the labels of older dashboards when they are asked for', async () => {
    const short = testObservability({ metrics: { labels: 'short' } });
    short.db.recordQuery('SELECT', 0.1, 'cards');

    expect(await short.metric('cardlink_db_operations_total', { operation: 'SELECT', table: 'cards' })).toBe(
      1,
    );
    expect(await short.metric('cardlink_db_query_duration_seconds_count', { query_type: 'SELECT' })).toBe(1);
    await short.shutdown();
  });

  it('records no duration that is none, and the operation all the same', async () => {
    for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) obs.db.recordQuery('SELECT', seconds);

    expect(await obs.metric('cardlink_db_query_duration_seconds_count')).toBeUndefined();
    expect(await operations({})).toBe(3);
  });

  it('counts errors that it is told, and those that it does not know as other ones', async () => {
    obs.db.recordError('timeout', 'select');
    obs.db.recordError('moon phase' as 'timeout', 'SELECT');

    expect(await errors('timeout')).toBe(1);
    expect(await errors('_OTHER')).toBe(1);
  });

  describe('the connections in use', () => {
    const active = () => obs.metric('cardlink_db_connections_active');

    it('are 0 at first, and follow what is taken and given back', async () => {
      expect(await active()).toBe(0);
      obs.db.changeConnections(3);
      obs.db.changeConnections(-1);
      expect(await active()).toBe(2);
    });

    it('are never fewer than none, however often they are given back', async () => {
      obs.db.changeConnections(2);
      obs.db.changeConnections(-5);
      expect(await active()).toBe(0);
      obs.db.changeConnections(1);
      expect(await active()).toBe(1);
    });

    it('are what they are set to, when that is a number of connections', async () => {
      obs.db.setConnections(7);
      obs.db.setConnections(4);
      obs.db.setConnections(Number.NaN);
      obs.db.setConnections(-1);
      obs.db.changeConnections(Number.NaN);
      expect(await active()).toBe(4);
    });
  });

  describe('bad figures of pools', () => {
    afterEach(() => diag.disable());

    it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '5', 5n, {}])(
      'are told once for each figure, and not reported: %p',
      async (figure) => {
        const lines = reported();
        const value = figure as number;
        obs.db.observePool(() => ({ limit: value, waiting: value }));
        obs.db.setConnectionLimit(value);
        obs.db.setConnectionsWaiting(value);
        for (const _collection of [1, 2]) await obs.exposition();

        expect(await obs.metric('cardlink_db_connections_limit')).toBeUndefined();
        expect(await obs.metric('cardlink_db_connections_waiting')).toBeUndefined();
        expect(lines.filter((line) => line.includes('which is left out'))).toEqual([
          expect.stringContaining('cardlink.db.connections.limit'),
          expect.stringContaining('cardlink.db.connections.waiting'),
        ]);
      },
    );

    it.each([undefined, null])('are not what a pool leaves out: %p', async (left) => {
      const lines = reported();
      obs.db.observePool(() => ({ limit: 5, waiting: left as undefined }));
      obs.db.observePool(() => left as never);

      expect(await obs.metric('cardlink_db_connections_limit')).toBe(5);
      expect(await obs.metric('cardlink_db_connections_waiting')).toBeUndefined();
      expect(lines).toEqual([]);
    });

    it('keep a pool that cannot be read from nothing but its own: that is told once', async () => {
      const lines = reported();
      obs.db.observePool(() => {
        throw new Error('the pool has ended');
      });
      obs.db.observePool(() => ({ limit: 5 }));
      for (const _collection of [1, 2]) await obs.exposition();

      expect(await obs.metric('cardlink_db_connections_limit')).toBe(5);
      expect(lines).toEqual([expect.stringContaining('could not be read: the pool has ended')]);
    });
  });

  describe('pools', () => {
    const limit = () => obs.metric('cardlink_db_connections_limit');
    const waiting = () => obs.metric('cardlink_db_connections_waiting');

    it('are not reported before anything is known of them', async () => {
      expect(await limit()).toBeUndefined();
    });

    it('are what they are set to', async () => {
      obs.db.setConnectionLimit(10);
      obs.db.setConnectionsWaiting(3);
      obs.db.setConnectionsWaiting(Number.NaN);
      expect(await limit()).toBe(10);
      expect(await waiting()).toBe(3);
    });

    it('are read at each collection and added up, until they are no longer observed', async () => {
      const pool = { waitingCount: 1 };
      const undo = obs.db.observePool(() => ({ limit: 5, waiting: pool.waitingCount }));
      obs.db.observePool(() => ({ limit: 2 }));
      pool.waitingCount = 4;
      expect(await limit()).toBe(7);
      expect(await waiting()).toBe(4);
      undo();
      expect(await limit()).toBe(2);
      expect(await waiting()).toBeUndefined();
    });

    it('that cannot be read leave the others as they are', async () => {
      obs.db.observePool(() => {
        throw new Error('ended');
      });
      obs.db.observePool(() => ({ limit: 5 }));
      expect(await limit()).toBe(5);
    });
  });

  it('does nothing and throws nothing after the shutdown', async () => {
    await obs.shutdown();

    expect(obs.db.query('SELECT', 'cards', () => 1)).toBe(1);
    expect(() => obs.db.setConnectionLimit(1)).not.toThrow();
  });
});

describe('the error.type of a database error', () => {
  it.each([
    ['pg, unique', { code: '23505' }, 'constraint'],
    ['pg, syntax', { code: '42601' }, 'syntax'],
    ['pg, no such table', { code: '42P01' }, 'syntax'],
    ['pg, no privilege', { code: '42501' }, 'permission'],
    ['pg, wrong password', { code: '28P01' }, 'permission'],
    ['pg, deadlock', { code: '40P01' }, 'deadlock'],
    ['pg, serialisation', { code: '40001' }, 'deadlock'],
    ['pg, lock', { code: '55P03' }, 'deadlock'],
    ['pg, cancelled', { code: '57014' }, 'timeout'],
    ['pg, shut down', { code: '57P01' }, 'connection'],
    ['pg, connection failure', { code: '08006' }, 'connection'],
    ['pg, bad value', { code: '22P02' }, '_OTHER'],
    ['mysql2, duplicate', { code: 'ER_DUP_ENTRY', errno: 1062, sqlState: '23000' }, 'constraint'],
    ['mysql2, denied', { code: 'ER_TABLEACCESS_DENIED_ERROR', errno: 1142, sqlState: '42000' }, 'permission'],
    ['mysql2, syntax', { code: 'ER_PARSE_ERROR', errno: 1064, sqlState: '42000' }, 'syntax'],
    ['mysql2, deadlock', { code: 'ER_LOCK_DEADLOCK', errno: 1213, sqlState: '40001' }, 'deadlock'],
    ['mysql2, lost', { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }, 'connection'],
    ['mysql2, connecting', { code: 'ETIMEDOUT', syscall: 'connect', fatal: true }, 'connection'],
    ['mysql2, slow', { code: 'PROTOCOL_SEQUENCE_TIMEOUT' }, 'timeout'],
    ['by number alone', { errno: 1205 }, 'deadlock'],
    ['by SQLSTATE alone', { sqlState: '23000' }, 'constraint'],
    ['better-sqlite3, unique', { code: 'SQLITE_CONSTRAINT_UNIQUE' }, 'constraint'],
    ['better-sqlite3, busy', { code: 'SQLITE_BUSY_SNAPSHOT' }, 'deadlock'],
    ['better-sqlite3, syntax', { code: 'SQLITE_ERROR' }, 'syntax'],
    ['better-sqlite3, read only', { code: 'SQLITE_READONLY' }, 'permission'],
    ['better-sqlite3, no file', { code: 'SQLITE_CANTOPEN' }, 'connection'],
    ['better-sqlite3, corrupt', { code: 'SQLITE_CORRUPT' }, '_OTHER'],
    ['libsql', { code: 'SQLITE_UNKNOWN', rawCode: 2067 }, 'constraint'],
    ['node:sqlite', { code: 'ERR_SQLITE_ERROR', errcode: 1555 }, 'constraint'],
    ['Node, refused', { code: 'ECONNREFUSED', errno: -111, syscall: 'connect' }, 'connection'],
    ['Node, no such host', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'connection'],
    ['Node, aborted', { name: 'TimeoutError' }, 'timeout'],
    ['Prisma, unique', { code: 'P2002' }, 'constraint'],
    ['Prisma, pool', { code: 'P2024' }, 'pool_timeout'],
    ['unknown', { code: 'E_MOON' }, '_OTHER'],
  ])('of %s is told by its code', (_name, fields, expected) => {
    expect(dbErrorType(failing(fields))).toBe(expected);
  });

  it.each([
    [
      'knex',
      'KnexTimeoutError',
      'Knex: Timeout acquiring a connection. The pool is probably full.',
      'pool_timeout',
    ],
    ['knex', 'KnexTimeoutError', 'Defined query timeout of 100ms exceeded when running query.', 'timeout'],
    ['knex', 'KnexTimeoutError', 'operation timed out', 'timeout'],
    ['generic-pool', 'TimeoutError', 'ResourceRequest timed out', 'pool_timeout'],
    ['tarn', 'Error', 'operation timed out for an unknown reason', 'pool_timeout'],
    ['pg-pool', 'Error', 'timeout exceeded when trying to connect', 'pool_timeout'],
    ['pg-pool', 'Error', 'Connection terminated due to connection timeout', 'connection'],
    ['pg', 'Error', 'Query read timeout', 'timeout'],
    ['mysql2', 'Error', 'No connections available.', 'pool_timeout'],
    ['better-sqlite3', 'TypeError', 'The database connection is not open', 'connection'],
    ['libsql', 'Error', 'ConnectionFailed("Unable to open connection to local database")', 'connection'],
  ])('of %s, which has no code, is told by its message: %s %s', (_pool, name, message, expected) => {
    expect(dbErrorType(failing({ name }, message))).toBe(expected);
  });

  it('is that of the error within, where an ORM wraps the driver', () => {
    const driver = failing({ code: '23505' });
    for (const key of ['cause', 'driverError', 'original', 'parent']) {
      expect(dbErrorType(failing({ [key]: driver }))).toBe('constraint');
    }
    expect(dbErrorType(failing({ name: 'TimeoutError', cause: driver }))).toBe('constraint');
  });

  it('comes to an end with errors that hold themselves', () => {
    const error = failing({});
    Object.assign(error, { cause: error });
    expect(dbErrorType(error)).toBe('_OTHER');
  });

  it('is found for anything that may be thrown, and throws nothing', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true }),
        (thrown) => typeof dbErrorType(thrown) === 'string',
      ),
    );
  });
});
