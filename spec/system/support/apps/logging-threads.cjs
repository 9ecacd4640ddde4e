// Logs from the main thread and from a worker thread into one file, which is soon put aside; the worker ends by its
// `process.exit`, which ends the thread alone, and the main thread by its own after that.
const { isMainThread, Worker, workerData } = require('node:worker_threads');
const { startObservability } = require('../../../../dist/index.js');

const file = isMainThread ? process.env.LOG_FILE : workerData.file;
const obs = startObservability({
  metrics: { port: 0 },
  health: { port: 0 },
  log: { file, rotate: { size: '200 KB', files: 100 }, sample: { every: 1 } },
});
const log = obs.logging.logger(isMainThread ? 'main' : 'worker');
const write = (first, end) => {
  for (let number = first; number < end; number += 1) log.info('record', { number });
};

write(0, 4_000);
if (isMainThread) {
  new Worker(__filename, { workerData: { file } }).once('exit', () => process.exit(0));
  write(4_000, 5_000);
} else {
  process.exit(0);
}
