import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';

/** Collects the warnings that are told through `diag` from now on, until `diag.disable()`. */
export function collectWarnings(): string[] {
  const warnings: string[] = [];
  const ignore = (): void => {};
  const logger: DiagLogger = {
    error: ignore,
    warn: (...words) => warnings.push(words.join(' ')),
    info: ignore,
    debug: ignore,
    verbose: ignore,
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  return warnings;
}
