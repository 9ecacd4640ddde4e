type Checks = typeof import('./checks');

/** Loaded when the first check is made: a start does not wait for them. */
const load = (): Checks => require('./checks') as Checks;

/**
 * Ready-made checks, to be registered under a name. Each says itself what it found; the defaults of each are in its
 * description.
 *
 *     obs.health.register('orders', healthChecks.database(pool));
 *     obs.health.register('disk', healthChecks.diskSpace({ path: '/var/lib/cardlink' }));
 */
export const healthChecks: Readonly<Checks> = {
  database: (...given) => load().database(...given),
  metricsEndpoint: (...given) => load().metricsEndpoint(...given),
  otlpBackend: (...given) => load().otlpBackend(...given),
  diskSpace: (...given) => load().diskSpace(...given),
  memory: (...given) => load().memory(...given),
  heap: (...given) => load().heap(...given),
  eventLoop: (...given) => load().eventLoop(...given),
  fileDescriptors: (...given) => load().fileDescriptors(...given),
  tcpPeer: (...given) => load().tcpPeer(...given),
  httpPeer: (...given) => load().httpPeer(...given),
  devicesConnected: (...given) => load().devicesConnected(...given),
  pskTlsListener: (...given) => load().pskTlsListener(...given),
  certificateExpiry: (...given) => load().certificateExpiry(...given),
};
