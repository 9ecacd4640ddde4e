import { type DiagLogger, diag } from '@opentelemetry/api';

/** Diagnostic lines of what fails: one when it begins to fail or fails otherwise than before, none while it goes on. */
export class FailureReport {
  readonly #logger: DiagLogger = diag.createComponentLogger({ namespace: 'cardlink/http' });
  readonly #causes = new Map<string, string>();

  /** `what` is how the line begins: `the route /metrics`. */
  failed(what: string, error: unknown): void {
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
    if (this.#causes.get(what) === cause) return;
    this.#causes.set(what, cause);
    try {
      this.#logger.error(`${what} failed: ${cause}`);
    } catch {
      // The host's own logger: there is nowhere left to tell it, and it must not end the process.
    }
  }

  /** The next failure is a new one. */
  worked(what: string): void {
    this.#causes.delete(what);
  }
}
