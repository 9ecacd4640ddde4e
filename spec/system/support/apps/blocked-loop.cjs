// A server whose event loop is blocked when a line with a number of milliseconds comes, and whose health a hung check is
// part of.
const readline = require('node:readline');
const { resolve } = require('node:path');
const { startObservability } = require(resolve(__dirname, '../../../../dist/index.js'));

const obs = startObservability();
obs.health.register('hangs', () => new Promise(() => {}), { critical: false });
obs.ready.then(({ health }) => console.log(health.url));
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const until = performance.now() + Number(line);
  console.log('blocked');
  // After the line is out: stdout is a pipe, and written at once.
  while (performance.now() < until);
});
