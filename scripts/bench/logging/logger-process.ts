/** A process with one logger in it, which writes records to a file and says what they cost. */
import { readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { context, metrics, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import pino from 'pino';
import { createLogger, format, transports } from 'winston';
import { readSettings } from '../../../lib/config';
import { Logging } from '../../../lib/logging';
import { createRedactor, type Redactor } from '../../../lib/redaction';
import { answerParent } from '../support/answer-parent';
import type { Case, Fields, LoggerName } from './contestants';

/** What a process is asked to measure. */
export interface Measured {
  readonly case: Case;
  readonly file: string;
  readonly records: number;
}

/** Logs one record. */
type Log = (message: string, fields: Fields) => void;

/** Records in one turn of the event loop: a server logs a few, and goes on. */
const TURN = 50;
const SETTLE_MS = 50;

const NO_REDACTION: Redactor = {
  ...createRedactor(),
  text: (text) => text,
  attributes: () => true,
};

const MAKERS: Readonly<Record<LoggerName, (measured: Measured) => Log>> = {
  cardlink: ({ case: { disabled, withoutRedaction }, file }) => {
    const { values } = readSettings({ options: { log: { file, sample: { every: 1 } } }, env: {} });
    const log = new Logging({
      settings: values.log,
      redactor: withoutRedaction ? NO_REDACTION : createRedactor({ secrets: ['opensesame'] }),
      reporter: { service: 'bench', host: 'localhost', pid: process.pid },
      meter: metrics.getMeter('bench'),
    }).logger('apdu');
    return disabled
      ? (message, fields) => log.debug(message, fields)
      : (message, fields) => log.info(message, fields);
  },
  winston: ({ case: { disabled }, file }) => {
    const log = createLogger({
      format: format.combine(format.timestamp(), format.json()),
      defaultMeta: { component: 'apdu', service: 'bench' },
      transports: [new transports.File({ filename: file })],
    });
    return disabled
      ? (message, fields) => log.debug(message, fields)
      : (message, fields) => log.info(message, fields);
  },
  pino: ({ case: { disabled }, file }) => {
    const base = { component: 'apdu', service: 'bench', pid: process.pid };
    const log = pino(
      { base, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ dest: file, sync: false }),
    );
    return disabled
      ? (message, fields) => log.debug(fields, message)
      : (message, fields) => log.info(fields, message);
  },
};

let log: Log | undefined;

answerParent({
  /** CPU of the whole process, until everything has been written, in nanoseconds a record. */
  measure: async (measured: Measured): Promise<number> => {
    log ??= MAKERS[measured.case.logger](measured);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const { records } = measured;
    const before = process.cpuUsage();
    if (measured.case.disabled) logDisabled(log, records);
    else await logInTurns(log, records, measured.case.inSpan);
    // What is left to be written then is part of the cost.
    if (!measured.case.disabled) await settled(measured.file);
    const after = process.cpuUsage(before);
    if (!measured.case.disabled) await checkAndClear(measured);
    return ((after.user + after.system) * 1_000) / records;
  },
});

function logDisabled(log: Log, records: number): void {
  for (let record = 0; record < records; record += 1) log('exchange done', fieldsOf(record));
}

async function logInTurns(log: Log, records: number, inSpan: boolean): Promise<void> {
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
  };
  const active = inSpan ? trace.setSpanContext(ROOT_CONTEXT, span) : ROOT_CONTEXT;
  for (let done = 0; done < records; done += TURN) {
    context.with(active, () => {
      for (let record = 0; record < TURN; record += 1) log('exchange done', fieldsOf(done + record));
    });
    await new Promise(setImmediate);
  }
}

const COMMANDS = ['SELECT', 'READ_BINARY', 'UPDATE_RECORD', 'VERIFY', 'GET_STATUS'] as const;
const WORDS = ['9000', '6A82', '6985', '9110'] as const;

function fieldsOf(record: number): Fields {
  return {
    command: COMMANDS[record % COMMANDS.length] ?? '',
    statusWord: WORDS[record % WORDS.length] ?? '',
    device: 'reader-1',
    attempt: record % 3,
    bytes: record % 256,
    ok: record % 7 !== 0,
  };
}

/** Waits until a file grows no more, which costs next to nothing. */
async function settled(file: string): Promise<void> {
  let before = -1;
  for (let size = 0; size !== before; size = statSync(file).size) {
    before = size;
    await delay(SETTLE_MS * 4);
  }
}

/** A logger that loses records is quick: every one must be there. */
async function checkAndClear({ file, records, case: { name } }: Measured): Promise<void> {
  let lines = 0;
  for (let tries = 0; tries < 100 && lines < records; tries += 1) {
    await delay(SETTLE_MS);
    lines = readFileSync(file, 'utf8').split('\n').length - 1;
  }
  if (lines !== records) throw new Error(`${name} wrote ${lines} of ${records} records`);
  truncateSync(file);
}

process.on('exit', () => {
  const file = process.argv[2];
  if (file !== undefined) rmSync(file, { force: true });
});
