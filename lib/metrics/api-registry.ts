/** Where `@opentelemetry/api` 1.x keeps what is registered with it (its `internal/global-utils`). */
const API_KEY = Symbol.for('opentelemetry.js.api.1');

/** What can be registered with the API, by the names it keeps them under. */
export type ApiName = 'context' | 'diag' | 'metrics' | 'propagation' | 'trace';

/** What is registered with the API, by name; undefined when nothing ever was. */
export function apiRegistry(): { readonly [Name in ApiName]?: unknown } | undefined {
  return (globalThis as Record<symbol, unknown>)[API_KEY] as ReturnType<typeof apiRegistry>;
}

/**
 * What is registered with the API under this name; undefined when nothing is. The API itself says so only by refusing
 * the next registration, which it reports through diag as a mistake, with a stack.
 */
export function registeredWithApi(name: ApiName): unknown {
  return apiRegistry()?.[name];
}
