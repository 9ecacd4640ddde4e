/** How many turns of the event loop are given to what was put off until after the start. */
const TURNS = 50;

/** Tells the parent when the endpoint listened, and when what was put off until after that was done too; then ends. */
exports.whenReady = async (begunMs) => {
  const readyMs = performance.now();
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  const settledMs = performance.now();
  const { user, system } = process.cpuUsage();
  const figures = {
    startMs: settledMs - begunMs,
    readyMs: readyMs - begunMs,
    fromProcessStartMs: settledMs,
    cpuMs: (user + system) / 1_000,
    rssMegabytes: process.memoryUsage.rss() / 1_000_000,
  };
  process.send(figures, () => process.exit());
};
