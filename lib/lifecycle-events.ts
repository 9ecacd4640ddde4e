import { nameOrigin, type Settings } from './config';
import type { Endpoints } from './endpoints';
import { type ExporterStatus, packageInfo } from './pipeline';
import type { ObservabilityStopReason } from './semconv';
import type { Signals } from './signals';

/** Tells of start, configuration and stop by events of their own. */
export class LifecycleEvents {
  readonly #settings: Settings;
  readonly #recorder: Signals['telemetry'];
  readonly #startedMs = performance.now();

  constructor(settings: Settings, recorder: Signals['telemetry']) {
    this.#settings = settings;
    this.#recorder = recorder;
  }

  /** The endpoints listen, or as many of them as can: tells where, and which settings are in effect. */
  started({ metrics, health }: Endpoints, exporters: readonly ExporterStatus[]): void {
    const { version } = packageInfo();
    const { path } = this.#settings.values.metrics;
    this.#recorder.configured(version, this.#changedSettings());
    this.#recorder.started({
      version,
      metricsUrl: metrics && `${metrics.url}${path}`,
      healthUrl: health && `${health.url}/health`,
      exporters: exporters.map(({ signal, protocol, endpoint }) => `${signal} ${protocol} ${endpoint}`),
    });
  }

  stopped(reason: ObservabilityStopReason): void {
    this.#recorder.stopped(packageInfo().version, reason, (performance.now() - this.#startedMs) / 1_000);
  }

  /** Secrets are masked in the entries already; what stands in the others is for redaction, which reads no percent signs. */
  #changedSettings(): readonly string[] {
    return this.#settings
      .entries()
      .filter(({ origin }) => origin.source !== 'default')
      .map(({ key, value, origin }) => `${key}=${decoded(value)} (${nameOrigin(origin)})`);
  }
}

/** Attributes are shown percent-encoded, as the environment takes them. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A percent sign that encodes nothing: it stands for itself.
    return value;
  }
}
