import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context } from '@opentelemetry/api';
import type { LabDatabase } from '../../../lib/lab/database';
import { SessionQueries } from '../../../lib/lab/database/session-queries';
import { type TestObservability, testObservability } from '../../../lib/testing';
import { eventually } from '../../support/eventually';
import { DONE, driver, FAILED, hold, labDatabase, NOT_FOUND, READ, SELECT } from './support';

let folder: string;
let obs: TestObservability;
let database: LabDatabase;
let sql: ReturnType<typeof labDatabase>['sql'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardlink-database-'));
  obs = testObservability();
});
afterEach(async () => {
  database.close();
  await obs.shutdown();
  rmSync(folder, { recursive: true });
});

const open = (path?: string, keptSessions?: number): void => {
  ({ database, sql } = labDatabase(obs, path, keptSessions));
};
const written = (count: number) => eventually(() => database.state().written === count);
const rows = (text: string) => sql.prepare(text).all();
const errors = (type: string) => obs.metric('cardlink_db_errors_total', { error_type: type });

describe('the database of a lab', () => {
  it('keeps a session with its commands, what was answered and what that means', async () => {
    open();
    const session = hold(obs, database, 'lab-0001', [[SELECT, DONE], [READ, NOT_FOUND], [READ]], 'timeout');
    await written(1);

    expect(rows('SELECT * FROM sessions')).toEqual([
      {
        number: 1,
        id: session.id,
        trace_id: obs.spans('ota.session')[0]?.spanContext().traceId,
        card: 'lab-0001',
        type: 'polled',
        device_type: 'simulator',
        status: 'timeout',
        close_reason: 'timeout',
        attempt: 1,
        started_epoch_ms: expect.any(Number),
        duration_ms: expect.any(Number),
        commands: 3,
        command_errors: 2,
        bytes_sent: SELECT.length + 2 * READ.length,
        bytes_received: 4,
      },
    ]);
    expect(rows('SELECT position, command_type, status_word, category, meaning FROM exchanges')).toEqual([
      { position: 1, command_type: 'SELECT', status_word: '9000', category: 'success', meaning: 'Done' },
      {
        position: 2,
        command_type: 'READ_BINARY',
        status_word: '6A82',
        category: 'error',
        meaning: 'File or application not found',
      },
      {
        position: 3,
        command_type: 'READ_BINARY',
        status_word: null,
        category: 'error',
        meaning: 'No answer came',
      },
    ]);
  });

  it('says why sessions and commands failed and what took long', async () => {
    open();
    hold(obs, database, 'lab-0001', [[SELECT, NOT_FOUND]], 'client_disconnect');
    hold(obs, database, 'lab-0002', [[SELECT, NOT_FOUND]], 'client_disconnect');
    hold(obs, database, 'lab-0003', [[SELECT, DONE]]);
    await written(3);

    const { summary } = database.state();
    expect(summary?.failedSessions).toEqual([{ closeReason: 'client_disconnect', sessions: 2 }]);
    expect(summary?.failedCommands).toEqual([
      { statusWord: '6A82', meaning: 'File or application not found', commands: 2 },
    ]);
    expect(summary?.slowestCommands).toEqual([
      { commandType: 'SELECT', commands: 3, meanMs: expect.any(Number), longestMs: expect.any(Number) },
    ]);
    const found = new SessionQueries(sql, (_operation, _table, _text, work) => work());
    expect(found.sessions({ failed: true, limit: 10 })).toMatchObject([
      {
        number: 2,
        card: 'lab-0002',
        closeReason: 'client_disconnect',
        lastCommand: 'SELECT',
        lastStatusWord: '6A82',
      },
      { number: 1, card: 'lab-0001' },
    ]);
    expect(found.sessions({ card: 'lab-0003', limit: 10 })).toMatchObject([
      { number: 3, status: 'completed' },
    ]);
    expect(found.sessions({ limit: 2 }).map(({ number }) => number)).toEqual([3, 2]);
  });

  it('counts the attempts of a card until a session completes, across runs of the lab', async () => {
    const path = join(folder, 'lab.db');
    open(path);
    hold(obs, database, 'lab-0001', [], 'client_disconnect');
    hold(obs, database, 'lab-0001', [], 'timeout');
    database.close();

    open(path);
    hold(obs, database, 'lab-0001');
    hold(obs, database, 'lab-0001');
    hold(obs, database, 'lab-0002');
    await written(3);

    expect(rows('SELECT card, attempt FROM sessions ORDER BY number')).toEqual([
      { card: 'lab-0001', attempt: 1 },
      { card: 'lab-0001', attempt: 2 },
      { card: 'lab-0001', attempt: 3 },
      { card: 'lab-0001', attempt: 1 },
      { card: 'lab-0002', attempt: 1 },
    ]);
  });

  it('keeps the newest sessions alone, with their commands', async () => {
    open(undefined, 10);
    for (let count = 1; count <= 40; count += 1) {
      hold(obs, database, 'lab-0001', [[SELECT, DONE]]);
      if (count % 8 === 0) await written(count);
    }

    expect(rows('SELECT min(number) AS lowest, max(number) AS highest FROM sessions')).toEqual([
      { lowest: 31, highest: 40 },
    ]);
    expect(rows('SELECT min(session) AS lowest, count(*) AS commands FROM exchanges')).toEqual([
      { lowest: 31, commands: 10 },
    ]);
  });

  it('records every operation, which is what it counts itself, and its one connection', async () => {
    open();
    hold(obs, database, 'lab-0001', [[SELECT, DONE]]);
    await written(1);
    database.check();

    const { operations } = database.state();
    expect(operations).toEqual({
      'SELECT sessions': 4,
      'SELECT exchanges': 4,
      BEGIN: 1,
      'INSERT sessions': 1,
      'INSERT exchanges': 1,
      COMMIT: 1,
      PING: 1,
    });
    for (const [key, count] of Object.entries(operations)) {
      const [operation = '', table] = key.split(' ');
      const labels = { db_operation_name: operation, ...(table && { db_collection_name: table }) };
      expect([key, await obs.metric('cardlink_db_operations_total', labels)]).toEqual([key, count]);
    }
    expect(await obs.metric('cardlink_db_connections_active')).toBe(1);
    expect(await obs.metric('cardlink_db_connections_limit')).toBe(1);
    database.close();
    expect(await obs.metric('cardlink_db_connections_active')).toBe(0);
  });

  it('looks a new card up below its session, and writes in a trace of its own', async () => {
    open();
    const session = obs.session.start();
    const notes = context.with(session.context, () => database.begin(session, 'lab-0001'));
    session.end();
    context.with(session.context, () => database.keep(notes));
    await written(1);

    const [own] = obs.spans('ota.session');
    const [lookUp] = obs.spans('db.SELECT');
    expect(lookUp?.parentSpanContext?.spanId).toBe(own?.spanContext().spanId);
    expect(lookUp?.attributes).toMatchObject({
      'db.system.name': 'sqlite',
      'db.collection.name': 'sessions',
      'db.query.text': 'SELECT status, attempt FROM sessions WHERE card = ? ORDER BY number DESC LIMIT ?',
    });
    const [write] = obs.spans('lab.write');
    expect(write?.parentSpanContext).toBeUndefined();
    expect(write?.spanContext().traceId).not.toBe(own?.spanContext().traceId);
    const [commit] = obs.spans('db.COMMIT');
    expect(commit?.parentSpanContext?.spanId).toBe(write?.spanContext().spanId);
  });

  it('asks nothing when nothing was written since it was asked last', async () => {
    open();
    hold(obs, database, 'lab-0001');
    await written(1);
    const before = database.state().operations;
    expect(database.state().operations).toEqual(before);
  });

  it('writes what waits when it is closed, to be found by the next', () => {
    const path = join(folder, 'lab.db');
    open(path);
    for (let count = 0; count < 1_500; count += 1) hold(obs, database, 'lab-0001', [[SELECT, DONE]]);
    database.close();
    expect(database.state()).toMatchObject({ written: 1_500, waiting: 0, lost: 0 });
    open(path);
    expect(rows('SELECT count(*) AS sessions FROM sessions')).toEqual([{ sessions: 1_500 }]);
  });
});

describe('a database that fails', () => {
  it('is tried again when another has it locked, and loses nothing', async () => {
    const path = join(folder, 'lab.db');
    open(path);
    const other = driver().open(path);
    other.exec('BEGIN IMMEDIATE');
    hold(obs, database, 'lab-0001', [[SELECT, DONE]]);
    await eventually(() => database.state().failure !== undefined);

    expect(await errors('deadlock')).toBeGreaterThan(0);
    expect(database.state()).toMatchObject({
      written: 0,
      waiting: 1,
      lost: 0,
      failure: 'database is locked',
    });
    expect(() => database.check()).toThrow('database is locked');
    expect(obs.spans('lab.write')[0]?.status.code).toBe(FAILED);
    other.exec('ROLLBACK');
    other.close();
    await written(1);
    expect(database.state()).toMatchObject({ waiting: 0, lost: 0, failure: undefined });
    database.check();
  });

  it('that is full writes nothing of a batch, and counts what it gives up', async () => {
    open();
    const [{ page_count: pages }] = rows('PRAGMA page_count') as [{ page_count: number }];
    rows(`PRAGMA max_page_count = ${pages}`);
    for (let count = 0; count < 2_100; count += 1) hold(obs, database, 'lab-0001', [[SELECT, DONE]]);
    await eventually(() => database.state().failure !== undefined);

    expect(database.state()).toMatchObject({ written: 0, waiting: 2_000, lost: 100 });
    expect(database.state().failure).toMatch(/full/);
    expect(rows('SELECT count(*) AS sessions FROM sessions')).toEqual([{ sessions: 0 }]);
    database.close();
    expect(database.state()).toMatchObject({ written: 0, waiting: 0, lost: 2_100 });
  });

  it('whose file is destroyed under it takes nothing down', async () => {
    const path = join(folder, 'lab.db');
    open(path);
    hold(obs, database, 'lab-0001', [[SELECT, DONE]]);
    await written(1);
    for (const file of [path, `${path}-wal`, `${path}-shm`])
      writeFileSync(file, 'no database '.repeat(4_000));
    hold(obs, database, 'lab-0002', [[SELECT, DONE]]);
    hold(obs, database, 'lab-0003', [[SELECT, DONE]]);
    await eventually(() => database.state().failure !== undefined);
    expect(() => database.check()).toThrow();
    expect(await obs.metric('cardlink_db_errors_total')).toBeGreaterThan(0);
  });
});
