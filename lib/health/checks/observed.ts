import type { HealthCheck, HealthFinding } from '../check';
import { numberOr, optionsOf } from './thresholds';

/** What of an observability the check of its metrics endpoint looks at. */
export interface ListeningEndpoints {
  readonly endpoints: { readonly metrics?: { readonly url: string } };
}

/** Whether the metrics endpoint listens. Not critical by default: the application serves as well without its metrics. */
export function metricsEndpoint(obs: ListeningEndpoints): HealthCheck {
  const check = (): HealthFinding => {
    const { metrics } = obs.endpoints;
    return metrics === undefined
      ? { status: 'unhealthy', message: 'the metrics endpoint does not listen' }
      : { status: 'healthy', message: `the metrics endpoint listens on ${metrics.url}` };
  };
  return Object.assign(check, { defaults: { critical: false }, standsFor: 'metrics endpoint' });
}

/** How one exporter has fared, as `obs.exporters` tells it. */
interface ExporterOutcome {
  readonly signal: string;
  readonly endpoint: string;
  readonly state: 'idle' | 'ok' | 'failing';
  readonly lastError?: string;
  readonly delivered: number;
  readonly dropped: number;
}

/** What of an observability the check of its exporters looks at. */
export interface ExportingObservability {
  readonly exporters: readonly ExporterOutcome[];
}

/**
 * Whether the backends took what was exported to them last; nothing is sent for the check. Degraded when one of several
 * exporters fails, unhealthy when all do. Not critical by default: a Collector that is down does not take a server out of
 * service.
 */
export function otlpBackend(obs: ExportingObservability): HealthCheck {
  const check = (): HealthFinding => {
    const { exporters } = obs;
    const failing = exporters.filter(({ state }) => state === 'failing');
    const details = {
      exporters: exporters.map(({ signal, endpoint, state, delivered, dropped }) => ({
        ...{ signal, endpoint, state, delivered, dropped },
      })),
    };
    if (failing.length === 0) return { status: 'healthy', details };
    return {
      status: failing.length === exporters.length ? 'unhealthy' : 'degraded',
      message: failing
        .map(({ signal, endpoint, lastError }) => `${signal} to ${endpoint}: ${lastError ?? 'fails'}`)
        .join('; '),
      details,
    };
  };
  return Object.assign(check, { defaults: { critical: false }, standsFor: 'exporters' });
}

/** What of an observability the check of its devices looks at. */
export interface CountedDevices {
  readonly device: { connectedCount(deviceType?: string): number };
}

/** Which devices are expected. */
export interface DevicesConnectedOptions {
  /** phone, modem, reader or simulator. Default: all. */
  readonly deviceType?: string | undefined;
  /** Unhealthy with fewer. Default: 1. */
  readonly atLeast?: number | undefined;
  /** Degraded with fewer. By default none. */
  readonly expected?: number | undefined;
}

/** Whether enough devices are connected, by what `obs.device` was told. */
export function devicesConnected(obs: CountedDevices, given: DevicesConnectedOptions = {}): HealthCheck {
  const options: DevicesConnectedOptions = optionsOf(given);
  const { deviceType } = options;
  const atLeast = numberOr(options.atLeast, 1);
  const expected = numberOr(options.expected, atLeast);
  return (): HealthFinding => {
    const connected = obs.device.connectedCount(deviceType);
    const wanted = connected < atLeast ? atLeast : expected;
    const message = `${connected} of ${wanted} expected ${deviceType ?? 'device'}s connected`;
    const details = { connected, atLeast, expected };
    if (connected < atLeast) return { status: 'unhealthy', message, details };
    return { status: connected < expected ? 'degraded' : 'healthy', message, details };
  };
}
