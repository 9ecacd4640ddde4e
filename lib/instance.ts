import { diag, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/api-logs';
import { describeUnknown, type Environment, type Options, type Settings } from './config';
import {
  type Core,
  type CoreOptions,
  createCore,
  propagatorsOf,
  readExposition,
  readMetric,
  recorderChoices,
  signalsOver,
  tracingTargetOf,
} from './core';
import { createLogging } from './create-logging';
import { settledWithin } from './deadline';
import { enableInstrumentations, type Instrumentations } from './enable-instrumentations';
import { type EndpointRoutes, EndpointServers, type Endpoints } from './endpoints';
import { asTheyAre, type InstalledGlobals, installGlobals } from './globals';
import { createHealthRoutes, type HealthRegistry } from './health';
import { createAuthenticator, createRequestListener, type RequestListener } from './http';
import { LifecycleEvents } from './lifecycle-events';
import { logLevelsRoute } from './log-levels-route';
import { loggedEvents } from './logged-events';
import type { Logger, Logging } from './logging';
import { type ObservedHealth, observeHealth } from './observe-health';
import { observeProcess } from './observe-process';
import { OverflowEvents } from './overflow-events';
import { type ExporterStatus, installDiagnostics } from './pipeline';
import { onProcessEnd } from './process-end';
import { Recorders } from './recorders';
import { recorderProviders } from './redacted-providers';
import { createScrapeRoute } from './scrape-route';
import type { ObservabilityStopReason } from './semconv';
import { attempt, runShutdown, type ShutdownHook } from './shutdown';
import type { Signals } from './signals';
import { registerStandardChecks } from './standard-checks';
import { NO_TARGET, Tracing, type TracingTarget } from './tracing';
import { watchProcess } from './watch-process';

/** What `startObservability` takes: any setting by its key, and what only code can say. */
export interface ObservabilityOptions
  extends Options,
    Omit<CoreOptions, 'idGenerator' | 'onOverflow' | 'now'> {
  /**
   * OpenTelemetry instrumentations to switch on, and off again at shutdown; none under OTEL_SDK_DISABLED. Most change
   * what they instrument as soon as they are made: a function that makes them is called only when the settings are
   * right, and not under OTEL_SDK_DISABLED.
   */
  readonly instrumentations?: Instrumentations | undefined;
  /** Whether SIGTERM, SIGINT and an idle event loop shut observability down. Default: true. */
  readonly handleSignals?: boolean | undefined;
  /** The environment to read. Default: `process.env`. */
  readonly env?: Environment | undefined;
}

/** What `startObservability` hands on, and what it wants to know. */
export interface InstanceOptions
  extends CoreOptions,
    Pick<ObservabilityOptions, 'instrumentations' | 'handleSignals'> {
  readonly onStopped: () => void;
}

/** As many as fit in a line that is read. */
const MOST_MISSPELLED = 10;

/** A running observability: the recorders, health, the endpoints, and their end. */
export class Observability extends Recorders {
  /** The effective settings, each with its origin. */
  readonly settings: Settings;
  readonly meterProvider: MeterProvider;
  readonly tracerProvider: TracerProvider;
  readonly loggerProvider: LoggerProvider;
  /** Health checks: `obs.health.register('database', () => db.ping())`. */
  readonly health: HealthRegistry;
  /** Handles requests for the metrics, to mount in a server of the application's own. */
  readonly metricsHandler: RequestListener;
  /** Handles requests for `/health…`, to mount in a server of the application's own. */
  readonly healthHandler: RequestListener;
  /** The application's own spans, and the way of traces to other processes. */
  readonly tracing = new Tracing(() => this.#tracingTarget);
  readonly #core: Core;
  readonly #signals: Signals;
  readonly #globals: InstalledGlobals;
  readonly #lifecycle: LifecycleEvents;
  readonly #observedHealth: ObservedHealth;
  readonly #servers: EndpointServers;
  readonly #ready: Promise<Endpoints>;
  #logging: Logging | undefined;
  readonly #hooks = new Set<ShutdownHook>();
  readonly #cleanUp: (() => void)[] = [];
  #tracingTarget: TracingTarget = NO_TARGET;
  #readyWanted = false;
  #shutdown: Promise<void> | undefined;

  private constructor(settings: Settings, options: InstanceOptions) {
    super();
    this.settings = settings;
    const overflows = new OverflowEvents();
    const { log } = settings.values;
    this.#core = createCore(settings, {
      ...options,
      logRecordProcessors: [
        ...(options.logRecordProcessors ?? []),
        ...(log.events ? [loggedEvents(() => this.logging)] : []),
      ],
      onOverflow: (metric) => overflows.add(metric),
    });
    const { redactor, pipeline, health } = this.#core;
    this.#cleanUp.push(options.onStopped, installDiagnostics(redactor));
    warnOfMisspelled(settings);
    this.#globals = settings.values.disabled
      ? asTheyAre(pipeline)
      : installGlobals(pipeline, propagatorsOf(this.#core));
    this.#cleanUp.push(() => this.#globals.uninstall());
    ({
      meterProvider: this.meterProvider,
      tracerProvider: this.tracerProvider,
      loggerProvider: this.loggerProvider,
    } = this.#globals.providers);
    const providers = recorderProviders(this.#globals.providers, this.#core);
    this.#signals = signalsOver(providers, recorderChoices(this.#core));
    this.#cleanUp.push(() => this.#signals.retire());
    overflows.recordBy(this.#signals.telemetry);
    this.#tracingTarget = tracingTargetOf(settings, providers, this.#globals.propagator);
    this.#cleanUp.push(() => {
      this.#tracingTarget = NO_TARGET;
    });
    this.#cleanUp.push(observeProcess(this.#core, this.#signals.process));
    this.health = health;
    this.#lifecycle = new LifecycleEvents(settings, this.#signals.telemetry);
    this.#observedHealth = observeHealth(this.#core, this.#signals);
    this.#cleanUp.push(() => this.#observedHealth.end());
    const routes = this.#routes();
    const authenticator = createAuthenticator(settings.values.metrics.auth);
    this.metricsHandler = createRequestListener(routes.metrics, authenticator);
    this.healthHandler = createRequestListener(routes.health, authenticator);
    this.#servers = new EndpointServers(settings, routes, authenticator);
    registerStandardChecks(this.#core, this.#signals, this, () => this.#servers.certificate);
    this.#ready = this.#startServers();
    if (!settings.values.disabled) {
      this.#cleanUp.push(...enableInstrumentations(options.instrumentations ?? [], this.#globals.providers));
    }
    this.#cleanUp.push(this.#watchProcess());
    if (log.console) this.#cleanUp.push(this.logging.captureConsole());
    if (options.handleSignals !== false) this.#cleanUp.push(this.#watchProcessEnd());
  }

  /** @internal Starts an instance; `startObservability` is the public way. */
  static start(settings: Settings, options: InstanceOptions): Observability {
    return new Observability(settings, options);
  }

  /** @internal Where spans and headers go now, for the exports that stand for the running instance. */
  get tracingTarget(): TracingTarget {
    return this.#tracingTarget;
  }

  /** Levels that change while the process runs, loggers of the application's own, ids that records share. */
  get logging(): Logging {
    this.#logging ??= createLogging(this.#core, this.#globals.providers);
    return this.#logging;
  }

  /**
   * The logger of a component: `obs.logger('ota').info('script delivered', { commands: 4 })`. Records are JSON lines that
   * say the trace they were logged in, and nothing secret. It goes on after the shutdown, to the end of the process.
   */
  logger(component: string): Logger {
    return this.logging.logger(component);
  }

  /** The recorders together, for instrumentations. */
  get signals(): Signals {
    return this.#signals;
  }

  /**
   * Resolves with the addresses when the endpoints listen; rejects when one cannot, with the address and the setting
   * to change. If nobody asks, a failure is one diagnostic line, and the application runs on.
   */
  get ready(): Promise<Endpoints> {
    this.#readyWanted = true;
    return this.#ready;
  }

  /** Where the endpoints listen now. */
  get endpoints(): Endpoints {
    return this.#servers.addresses;
  }

  /** How each exporter has fared of late. */
  get exporters(): readonly ExporterStatus[] {
    return this.#core.pipeline.exporters;
  }

  /** What `/metrics` shows now, in the text format. Empty when metrics are off, and after the shutdown. */
  exposition(): Promise<string> {
    return readExposition(this.#core);
  }

  /**
   * The value of a metric by its Prometheus name, summed over the series with these labels; undefined when there is
   * none, and after the shutdown.
   *
   *     await obs.metric('cardlink_sessions_total', { session_status: 'failed' });
   */
  metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    return readMetric(this.#core, name, labels);
  }

  /**
   * Runs `hook` at shutdown, before telemetry is flushed: the place to close the application's own servers. The
   * hooks together get a share of `shutdown.timeout`. A hook may call `shutdown()`, which joins the one that runs; one
   * that awaits it waits for itself, until the hooks' share is over. Returns what takes the hook back.
   */
  onShutdown(hook: ShutdownHook): () => void {
    this.#hooks.add(hook);
    return () => void this.#hooks.delete(hook);
  }

  /** Sends what has been recorded and logged so far to where it goes, within `shutdown.timeout`. Never rejects. */
  async flush(): Promise<void> {
    const { timeout: timeoutMs } = this.settings.values.shutdown;
    const flushed = Promise.all([this.#core.pipeline.flush(timeoutMs), this.#logging?.flush(timeoutMs)]);
    await settledWithin(timeoutMs, flushed, (error) => diag.error(`flush failed: ${String(error)}`));
  }

  /**
   * Shuts down in order: readiness turns 503, the drain delay passes, the `onShutdown` hooks run, open sessions end,
   * spans and logs are sent, then the last metrics, then the endpoints close. Bounded by `shutdown.timeout`; a second
   * call joins the first. Never rejects.
   */
  shutdown(): Promise<void> {
    const { drainDelay: drainDelayMs } = this.settings.values.shutdown;
    return this.#shutDownAfter(drainDelayMs, 'call');
  }

  #shutDownAfter(drainDelayMs: number, reason: ObservabilityStopReason): Promise<void> {
    if (this.#shutdown) return this.#shutdown;
    this.health.setDraining();
    this.#observedHealth.stopLooking();
    // The work begins once the promise is kept, so that a hook that shuts down joins instead of beginning again.
    this.#shutdown = Promise.resolve().then(() => this.#runShutdown(drainDelayMs, reason));
    return this.#shutdown;
  }

  async #runShutdown(drainDelayMs: number, reason: ObservabilityStopReason): Promise<void> {
    const { timeout: timeoutMs } = this.settings.values.shutdown;
    const times = { drainDelayMs, timeoutMs };
    await runShutdown(times, {
      hooks: this.#hooks,
      endSessions: () => {
        this.#signals.endOpen();
        this.#lifecycle.stopped(reason);
      },
      stopTelemetry: async (timeoutMs) => void (await this.#core.pipeline.shutdown(timeoutMs)),
      stopEndpoints: () => this.#servers.stop(),
      endLogging: async (timeoutMs) => this.#logging?.end(timeoutMs),
    });
    for (const step of this.#cleanUp.reverse()) attempt('cleaning up', step);
  }

  #routes(): EndpointRoutes {
    const { health } = this.settings.values;
    return {
      metrics: [
        createScrapeRoute(this.#core, this.#signals.telemetry),
        logLevelsRoute(() => this.logging.levels),
      ],
      health: createHealthRoutes(this.health, { timeoutMs: health.timeout, details: health.details }),
    };
  }

  #startServers(): Promise<Endpoints> {
    const started = () => this.#lifecycle.started(this.endpoints, this.exporters);
    const ready = this.#servers.start().finally(() => attempt('telling of the start', started));
    ready.catch((error: Error) => {
      if (!this.#readyWanted) diag.error(error.message);
    });
    return ready;
  }

  #watchProcess(): () => void {
    return watchProcess({
      logging: () => this.logging,
      isInUse: () => this.#logging !== undefined || this.settings.origin('log.file').source !== 'default',
      signal: this.settings.values.log.signal,
    });
  }

  #watchProcessEnd(): () => void {
    return onProcessEnd({
      onSignal: () => this.#shutDownAfter(this.settings.values.shutdown.drainDelay, 'signal'),
      // No load balancer sends anything to a process with nothing left to do: there is nothing to drain.
      onIdle: () => this.#shutDownAfter(0, 'idle'),
    });
  }
}

/** A `GP_…` variable without a near name is someone else's; `config show` tells of those too. */
function warnOfMisspelled({ unknownVariables }: Settings): void {
  const misspelled = unknownVariables
    .filter(({ nearest }) => nearest !== undefined)
    .slice(0, MOST_MISSPELLED);
  if (misspelled.length > 0) diag.warn(misspelled.map(describeUnknown).join(' '));
}
