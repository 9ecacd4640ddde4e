import { diag } from '@opentelemetry/api';
import { errorMessage } from './error-message';
import type { Redactor } from './redaction';

const logger = diag.createComponentLogger({ namespace: 'cardlink/host-sdk' });

/**
 * What a host's own SDK throws at us: a processor, a sampler or an exporter of it. It is told once a place, and goes no
 * further: the card's answer does not hang on what becomes of its span.
 */
export class HostFailures {
  readonly #redactor: Redactor;
  readonly #told = new Set<string>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /**
   * Tells of a failure, unless one of this place was told before. Never throws, whatever the host's diagnostics do.
   *
   * @param place what was called there: `end`
   */
  tell(place: string, thrown: unknown): void {
    if (this.#told.has(place)) return;
    this.#told.add(place);
    try {
      const message = this.#redactor.text(errorMessage(thrown));
      logger.error(
        `the OpenTelemetry SDK of this process failed at '${place}': ${message}. What it does not take is left out; ` +
          'its failures there are not told again. Look at the processors, samplers, views and exporters that it was given',
      );
    } catch {
      // There is nobody left to tell.
    }
  }
}
