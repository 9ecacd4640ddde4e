import type { Server } from 'node:tls';
import type { HealthCheck, HealthFinding, HealthRegistry } from './health';

/** The name of the standard check of PSK-TLS servers. */
const NAME = 'PSK-TLS listener';

/** The listeners of each registry, for as long as there is one. */
const LISTENERS = new WeakMap<HealthRegistry, ObservedListeners>();

/**
 * Has readiness look at whether an observed PSK-TLS server listens, by one standard check for all of them. Returns what
 * ends that for this one.
 */
export function watchListener(health: HealthRegistry, server: Server): () => void {
  const listeners = LISTENERS.get(health) ?? new ObservedListeners(health);
  LISTENERS.set(health, listeners);
  return listeners.add(server);
}

/** Servers that are looked at; one that nobody else holds any more is not held by this either. */
class ObservedListeners {
  readonly #health: HealthRegistry;
  readonly #servers = new Set<WeakRef<Server>>();
  #undo: (() => void) | undefined;

  constructor(health: HealthRegistry) {
    this.#health = health;
  }

  add(server: Server): () => void {
    const reference = new WeakRef(server);
    this.#servers.add(reference);
    this.#undo ??= this.#health.registerStandard(NAME, this.#check);
    return () => {
      this.#servers.delete(reference);
      if (this.#servers.size > 0) return;
      this.#undo?.();
      this.#undo = undefined;
    };
  }

  readonly #check: HealthCheck = (): HealthFinding => {
    const servers = this.#alive();
    const listening = servers.filter((server) => server.listening).length;
    const message = `${listening} of ${servers.length} PSK-TLS servers listen`;
    if (listening === servers.length) return { status: 'healthy', message };
    return { status: listening === 0 ? 'unhealthy' : 'degraded', message };
  };

  #alive(): readonly Server[] {
    return [...this.#servers].flatMap((reference) => {
      const server = reference.deref();
      if (server === undefined) this.#servers.delete(reference);
      return server ?? [];
    });
  }
}
