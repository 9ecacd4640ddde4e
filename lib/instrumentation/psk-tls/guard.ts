import { diag } from '@opentelemetry/api';

const logger = diag.createComponentLogger({ namespace: 'cardlink/psk-tls' });

/** Keeps errors of ours from a server that is observed: each place reports its first one, and the server runs on. */
export class Guard {
  readonly #reported = new Set<string>();

  /** What `observe` returns; undefined after an error. */
  run<T>(place: string, observe: () => T): T | undefined {
    try {
      return observe();
    } catch (error) {
      this.report(place, error);
      return undefined;
    }
  }

  /** Reports an error of a place, once. */
  report(place: string, error: unknown): void {
    if (this.#reported.has(place)) return;
    this.#reported.add(place);
    logger.error(`observing '${place}' failed; the server is not affected: ${textOf(error)}`);
  }
}

/** What an error says; what is thrown may be anything, also what has no text. */
function textOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : `a thrown ${typeof error}`;
}
