import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The connections whose TLS handshake is under way. `Connections` knows them only afterwards, and a server that stops
 * would wait for clients that never begin it.
 */
export class Handshakes {
  readonly #sockets = new Set<Socket>();

  constructor(server: Server, options: { readonly unref: boolean }) {
    server.on('connection', (socket: Socket) => {
      if (options.unref) socket.unref();
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('secureConnection', (secured: Socket) => this.#finish(secured));
  }

  /** Ends them. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /**
   * A TLS socket does not say on which socket it was made, but has its peer. One whose peer has gone meanwhile finds
   * nothing, and its socket goes as well.
   */
  #finish(secured: Socket): void {
    for (const socket of this.#sockets) {
      if (socket.remotePort !== secured.remotePort || socket.remoteAddress !== secured.remoteAddress)
        continue;
      this.#sockets.delete(socket);
      return;
    }
  }
}
