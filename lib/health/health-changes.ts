import type { HealthPreviousStatus, HealthStatus } from '../semconv';
import type { HealthCheckResult } from './check';

/** A check's outcome changed for good. */
export interface HealthChange {
  readonly name: string;
  readonly status: HealthStatus;
  readonly previousStatus: HealthPreviousStatus;
  readonly message?: string;
}

interface Known {
  /** What was told last, or found first. */
  told: HealthPreviousStatus;
  /** What the look before found: a result that is kept for a while comes again, and is no second one. */
  found: HealthCheckResult;
}

/**
 * Which changes are worth telling: one that two runs of the check in a row find. A check that flaps from one look to the next is told
 * of once at most, and its gauge shows it. The first outcome is told where it is not healthy.
 */
export class HealthChanges {
  readonly #known = new Map<string, Known>();

  /** Takes what a look found, of every check that there is, and says what is to be told. */
  take(results: readonly HealthCheckResult[]): readonly HealthChange[] {
    const names = new Set(results.map(({ name }) => name));
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
    return results.flatMap((result) => this.#changeOf(result) ?? []);
  }

  #changeOf(result: HealthCheckResult): HealthChange | undefined {
    const { name, status, message } = result;
    const known = this.#known.get(name);
    if (known === undefined) {
      this.#known.set(name, { told: status === 'healthy' ? status : 'unknown', found: result });
      return undefined;
    }
    const { told, found } = known;
    if (result === found) return undefined;
    known.found = result;
    if (status !== found.status || status === told) return undefined;
    known.told = status;
    return {
      name,
      status,
      previousStatus: told,
      ...(message !== undefined && { message }),
    };
  }
}
