import type { Server } from 'node:tls';

type PskCallback = (this: unknown, socket: object, identity: string) => unknown;
type PskServer = Server & { [key: symbol]: unknown };
type IdentityObserver = (socket: object, identity: string) => void;

/**
 * Node keeps a server's `pskCallback` under a symbol of its own and gives it to each new connection; nothing else
 * tells a server which identity a client sent. Seen alike in Node 20, 22 and 24.
 */
const PSK_CALLBACK = 'pskcallback';

/** The observers of one server, which share one callback: so they can be undone in any order. */
interface Observed {
  readonly callback: PskCallback;
  readonly observers: Set<IdentityObserver>;
  readonly restore: () => void;
}

const observedServers = new WeakMap<object, Observed>();

/** Whether a server has been given a `pskCallback`, that is, whether it speaks PSK-TLS. */
export function speaksPsk(server: object): boolean {
  return pskCallbackSymbol(server) !== undefined;
}

/**
 * Learns the PSK identity that each client sends, by standing in front of the server's `pskCallback`. The callback's
 * result, errors and `this` are untouched. Returns what undoes it.
 */
export function observePskIdentities(server: Server, onIdentity: IdentityObserver): () => void {
  const symbol = pskCallbackSymbol(server);
  if (symbol === undefined) return () => undefined;
  const known = observedServers.get(server);
  const observed =
    known && (server as PskServer)[symbol] === known.callback ? known : wrapCallback(server, symbol);
  observed.observers.add(onIdentity);
  return () => {
    observed.observers.delete(onIdentity);
    if (observed.observers.size === 0) observed.restore();
  };
}

function wrapCallback(server: Server, symbol: symbol): Observed {
  const owner = server as PskServer;
  const original = owner[symbol] as PskCallback;
  const observers = new Set<IdentityObserver>();
  const callback: PskCallback = function observedPskCallback(socket, identity) {
    for (const observer of observers) observer(socket, identity);
    return Reflect.apply(original, this, [socket, identity]);
  };
  const restore = (): void => {
    // Someone who stood in front of us in the meantime keeps their place; ours then passes calls on.
    if (owner[symbol] !== callback) return;
    observedServers.delete(server);
    owner[symbol] = original;
  };
  owner[symbol] = callback;
  const observed: Observed = { callback, observers, restore };
  observedServers.set(server, observed);
  return observed;
}

function pskCallbackSymbol(server: object): symbol | undefined {
  return Object.getOwnPropertySymbols(server).find(
    (symbol) => symbol.description === PSK_CALLBACK && typeof (server as PskServer)[symbol] === 'function',
  );
}
