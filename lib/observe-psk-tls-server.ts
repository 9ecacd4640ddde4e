import type { Server } from 'node:tls';
import { metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import type { Observability } from './instance';
import { type ObserveOptions, PskTlsObserver } from './instrumentation';
import { runningObservability } from './observability';
import { packageInfo } from './pipeline';
import { createRedactor } from './redaction';
import { createSignals, type Signals, systemClock } from './signals';

/** How `observePskTlsServer` observes. */
export interface ObservePskTlsOptions extends ObserveOptions {
  /** The instance to record with. Default: the running one; where none runs, the host's own OpenTelemetry SDK. */
  readonly observability?: Pick<Observability, 'signals'>;
}

/**
 * Observes a PSK-TLS server (`https` or `tls`): handshakes with their result, cipher and reason, connections, and a
 * session for each, the root of one trace that holds the handshake, the HTTP instrumentation's spans and every
 * exchange. The server behaves as before. Returns what undoes it and leaves nothing behind.
 *
 *     const undo = observePskTlsServer(server, { describeSession: (identity) => ({ deviceType: 'phone' }) });
 */
export function observePskTlsServer(server: Server, options: ObservePskTlsOptions = {}): () => void {
  const hosts = new HostSignals();
  const signals = () => (options.observability ?? runningObservability())?.signals ?? hosts.current();
  const observer = new PskTlsObserver(server, signals, options);
  return () => observer.stop();
}

/**
 * Recorders over whatever SDK the host has registered, made when first needed and again when it registers another:
 * an instrument made before its provider stays dead.
 */
class HostSignals {
  #meterProvider: unknown;
  #signals: Signals | undefined;

  current(): Signals {
    const meterProvider = metrics.getMeterProvider();
    if (this.#signals && this.#meterProvider === meterProvider) return this.#signals;
    this.#meterProvider = meterProvider;
    const { name, version } = packageInfo();
    const redactor = createRedactor({});
    this.#signals = createSignals({
      meter: meterProvider.getMeter(name, version),
      tracer: trace.getTracer(name, version),
      logger: logs.getLogger(name, version),
      clock: systemClock,
      labels: 'semconv',
      deviceIdLabel: false,
      pseudonym: (kind, value) => redactor.pseudonym(kind, value),
    });
    return this.#signals;
  }
}
