// Asks one path as many times as it is told, over as many connections, all at once, and prints what came of it:
// how often which status, or which error of the connection. Usage: scrape-at-once.cjs <port> <path> <times>
const http = require('node:http');

// As a scraper has it: of so many connections at once the kernel lets some wait for a minute and more.
const CONNECT_WITHIN_MS = 5_000;

const [port, path, times] = process.argv.slice(2);

/** @returns {Promise<string>} */
const scrape = () =>
  new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      response.on('error', (error) => resolve(error.code ?? error.message));
      response.on('end', () => resolve(String(response.statusCode)));
    });
    const waited = setTimeout(() => request.destroy(new Error('not connected')), CONNECT_WITHIN_MS);
    request.on('socket', (socket) => socket.on('connect', () => clearTimeout(waited)));
    request.on('close', () => clearTimeout(waited));
    request.on('error', (error) => resolve(error.code ?? error.message));
  });

Promise.all(Array.from({ length: Number(times) }, scrape)).then((outcomes) => {
  const tally = {};
  for (const outcome of outcomes) tally[outcome] = (tally[outcome] ?? 0) + 1;
  process.stdout.write(JSON.stringify(tally));
});
