// Runs one ready-made check as often as it is told, and breaks what the check looks at. Each line of stdin is a command and
// a number; each is answered with a line: the check's result as JSON, or "done".
const fs = require('node:fs');
const readline = require('node:readline');
const { resolve } = require('node:path');
const { healthChecks } = require(resolve(__dirname, '../../../../dist/index.js'));
const { testObservability } = require(resolve(__dirname, '../../../../dist/testing/index.js'));

const [name, options = '{}'] = process.argv.slice(2);
const health = testObservability().health;
health.register(name, healthChecks[name](JSON.parse(options)));

let kept = [];
const descriptors = [];
const COMMANDS = {
  run: async () => JSON.stringify(await health.run(name)),
  // Outside the heap of JavaScript, and really in use.
  buffers: (mebibytes) => void kept.push(Buffer.alloc(mebibytes * 1_048_576, 1)),
  heap: (mebibytes) => {
    // Small objects, some hundred bytes each, in small arrays that never grow: garbage, and what is large, would have V8
    // give up before the heap is full of what is kept.
    const object = (_, index) => ({ index, list: [index, index + 0.5], text: `x${index}` });
    for (let count = 0; count < mebibytes; count++) kept.push(Array.from({ length: 8_192 }, object));
  },
  limit: () => String(require('node:v8').getHeapStatistics().heap_size_limit),
  free: () => {
    kept = [];
    globalThis.gc?.();
  },
  open: (count) => {
    for (let index = 0; index < count; index++) {
      try {
        descriptors.push(fs.openSync('/dev/null'));
      } catch (error) {
        return error.code;
      }
    }
    return undefined;
  },
  close: () => {
    for (const descriptor of descriptors.splice(0)) fs.closeSync(descriptor);
  },
  block: (milliseconds) => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
  },
};

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const [command, number] = line.split(' ');
  console.log((await COMMANDS[command](Number(number))) ?? 'done');
});
console.log('ready');
