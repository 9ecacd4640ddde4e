import type { Socket } from 'node:net';
import type { Clock, HandshakeInfo, Signals } from '../../signals';

/** One accepted TCP connection, as far as it is known before its handshake is done. */
export interface Connection {
  readonly acceptedEpochMs: number;
  readonly acceptedMs: number;
  /** Read when the connection is accepted: it is gone after a reset. For spans: undefined where there are none. */
  readonly clientAddress: string | undefined;
  readonly clientPort: number | undefined;
  /** The PSK identity, once the client has sent it. */
  identity: string | undefined;
}

/**
 * The raw socket under a TLS socket, by Node's undocumented `_parent` (the same in Node 20, 22 and 24); where it is
 * not there, the TLS socket itself. A handshake is then still counted, but timed from its end.
 */
export function rawSocketOf(tlsSocket: object): object {
  const { _parent: parent } = tlsSocket as { _parent?: unknown };
  return typeof parent === 'object' && parent !== null ? parent : tlsSocket;
}

/** A connection whose time begins now: when it is accepted, or found on a server that was not observed then. */
export function acceptedNow(socket: Socket, { clock, traced }: Signals): Connection {
  return {
    acceptedEpochMs: clock.epochMs(),
    acceptedMs: clock.monotonicMs(),
    clientAddress: traced ? socket.remoteAddress : undefined,
    clientPort: traced ? socket.remotePort : undefined,
    identity: undefined,
  };
}

/** Since the connection was accepted, in seconds. */
export function secondsSince(connection: Connection, clock: Clock): number {
  return (clock.monotonicMs() - connection.acceptedMs) / 1_000;
}

/** What the handshake's recorder is told, with the time until now. */
export function handshakeInfo(connection: Connection, clock: Clock): HandshakeInfo {
  const { acceptedEpochMs: startEpochMs, clientAddress, clientPort, identity } = connection;
  const durationSeconds = secondsSince(connection, clock);
  return { startEpochMs, durationSeconds, clientAddress, clientPort, identity };
}
