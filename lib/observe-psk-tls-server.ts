import type { Server } from 'node:tls';
import { diag, metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { readSettings } from './config';
import { redactorOptions, signalsOver } from './core';
import type { Observability } from './instance';
import { type ObserveOptions, PskTlsObserver } from './instrumentation';
import { runningObservability } from './observability';
import { watchListener } from './observed-listeners';
import { redactedProviders } from './redacted-providers';
import { createRedactor, type Redactor, type RedactorOptions } from './redaction';
import type { Signals } from './signals';

/** How `observePskTlsServer` observes. */
export interface ObservePskTlsOptions extends ObserveOptions {
  /** The instance to record with. Default: the running one; where none runs, the host's own OpenTelemetry SDK. */
  readonly observability?: Pick<Observability, 'signals'> & Partial<Pick<Observability, 'health'>>;
}

/** Stands for the running instance, whichever that will be. */
const RUNNING = Symbol('the running instance');

/** What undoes the observing of each server, by the instance that is recorded with: one observer each. */
const observing = new WeakMap<Server, Map<unknown, () => void>>();

/** Servers that nobody but `register` has asked to observe. */
const observedByRegister = new WeakSet<Server>();

/**
 * Observes a PSK-TLS server (`https` or `tls`): handshakes with their result, cipher and reason, connections, and a
 * session for each, the root of one trace that holds the handshake, the HTTP instrumentation's spans and every
 * exchange. The server behaves as before. Returns what undoes it and leaves nothing behind. A server that is observed
 * already is observed anew, with these options, so that nothing is counted twice.
 *
 *     const undo = observePskTlsServer(server, { describeSession: (identity) => ({ deviceType: 'phone' }) });
 */
export function observePskTlsServer(server: Server, options: ObservePskTlsOptions = {}): () => void {
  const known = observing.get(server)?.get(keyOf(options));
  if (known && !observedByRegister.delete(server)) {
    diag.warn(
      'observePskTlsServer was called again for a server: the options of this call count from now on',
    );
  }
  known?.();
  return observe(server, options);
}

/** What `register` does with a server, unless the application observes it itself. */
export function observeUnlessObserved(server: Server): void {
  if (observing.get(server)?.size) return;
  observedByRegister.add(server);
  observe(server, {});
}

/** The running instance is the same, named or not. */
function keyOf({ observability }: ObservePskTlsOptions): unknown {
  return observability === undefined || observability === runningObservability() ? RUNNING : observability;
}

function observe(server: Server, options: ObservePskTlsOptions): () => void {
  const hosts = new HostSignals();
  const instance = () => options.observability ?? runningObservability();
  const signals = () => instance()?.signals ?? hosts.current();
  instance()?.signals.prepare(...PskTlsObserver.domains);
  const observer = new PskTlsObserver(server, signals, options);
  const unwatch = watch(server, options);
  const key = keyOf(options);
  const observers = observing.get(server) ?? new Map<unknown, () => void>();
  const undo = (): void => {
    observer.stop();
    unwatch();
    if (observers.get(key) === undo) observers.delete(key);
  };
  observing.set(server, observers.set(key, undo));
  return undo;
}

/** Has the readiness of who is recorded with look at the server. An instance may be started after a server is observed. */
function watch(server: Server, { observability }: ObservePskTlsOptions): () => void {
  if (observability === undefined) return watchListener('running', server);
  return observability.health === undefined ? () => undefined : watchListener(observability.health, server);
}

/**
 * Recorders over whatever SDK the host has registered, made when first needed and again when it registers another:
 * an instrument made before its provider stays dead.
 */
class HostSignals {
  #redactor: Redactor | undefined;
  #meterProvider: unknown;
  #signals: Signals | undefined;

  current(): Signals {
    const meterProvider = metrics.getMeterProvider();
    if (this.#signals && this.#meterProvider === meterProvider) return this.#signals;
    this.#meterProvider = meterProvider;
    this.#redactor ??= createRedactor(redactionSettings());
    const hosts = {
      meterProvider,
      tracerProvider: trace.getTracerProvider(),
      loggerProvider: logs.getLoggerProvider(),
    };
    this.#signals = signalsOver(redactedProviders(hosts, this.#redactor), {
      labels: 'semconv',
      deviceIdLabel: false,
      dbTableLabel: false,
      sessionProtocolLabel: false,
      redactor: this.#redactor,
    });
    return this.#signals;
  }
}

/**
 * What the settings say of redaction: so pseudonyms are those of other processes, and addresses leave as they do there.
 * Wrong settings are not ours to tell here.
 */
function redactionSettings(): RedactorOptions {
  try {
    return redactorOptions(readSettings());
  } catch {
    return {};
  }
}
