import { diag } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Providers } from './globals';
import { attempt } from './shutdown';

/**
 * Enables each with these providers. One that fails is reported and left out: the application and the other telemetry
 * do without it. Returns what disables them again, a function for each, which does not throw either.
 */
export function enableInstrumentations(
  instrumentations: readonly Instrumentation[],
  providers: Providers,
): readonly (() => void)[] {
  if (instrumentations.length === 0) return [];
  const { registerInstrumentations } =
    require('@opentelemetry/instrumentation') as typeof import('@opentelemetry/instrumentation');
  const { tracerProvider, meterProvider, loggerProvider } = providers;
  return instrumentations.flat().map((instrumentation) => {
    const { instrumentationName: name } = instrumentation;
    try {
      registerInstrumentations({
        instrumentations: [instrumentation],
        tracerProvider,
        meterProvider,
        loggerProvider,
      });
    } catch (error) {
      diag.error(
        `the instrumentation ${name} failed to start and is left out: ` +
          (error instanceof Error ? error.message : String(error)),
      );
    }
    // A failed one too: it may have changed half of what it changes.
    return () => attempt(`disabling the instrumentation ${name}`, () => instrumentation.disable());
  });
}
