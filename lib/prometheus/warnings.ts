import type { DiagLogger } from '@opentelemetry/api';

/** Then silence: what makes so many different causes is not helped by one more line. */
const MAX_CAUSES = 1_000;

/** Tells each cause once, however often it is met: a scrape every 15 s must not fill the host's log. */
export class Warnings {
  readonly #logger: Pick<DiagLogger, 'warn'>;
  readonly #told = new Set<string>();

  constructor(logger: Pick<DiagLogger, 'warn'>) {
    this.#logger = logger;
  }

  /** Writes `message` unless a warning of this cause was written before. */
  once(cause: string, message: string): void {
    if (this.#told.has(cause) || this.#told.size >= MAX_CAUSES) return;
    this.#told.add(cause);
    this.#logger.warn(message);
  }
}
