import { type DiagLogger, diag } from '@opentelemetry/api';

/** Causes that are remembered as told; later ones are told again rather than remembered without end. */
const MAX_CAUSES = 1_000;

/** What was thrown, for a line of diagnostics. Anything may be thrown, also what has no text. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return `a thrown ${typeof thrown} without text`;
  }
}

/** Tells what went wrong through `diag`, each cause once in the life of a provider. */
export class Reporter {
  readonly #told = new Set<string>();
  readonly #logger: DiagLogger = diag.createComponentLogger({ namespace: 'cardlink/metrics' });

  /** Something that loses or changes data. */
  warn(cause: string, message: string): void {
    if (this.#isNew(cause)) this.#logger.warn(message);
  }

  /** Something that the caller has to mend. */
  error(cause: string, message: string): void {
    if (this.#isNew(cause)) this.#logger.error(message);
  }

  #isNew(cause: string): boolean {
    if (this.#told.has(cause)) return false;
    if (this.#told.size < MAX_CAUSES) this.#told.add(cause);
    return true;
  }
}
