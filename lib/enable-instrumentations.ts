import { diag } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { errorMessage } from './error-message';
import type { Providers } from './globals';
import { attempt } from './shutdown';

/** Instrumentations, or what makes them when they are wanted. */
export type Instrumentations = readonly Instrumentation[] | (() => readonly Instrumentation[]);

/**
 * Enables each with these providers. One that fails is reported and left out: the application and the other telemetry
 * do without it. Returns what disables them again, a function for each, which does not throw either.
 */
export function enableInstrumentations(
  instrumentations: Instrumentations,
  providers: Providers,
): readonly (() => void)[] {
  const made = makeInstrumentations(instrumentations);
  if (made.length === 0) return [];
  const { registerInstrumentations } =
    require('@opentelemetry/instrumentation') as typeof import('@opentelemetry/instrumentation');
  const { tracerProvider, meterProvider, loggerProvider } = providers;
  return made.flat().map((instrumentation) => {
    const { instrumentationName: name } = instrumentation;
    try {
      registerInstrumentations({
        instrumentations: [instrumentation],
        tracerProvider,
        meterProvider,
        loggerProvider,
      });
    } catch (error) {
      diag.error(`the instrumentation ${name} failed to start and is left out: ${errorMessage(error)}`);
    }
    // A failed one too: it may have changed half of what it changes.
    return () => attempt(`disabling the instrumentation ${name}`, () => instrumentation.disable());
  });
}

function makeInstrumentations(instrumentations: Instrumentations): readonly Instrumentation[] {
  if (typeof instrumentations !== 'function') return instrumentations;
  try {
    return instrumentations();
  } catch (error) {
    diag.error(`the instrumentations could not be made and are left out: ${errorMessage(error)}`);
    return [];
  }
}
