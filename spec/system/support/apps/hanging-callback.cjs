// An application with an observable gauge whose callback never comes back. It scrapes itself, prints what it got, and
// ends by itself, with nothing left to do.
const { metrics } = require('@opentelemetry/api');
const { startObservability } = require('../../../../dist/index.js');

const obs = startObservability({ metrics: { port: 0 }, health: { enabled: false } });
const meter = metrics.getMeter('application');
meter.createObservableGauge('stuck').addCallback(() => new Promise(() => {}));
meter.createObservableGauge('level').addCallback((result) => result.observe(7));
meter.createCounter('jobs').add(3);

async function main() {
  const { metrics: endpoint } = await obs.ready;
  if (process.argv[2] === 'scrape') {
    const response = await fetch(`${endpoint.url}/metrics`, { headers: { connection: 'close' } });
    process.stdout.write(await response.text());
  }
}

main();
