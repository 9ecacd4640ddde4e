import type { CollectionResult, MetricProducer, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { collectWithin } from './collect-within';

/** What a producer has brought, and what failed. */
export interface Produced {
  readonly scopes: readonly ScopeMetrics[];
  readonly errors: readonly unknown[];
}

/**
 * What a producer has within the time-out, in milliseconds; it never rejects. What it gives is looked at as far as the
 * scopes and their lists of metrics; what is in these is for those who read them to mind.
 */
export async function produce(producer: MetricProducer, timeoutMs: number): Promise<Produced> {
  try {
    return toProduced(await collectWithin(producer, timeoutMs));
  } catch (error) {
    return { scopes: [], errors: [toReason(error)] };
  }
}

/** What was thrown, or an error in place of nothing: readers of the stock SDK look into the first of what failed. */
export function toReason(thrown: unknown): unknown {
  return thrown ?? new Error(`${thrown} was thrown`);
}

/** @throws {Error} when it is nothing that a producer should give */
function toProduced(result: CollectionResult): Produced {
  const scopes: unknown = result?.resourceMetrics?.scopeMetrics;
  if (!Array.isArray(scopes) || !scopes.every(isScopeMetrics)) {
    throw new Error('a metric producer gave something else than metrics by scope');
  }
  return { scopes, errors: Array.isArray(result.errors) ? result.errors.map(toReason) : [] };
}

function isScopeMetrics(given: Partial<ScopeMetrics> | undefined): given is ScopeMetrics {
  return typeof given?.scope?.name === 'string' && Array.isArray(given.metrics);
}
