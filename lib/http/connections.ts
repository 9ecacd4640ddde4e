import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The open connections of a server, and which of them owe an answer.
 *
 * Node's own `closeIdleConnections` leaves out a connection that has not sent its first byte, and would keep `close`
 * waiting for it.
 */
export class Connections {
  readonly #pending = new Map<Socket, Set<ServerResponse>>();
  #closing = false;

  /**
   * @param sockets which event brings the sockets that requests come on; over TLS those come when the handshake is done
   */
  constructor(
    server: Server,
    options: { readonly unref: boolean; readonly sockets?: 'connection' | 'secureConnection' },
  ) {
    server.on(options.sockets ?? 'connection', (socket: Socket) => {
      if (options.unref) socket.unref();
      this.#pending.set(socket, new Set());
      socket.once('close', () => this.#pending.delete(socket));
    });
  }

  /** Notes that a response is owed, and when it is done. */
  track(response: ServerResponse): void {
    const { socket } = response;
    const pending = socket === null ? undefined : this.#pending.get(socket);
    if (socket === null || pending === undefined) return;
    pending.add(response);
    if (this.#closing) response.shouldKeepAlive = false;
    response.once('close', () => {
      pending.delete(response);
      if (this.#closing && pending.size === 0) socket.destroySoon();
    });
  }

  /** Ends idle connections now, and each of the others with its last answer. */
  close(): void {
    this.#closing = true;
    for (const [socket, pending] of this.#pending) {
      if (pending.size === 0) socket.destroy();
      for (const response of pending) response.shouldKeepAlive = false;
    }
  }

  /** Ends every connection, whatever it is still owed. */
  destroy(): void {
    for (const socket of this.#pending.keys()) socket.destroy();
  }
}
