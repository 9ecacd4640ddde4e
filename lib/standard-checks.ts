import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Core } from './core';
import type { Endpoints } from './endpoints';
import { blockedLoopCheck, type HealthCheck, healthChecks } from './health';
import { observedDatabaseCheck } from './observed-database-check';
import { watchListenersOfRunning } from './observed-listeners';
import type { ExporterStatus } from './pipeline';
import type { Signals } from './signals';

/** What of an instance its standard checks look at. */
interface Observed {
  readonly endpoints: Endpoints;
  readonly exporters: readonly ExporterStatus[];
}

/**
 * Registers the checks that an application gets without a call: the event loop (for liveness), the metrics endpoint, the
 * exporters, the certificates in use, the PSK-TLS servers that are observed, and the database once `obs.db` records one. One that the application registers
 * itself takes the place of each.
 */
export function registerStandardChecks(
  { settings, health }: Core,
  signals: Signals,
  obs: Observed,
  servedCertificate: () => string | undefined,
): void {
  const { values } = settings;
  health.registerStandard('event loop', blockedLoopCheck({ limitMs: values.health.maxLoopDelay }));
  // Not critical: the application serves as well without its metrics, and must not be taken out of service for them.
  health.registerStandard(
    'metrics endpoint',
    madeLater(() => healthChecks.metricsEndpoint(obs)),
    { critical: false },
  );
  // Nor for a Collector that is down.
  if (obs.exporters.length > 0) {
    health.registerStandard(
      'exporters',
      madeLater(() => healthChecks.otlpBackend(obs)),
      { critical: false },
    );
  }
  const certificates = certificatesOf(values, servedCertificate);
  if (Object.keys(certificates).length > 0) {
    health.registerStandard('certificates', healthChecks.certificateExpiry(certificates));
  }
  watchListenersOfRunning(health);
  signals.whenDbMade(() => {
    signals.db.whenUsed(() => {
      health.registerStandard('database', observedDatabaseCheck(signals.db, signals.clock));
    });
  });
}

/** A check that is made when it runs for the first time: a start does not wait for the ready-made ones to be loaded. */
function madeLater(make: () => HealthCheck): HealthCheck {
  let check: HealthCheck | undefined;
  return (run) => {
    check ??= make();
    return check(run);
  };
}

type Certificates = Parameters<typeof healthChecks.certificateExpiry>[0];

/**
 * The certificates in use, by their settings: that of the server changes when it takes up a renewed file, those of the
 * exporters are what was in the file at the start.
 */
function certificatesOf(
  { metrics, otlp }: Core['settings']['values'],
  served: () => string | undefined,
): Exclude<Certificates, readonly string[]> {
  const { cert: metricsCert } = metrics.tls;
  const { cert: otlpCert } = otlp.tls;
  return {
    ...(metricsCert !== undefined && {
      'metrics.tls.cert': async () => served() ?? readFile(metricsCert, 'utf8'),
    }),
    ...(otlpCert !== undefined && { 'otlp.tls.cert': textAtStart(otlpCert) }),
  };
}

/** What is in a small file now, for as long as it is asked for; where it cannot be read, the file that it is asked for then. */
function textAtStart(path: string): () => string | Promise<string> {
  try {
    const text = readFileSync(path, 'utf8');
    return () => text;
  } catch {
    // The exporters tell of it.
    return () => readFile(path, 'utf8');
  }
}
