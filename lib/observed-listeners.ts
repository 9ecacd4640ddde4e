import type { Server } from 'node:tls';
import type { HealthCheck, HealthFinding, HealthRegistry } from './health';

/** The name of the standard check of PSK-TLS servers. */
const NAME = 'PSK-TLS listener';

/** The servers of each registry, for as long as there is one. */
const SERVERS = new WeakMap<HealthRegistry, Set<WeakRef<Server>>>();

/** The servers that are observed for the running instance, whichever that is or will be. */
const OF_RUNNING = new Set<WeakRef<Server>>();

/** Has the readiness of the running instance look at the servers that are observed for it, before its start or after. */
export function watchListenersOfRunning(health: HealthRegistry): void {
  lookAt(health, [OF_RUNNING, serversOf(health)]);
}

/**
 * Has readiness look at whether an observed PSK-TLS server listens, by one standard check for all of them: that of a
 * registry, or of the running instance. Returns what ends that for this one.
 */
export function watchListener(health: HealthRegistry | 'running', server: Server): () => void {
  const servers = health === 'running' ? OF_RUNNING : serversOf(health);
  const reference = new WeakRef(server);
  servers.add(reference);
  return () => void servers.delete(reference);
}

function serversOf(health: HealthRegistry): Set<WeakRef<Server>> {
  const known = SERVERS.get(health);
  if (known !== undefined) return known;
  const servers = new Set<WeakRef<Server>>();
  SERVERS.set(health, servers);
  lookAt(health, [servers]);
  return servers;
}

function lookAt(health: HealthRegistry, sets: readonly Set<WeakRef<Server>>[]): void {
  const looked = () => findListeners(sets, (server) => health.isCovered(NAME, server));
  const check: HealthCheck = () => findingOf(looked());
  health.registerStandard(NAME, Object.assign(check, { isNeeded: () => looked().total > 0 }));
}

interface Listeners {
  readonly listening: number;
  readonly total: number;
}

/**
 * Counts the servers, but for those that the application looks at itself. One that nobody else holds any more is not held
 * by this either, and does not listen: one that could not, and was dropped. Such ones count until another listens in their
 * place.
 */
function findListeners(
  sets: readonly Set<WeakRef<Server>>[],
  isCovered: (server: Server) => boolean,
): Listeners {
  const references = sets.flatMap((set) => [...set]);
  const servers = references.flatMap((reference) => reference.deref() ?? []);
  const lost = references.length - servers.length;
  const isReplaced = servers.some((server) => server.listening);
  if (isReplaced && lost > 0) for (const set of sets) forgetLost(set);
  const looked = servers.filter((server) => !isCovered(server));
  return {
    listening: looked.filter((server) => server.listening).length,
    total: looked.length + (isReplaced ? 0 : lost),
  };
}

function forgetLost(set: Set<WeakRef<Server>>): void {
  for (const reference of set) if (reference.deref() === undefined) set.delete(reference);
}

function findingOf({ listening, total }: Listeners): HealthFinding {
  const message = `${listening} of ${total} PSK-TLS servers listen`;
  if (listening === total) return { status: 'healthy', message };
  return { status: listening === 0 ? 'unhealthy' : 'degraded', message };
}
