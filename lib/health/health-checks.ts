import type { HealthCheck } from './check';

type Checks = typeof import('./checks');

/** Loaded when the first check is made: a start does not wait for them. */
const load = (): Checks => require('./checks') as Checks;

/** The check, or, of options that cannot be read, one that fails by saying so: nothing throws into the host. */
function made(make: () => HealthCheck): HealthCheck {
  try {
    return make();
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/**
 * Ready-made checks, to be registered under a name. Each says itself what it found; the defaults of each are in its
 * description.
 *
 *     obs.health.register('orders', healthChecks.database(pool));
 *     obs.health.register('disk', healthChecks.diskSpace({ path: '/var/lib/cardlink' }));
 */
export const healthChecks: Readonly<Checks> = {
  database: (...given) => made(() => load().database(...given)),
  metricsEndpoint: (...given) => made(() => load().metricsEndpoint(...given)),
  otlpBackend: (...given) => made(() => load().otlpBackend(...given)),
  diskSpace: (...given) => made(() => load().diskSpace(...given)),
  memory: (...given) => made(() => load().memory(...given)),
  heap: (...given) => made(() => load().heap(...given)),
  eventLoop: (...given) => made(() => load().eventLoop(...given)),
  fileDescriptors: (...given) => made(() => load().fileDescriptors(...given)),
  tcpPeer: (...given) => made(() => load().tcpPeer(...given)),
  httpPeer: (...given) => made(() => load().httpPeer(...given)),
  devicesConnected: (...given) => made(() => load().devicesConnected(...given)),
  pskTlsListener: (...given) => made(() => load().pskTlsListener(...given)),
  certificateExpiry: (...given) => made(() => load().certificateExpiry(...given)),
};
