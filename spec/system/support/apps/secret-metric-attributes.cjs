// An application that puts secrets where they do not belong: into the attributes of its metrics. SECRETS has them as
// JSON. It goes on until it is told to end.
const { metrics, trace, context } = require('@opentelemetry/api');
const { startObservability } = require('../../../../dist/index.js');

const obs = startObservability({ metrics: { port: 0 }, health: { enabled: false } });
const meter = metrics.getMeter('application');
const secrets = JSON.parse(process.env.SECRETS);

const jobs = meter.createCounter('jobs');
const wait = meter.createHistogram('wait', { advice: { attributes: ['queue'] } });
const level = meter.createObservableGauge('level');
level.addCallback((result) => {
  for (const secret of secrets) result.observe(1, { text: `login with ${secret}` });
});
trace.getTracer('application').startActiveSpan('work', (span) => {
  for (const secret of secrets) {
    jobs.add(1, { text: `login with ${secret}`, password: 'never-known-1', list: ['a', secret] });
    // `text` is no attribute of the series, but goes with its exemplar.
    wait.record(1, { queue: 'a', text: `login with ${secret}` }, context.active());
  }
  span.end();
});

obs.ready.then(({ metrics: endpoint }) => {
  process.stdout.write(`${endpoint.url}\n`);
  setInterval(() => {}, 1_000);
});
