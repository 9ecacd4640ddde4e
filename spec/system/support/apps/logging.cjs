// An application that logs as fast as it can, numbered from 0, and notes in a file of its own how far it came.
// logging.cjs exit COUNT       logs COUNT records and calls process.exit
// logging.cjs throw COUNT      logs COUNT records and throws within a span, where nobody catches it
// logging.cjs reject COUNT     the same with a promise that is rejected
// logging.cjs sync COUNT       the same, thrown right within a span of ours, which is over when nobody catches it
// logging.cjs stay             logs until it is told to end
// logging.cjs traced           the same, each record in a span of its own, at a pace that exporting keeps up with
// logging.cjs once             logs one record and has nothing more to do
// logging.cjs silent           logs nothing and has nothing more to do
const { openSync, writeSync } = require('node:fs');
const { setTimeout: delay } = require('node:timers/promises');
const { trace } = require('@opentelemetry/api');
const { startObservability } = require('../../../../dist/index.js');

const [mode, count] = [process.argv[2], Number(process.argv[3])];
const BATCH = 500;
const TRACED_BATCH = 20;
const TRACED_PAUSE_MS = 10;
const obs = startObservability({ log: { sample: { every: 1 } } });
const log = obs.logger('app');
const progress = process.env.PROGRESS === undefined ? undefined : openSync(process.env.PROGRESS, 'w');

let next = 0;
function logBatch(size) {
  for (let index = 0; index < size; index += 1) {
    log.info('record', { number: next });
    next += 1;
  }
  if (progress !== undefined) writeSync(progress, `${next}\n`.padEnd(16), 0);
}

function namedFunction() {
  log.warning('where', { source: true });
}

const tracer = trace.getTracer('app');
const inSpan = (work) =>
  tracer.startActiveSpan('doomed', (span) => {
    process.stderr.write(`span ${span.spanContext().traceId}\n`);
    return work();
  });

async function main() {
  await obs.ready;
  process.stderr.write('ready\n');
  if (mode === 'exit') {
    logBatch(count);
    namedFunction();
    process.exit(0);
  }
  if (mode === 'throw') {
    logBatch(count);
    inSpan(() =>
      setTimeout(() => {
        throw new TypeError('nobody catches this', { cause: new Error('the cause') });
      }, 1),
    );
    return;
  }
  if (mode === 'sync') {
    logBatch(count);
    setTimeout(() => {
      obs.tracing.withSpan('doomed', (span) => {
        process.stderr.write(`span ${span.spanContext().traceId}\n`);
        throw new TypeError('nobody catches this');
      });
    }, 1);
    return;
  }
  if (mode === 'reject') {
    logBatch(count);
    inSpan(async () => {
      await delay(1);
      throw new TypeError('nobody catches this');
    });
  }
  if (mode === 'once') log.info('record', { number: 0 });
  if (mode === 'traced') {
    const go = () => {
      for (let index = 0; index < TRACED_BATCH; index += 1) obs.tracing.withSpan('work', () => logBatch(1));
      setTimeout(go, TRACED_PAUSE_MS);
    };
    go();
  }
  if (mode === 'stay') {
    const go = () => {
      logBatch(BATCH);
      setTimeout(go, Number(process.env.PAUSE_MS ?? 0));
    };
    go();
  }
}

main();
