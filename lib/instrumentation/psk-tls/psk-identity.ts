import type { Server } from 'node:tls';

type PskCallback = (this: unknown, socket: object, identity: string) => unknown;
type PskServer = Server & { [key: symbol]: unknown };

/**
 * Node keeps a server's `pskCallback` under a symbol of its own and gives it to each new connection; nothing else
 * tells a server which identity a client sent. Seen alike in Node 20, 22 and 24.
 */
const PSK_CALLBACK = 'pskcallback';

/** Whether a server has been given a `pskCallback`, that is, whether it speaks PSK-TLS. */
export function speaksPsk(server: object): boolean {
  return pskCallbackSymbol(server) !== undefined;
}

/**
 * Learns the PSK identity that each client sends, by standing in front of the server's `pskCallback`. The callback's
 * result, errors and `this` are untouched. Returns what undoes it.
 */
export function observePskIdentities(
  server: Server,
  onIdentity: (socket: object, identity: string) => void,
): () => void {
  const owner = server as PskServer;
  const symbol = pskCallbackSymbol(owner);
  if (symbol === undefined) return () => undefined;
  const original = owner[symbol] as PskCallback;
  const observed: PskCallback = function observedPskCallback(socket, identity) {
    onIdentity(socket, identity);
    return Reflect.apply(original, this, [socket, identity]);
  };
  owner[symbol] = observed;
  return () => {
    // Someone who stood in front of us in the meantime keeps their place; ours then passes calls on.
    if (owner[symbol] === observed) owner[symbol] = original;
  };
}

function pskCallbackSymbol(server: object): symbol | undefined {
  return Object.getOwnPropertySymbols(server).find(
    (symbol) => symbol.description === PSK_CALLBACK && typeof (server as PskServer)[symbol] === 'function',
  );
}
