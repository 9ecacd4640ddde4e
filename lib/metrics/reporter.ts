import { type DiagLogger, diag } from '@opentelemetry/api';

/** Causes that are told and remembered. Later ones are not told: those of one instrument come with each recording. */
const MAX_CAUSES = 1_000;

/** What was thrown, for a line of diagnostics. Anything may be thrown, also what has no text. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return `a thrown ${typeof thrown} without text`;
  }
}

/** Tells what went wrong through `diag`, each cause once in the life of a provider. It never throws. */
export class Reporter {
  readonly #told = new Set<string>();
  readonly #logger: DiagLogger = diag.createComponentLogger({ namespace: 'cardlink/metrics' });

  /** Something that loses or changes data. */
  warn(cause: string, message: string): void {
    this.#tell('warn', cause, message);
  }

  /** Something that the caller has to mend. */
  error(cause: string, message: string): void {
    this.#tell('error', cause, message);
  }

  #tell(level: 'warn' | 'error', cause: string, message: string): void {
    if (this.#told.has(cause) || this.#told.size === MAX_CAUSES) return;
    this.#told.add(cause);
    try {
      this.#logger[level](message);
      if (this.#told.size === MAX_CAUSES)
        this.#logger.warn(`${MAX_CAUSES} problems were told: further ones are not`);
    } catch {
      // The application's logger threw; whoever records must not see it, and there is nobody to tell.
    }
  }
}
