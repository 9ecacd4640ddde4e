import { type DiagLogger, diag, type Meter } from '@opentelemetry/api';
import { MeterProvider, type MeterProviderOptions } from '../../lib/metrics';
import { CollectingReader, type CollectingReaderOptions } from '../support/collecting-reader';

export interface Setup {
  readonly provider: MeterProvider;
  readonly reader: CollectingReader;
  readonly meter: Meter;
  /** The provider's time. */
  readonly clock: { nowMs: number };
}

/** A provider with one reader, one meter and a clock that stands still. */
export function setUp(options: MeterProviderOptions = {}, ofReader: CollectingReaderOptions = {}): Setup {
  const clock = { nowMs: 1_000 };
  const reader = new CollectingReader(ofReader);
  const provider = new MeterProvider({
    now: () => clock.nowMs,
    ...options,
    readers: [reader, ...(options.readers ?? [])],
  });
  return { provider, reader, meter: provider.getMeter('application'), clock };
}

/** What was told through `diag` since `recordDiagnostics()`. End it with `diag.disable()`. */
export interface Diagnostics {
  readonly warnings: string[];
  readonly errors: string[];
}

export function recordDiagnostics(): Diagnostics {
  const diagnostics: Diagnostics = { warnings: [], errors: [] };
  const into =
    (messages: string[]): DiagLogger['error'] =>
    (...words) =>
      void messages.push(words.join(' '));
  const ignore = (): void => {};
  const logger: DiagLogger = {
    error: into(diagnostics.errors),
    warn: into(diagnostics.warnings),
    info: ignore,
    debug: ignore,
    verbose: ignore,
  };
  diag.setLogger(logger, { suppressOverrideMessage: true });
  return diagnostics;
}
