import {
  context,
  createContextKey,
  diag,
  type MeterProvider,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { type LoggerProvider, logs } from '@opentelemetry/api-logs';
import { registeredWithApi } from './pipeline';

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

/**
 * Registers the providers with the API, so that plain OpenTelemetry code reaches them. A host that brings its own SDK
 * keeps it: what it registered stays, and is what the recorders then use.
 */
export function installGlobals(own: Providers): InstalledGlobals {
  const undo: (() => void)[] = [installContextManager(), installPropagator()];
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
    uninstall: () => {
      for (const step of undo) step();
    },
  };
}

/** For an instance that registers nothing. */
export function asTheyAre({ meterProvider, tracerProvider, loggerProvider }: Providers): InstalledGlobals {
  return { providers: { meterProvider, tracerProvider, loggerProvider }, uninstall: () => undefined };
}

/** Whether nobody has registered there. Asked first: being refused is told through diag as a mistake, with a stack. */
function isFree(name: 'metrics' | 'propagation' | 'trace'): boolean {
  return registeredWithApi(name) === undefined;
}

/** W3C trace context and baggage, unless the host has chosen its propagators. */
function installPropagator(): () => void {
  if (!isFree('propagation')) return () => undefined;
  const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } =
    require('@opentelemetry/core') as typeof import('@opentelemetry/core');
  const propagator = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  return propagation.setGlobalPropagator(propagator) ? () => propagation.disable() : () => undefined;
}
