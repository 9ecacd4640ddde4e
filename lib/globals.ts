import {
  context,
  createContextKey,
  diag,
  type MeterProvider,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { type LoggerProvider, logs } from '@opentelemetry/api-logs';
import { NO_PROPAGATOR, registeredWithApi } from './pipeline';

/** The providers that the OpenTelemetry API hands out process-wide. */
export interface Providers {
  readonly meterProvider: MeterProvider;
  readonly tracerProvider: TracerProvider;
  readonly loggerProvider: LoggerProvider;
}

/** What the globals are after `installGlobals`, and how to give back what was ours. */
export interface InstalledGlobals {
  /** Ours, or for a signal that the host had registered before, the host's: recorders speak to these. */
  readonly providers: Providers;
  /** What tells other processes of a trace, and hears of theirs. */
  readonly propagator: TextMapPropagator;
  uninstall(): void;
}

/** Makes AsyncLocalStorage carry contexts, unless the host has seen to that. Returns what undoes it. */
export function installContextManager(): () => void {
  // Asked first: registering over a host's own manager is refused, but told through diag as a mistake.
  if (contextsAreCarried()) return () => undefined;
  const { AsyncLocalStorageContextManager } =
    require('@opentelemetry/context-async-hooks') as typeof import('@opentelemetry/context-async-hooks');
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return () => context.disable();
}

/** Whether a context manager is registered: without one the API forgets what is made active. */
function contextsAreCarried(): boolean {
  const probe = createContextKey('cardlink probe');
  return context.with(ROOT_CONTEXT.setValue(probe, true), () => context.active().getValue(probe) === true);
}

/** Our propagator, if there is to be one, and what stands for the host's where it has registered one before. */
export interface Propagators {
  readonly own: TextMapPropagator | undefined;
  readonly host: TextMapPropagator;
}

/**
 * Registers the providers with the API, so that plain OpenTelemetry code reaches them. A host that brings its own SDK
 * keeps it: what it registered stays, and is what the recorders then use.
 */
export function installGlobals(own: Providers, propagators: Propagators): InstalledGlobals {
  const { propagator, undo: removePropagator } = installPropagator(propagators);
  const undo: (() => void)[] = [installContextManager(), removePropagator];
  const kept: string[] = [];
  const install = <T>(
    signal: string,
    register: () => boolean,
    mine: T,
    theirs: () => T,
    disable: () => void,
  ): T => {
    if (register()) {
      undo.push(disable);
      return mine;
    }
    kept.push(signal);
    return theirs();
  };
  const tracerProvider = install(
    'traces',
    () => isFree('trace') && trace.setGlobalTracerProvider(own.tracerProvider),
    own.tracerProvider,
    () => trace.getTracerProvider(),
    () => trace.disable(),
  );
  const meterProvider = install(
    'metrics',
    () => isFree('metrics') && metrics.setGlobalMeterProvider(own.meterProvider),
    own.meterProvider,
    () => metrics.getMeterProvider(),
    () => metrics.disable(),
  );
  const loggerProvider = install(
    'logs',
    () => logs.setGlobalLoggerProvider(own.loggerProvider) === own.loggerProvider,
    own.loggerProvider,
    () => logs.getLoggerProvider(),
    () => logs.disable(),
  );
  if (kept.length > 0) {
    diag.warn(
      `another OpenTelemetry SDK is registered for ${kept.join(', ')}: CardLink's signals go to it, ` +
        'and not to the endpoints and exporters of this package. Start this package first to have it otherwise.',
    );
  }
  return {
    providers: { tracerProvider, meterProvider, loggerProvider },
    propagator,
    uninstall: () => {
      for (const step of undo) step();
    },
  };
}

/** For an instance that registers nothing. */
export function asTheyAre({ meterProvider, tracerProvider, loggerProvider }: Providers): InstalledGlobals {
  return {
    providers: { meterProvider, tracerProvider, loggerProvider },
    propagator: NO_PROPAGATOR,
    uninstall: () => undefined,
  };
}

/** Whether nobody has registered there. Asked first: being refused is told through diag as a mistake, with a stack. */
function isFree(name: 'metrics' | 'propagation' | 'trace'): boolean {
  return registeredWithApi(name) === undefined;
}

/** Ours, unless the host has chosen its propagators: those are then used, behind the same guard. */
function installPropagator({ own, host }: Propagators): { propagator: TextMapPropagator; undo: () => void } {
  if (!isFree('propagation')) return { propagator: host, undo: () => undefined };
  if (!own || !propagation.setGlobalPropagator(own)) {
    return { propagator: own ?? NO_PROPAGATOR, undo: () => undefined };
  }
  return { propagator: own, undo: () => propagation.disable() };
}
