// An application that puts secrets into every way in: metrics, spans, logs, health, diagnostics, baggage of resource
// attributes. CANARIES has them as JSON, as texts that hold one each. It goes on until it is told to end.
const { context, diag, metrics, SpanStatusCode, trace } = require('@opentelemetry/api');
const { logs } = require('@opentelemetry/api-logs');
const { startObservability } = require('../../../../dist/index.js');

const obs = startObservability({ metrics: { port: 0 }, health: { port: 0 } });
const canaries = JSON.parse(process.env.CANARIES);

canaries.forEach((canary, index) => {
  const nested = {
    text: canary,
    deep: [{ json: JSON.stringify({ text: canary }) }, new Map([['m', canary]])],
  };
  const meter = metrics.getMeter(`meter ${index} ${canary}`, canary);
  const jobs = meter.createCounter(`jobs_${index}`, { description: `Jobs with ${canary}` });
  const wait = meter.createHistogram(`wait_${index}`, { advice: { attributes: ['queue'] } });
  meter.createObservableGauge(`level_${index}`).addCallback((result) => result.observe(1, { text: canary }));
  const tracer = trace.getTracer(`tracer ${canary}`, canary);
  const link = { context: { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 } };
  tracer.startActiveSpan(
    `work ${canary}`,
    {
      attributes: { text: canary, list: ['a', canary], [`key ${canary}`]: 1 },
      links: [{ ...link, attributes: { text: canary } }],
    },
    (span) => {
      jobs.add(1, { text: canary, list: ['a', canary], 'url.path': `/x/${canary}`, 'user.id': canary });
      // `text` is no attribute of the series, but goes with its exemplar.
      wait.record(1, { queue: 'a', text: canary }, context.active());
      span.addEvent(`event ${canary}`, { text: canary });
      span.recordException(new Error(canary, { cause: new Error(canary) }));
      span.setStatus({ code: SpanStatusCode.ERROR, message: canary });
      span.end();
    },
  );
  const logger = logs.getLogger(`logger ${canary}`, canary);
  logger.emit({
    eventName: `event ${canary}`,
    body: canary,
    attributes: { ...nested, error: new Error(canary) },
  });
  logger.emit({ body: nested });
  obs.health.register(`check ${index} ${canary}`, () => ({
    status: 'degraded',
    message: canary,
    details: nested,
  }));
  obs.health.register(`failing ${index}`, () => {
    throw new Error(canary);
  });
  diag.error(`failed with ${canary}`, { text: canary });
});
// By their keys alone: nothing about the values says that they are secret.
const byKey = {
  pin: 'quiet-canary-1',
  nested: { kic: 'quiet-canary-1' },
  headers: { cookie: 'quiet-canary-1' },
};
obs.health.register('by key', () => ({ status: 'healthy', details: byKey }));
logs.getLogger('app').emit({ body: byKey, attributes: byKey });
metrics.getMeter('app').createCounter('by_key').add(1, { pin: 'quiet-canary-1' });
diag.error('by key', byKey);

obs.ready.then(({ metrics: exposed, health }) => {
  process.stdout.write(`${JSON.stringify([exposed.url, health.url])}\n`);
  setInterval(() => {}, 1_000);
});
