import { diag } from '@opentelemetry/api';

/** Tells of values that a metric is given and that are not recorded: the first of them, so that a loop fills no log. */
export class Refusals {
  readonly #metric: string;
  #hasTold = false;

  constructor(metric: string) {
    this.#metric = metric;
  }

  /** A value was left out. */
  tell(value: unknown): void {
    if (this.#hasTold) return;
    this.#hasTold = true;
    const shown = typeof value === 'number' ? String(value) : `a value of type ${typeof value}`;
    diag.warn(
      `${this.#metric} was given ${shown}, which is left out: it must be a finite number, not below 0. ` +
        'Look where the application records it; further ones are left out without a word.',
    );
  }
}
