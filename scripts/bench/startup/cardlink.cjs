// Starts this package and tells when it was ready. Plain JavaScript, so that no transpiler is measured with it.
const begunMs = performance.now();
const { whenReady } = require('./ready.cjs');
const [, , packagePath, protocol] = process.argv;
const { startObservability } = require(packagePath);

const obs = startObservability({
  service: { name: 'bench' },
  metrics: { host: '127.0.0.1', port: 0 },
  health: { enabled: false },
  ...(protocol !== 'none' && { otlp: { endpoint: 'http://127.0.0.1:4', protocol } }),
});
obs.ready.then(() => whenReady(begunMs));
