import { Server as NetServer } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { speaksPsk } from './psk-identity';

type Listen = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Calls `observe` once for every PSK-TLS server of the process when it begins to listen, for applications that are
 * observed without a change to their code. Servers that listen already are not seen. Returns what undoes it; servers
 * observed by then stay so until their own undo is called.
 */
export function onPskTlsServer(observe: (server: TlsServer) => void): () => void {
  const prototype = NetServer.prototype as unknown as { listen: Listen };
  const original = prototype.listen;
  const seen = new WeakSet<object>();
  const observed: Listen = function observedListen(...args) {
    if (this instanceof TlsServer && !seen.has(this) && speaksPsk(this)) {
      seen.add(this);
      observe(this);
    }
    return Reflect.apply(original, this, args);
  };
  prototype.listen = observed;
  return () => {
    if (prototype.listen === observed) prototype.listen = original;
  };
}
