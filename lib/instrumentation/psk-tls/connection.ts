import type { Socket } from 'node:net';

/** One accepted TCP connection, as far as it is known before its handshake is done. */
export interface Connection {
  readonly acceptedEpochMs: number;
  readonly acceptedMs: number;
  /** Read when the connection is accepted: it is gone after a reset. */
  readonly clientAddress: string | undefined;
  readonly rawSocket: Socket;
  identity?: string;
}

/**
 * The raw socket under a TLS socket, by Node's undocumented `_parent` (the same in Node 20, 22 and 24). Without it a
 * handshake is still counted, but timed from its end.
 */
export function rawSocketOf(tlsSocket: object): object | undefined {
  const { _parent: parent } = tlsSocket as { _parent?: unknown };
  return typeof parent === 'object' && parent !== null ? parent : undefined;
}
