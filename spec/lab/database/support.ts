import { SpanStatusCode } from '@opentelemetry/api';
import { encodeCommand } from '../../../lib';
import { LabDatabase, loadSqlDriver, openDatabase } from '../../../lib/lab/database';
import type { SqlDatabase } from '../../../lib/lab/database/sql-driver';
import type { TestObservability } from '../../../lib/testing';

export const SELECT = encodeCommand({
  cla: 0x00,
  ins: 0xa4,
  p1: 0x00,
  p2: 0x04,
  data: Uint8Array.of(0x3f, 0),
});
export const READ = encodeCommand({ cla: 0x00, ins: 0xb0, p1: 0x00, p2: 0x00, le: 9 });
export const DONE = Uint8Array.of(0x90, 0x00);
export const NOT_FOUND = Uint8Array.of(0x6a, 0x82);
export const FAILED = SpanStatusCode.ERROR;

/** The driver itself: these suites need it, as every developer's machine has it. */
export function driver() {
  const loaded = loadSqlDriver();
  if (!loaded.ok) throw new Error(loaded.problem);
  return loaded;
}

/** A database of the lab, in memory unless a file is given. */
export function labDatabase(obs: TestObservability, path?: string, keptSessions?: number) {
  const sql: SqlDatabase = openDatabase(driver(), path);
  const tracer = obs.tracerProvider.getTracer('lab');
  const database = new LabDatabase(sql, { obs, tracer, ...(keptSessions !== undefined && { keptSessions }) });
  return { database, sql };
}

type CloseReason = Parameters<ReturnType<TestObservability['session']['start']>['end']>[0];

/** Holds a session with these exchanges, each a script of its own, and keeps it. */
export function hold(
  obs: TestObservability,
  database: LabDatabase,
  card: string,
  exchanges: readonly (readonly [command: Uint8Array, response?: Uint8Array])[] = [],
  reason: CloseReason = 'normal',
) {
  const session = obs.session.start({ deviceType: 'simulator', type: 'polled' });
  const notes = database.begin(session, card);
  for (const [command, response] of exchanges) {
    const script = session.script([command]);
    notes.sent([command]);
    if (response) notes.answered(script.end([response]));
  }
  session.end(reason);
  database.keep(notes);
  return session;
}
