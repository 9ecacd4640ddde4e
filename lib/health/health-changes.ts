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
  /** What the look before found. */
  found: HealthStatus;
}

/**
 * Which changes are worth telling: one that two looks in a row find. A check that flaps from one look to the next is told
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

  #changeOf({ name, status, message }: HealthCheckResult): HealthChange | undefined {
    const known = this.#known.get(name);
    if (known === undefined) {
      this.#known.set(name, { told: status === 'healthy' ? status : 'unknown', found: status });
      return undefined;
    }
    const { told, found } = known;
    known.found = status;
    if (status !== found || status === told) return undefined;
    known.told = status;
    return {
      name,
      status,
      previousStatus: told,
      ...(message !== undefined && { message }),
    };
  }
}
