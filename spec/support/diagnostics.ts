import { type DiagLogger, diag } from '@opentelemetry/api';

/** What was told through `diag` since {@link recordDiagnostics}. */
export interface Diagnostics {
  readonly warnings: string[];
  readonly errors: string[];
  readonly infos: string[];
}

/**
 * Collects what is told through `diag` from now on, until `diag.disable()`; each message behind its namespace, or
 * without.
 */
export function recordDiagnostics(withNamespace = true): Diagnostics {
  const diagnostics: Diagnostics = { warnings: [], errors: [], infos: [] };
  const into =
    (messages: string[]): DiagLogger['error'] =>
    (...words) =>
      void messages.push(
        words
          .slice(withNamespace ? 0 : 1)
          .map(String)
          .join(' '),
      );
  const ignore = (): void => {};
  const logger: DiagLogger = {
    error: into(diagnostics.errors),
    warn: into(diagnostics.warnings),
    info: into(diagnostics.infos),
    debug: ignore,
    verbose: ignore,
  };
  diag.setLogger(logger, { suppressOverrideMessage: true });
  return diagnostics;
}
