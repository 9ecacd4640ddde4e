import { type EventEmitter, errorMonitor } from 'node:events';
import type { Server as NetServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { SessionCloseReason } from '../../semconv';
import { errorCode } from './handshake-errors';

/** Errors by which a socket says that the other side went away. */
const DISCONNECTS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** What was seen on a connection, from which follows why its session ended. */
interface Seen {
  /** How much had been read when time ran out: what is read later makes it a time-out no more. */
  timedOutAtBytes: number | undefined;
  /** The server's last answer was 204: it has nothing more for the card (GlobalPlatform Amendment B). */
  dismissed: boolean;
  /** HTTP requests without an answer. */
  pending: number;
  /** The client asked to have the connection closed after its last request. */
  closeAsked: boolean;
  ended: boolean;
  error: unknown;
}

/** What the server is doing, as far as it matters to a session's end. */
export interface ServerState {
  readonly server: NetServer;
  /** It was listening when the connection came, and is not any more. */
  readonly stopped: () => boolean;
}

/**
 * Watches one TLS socket and says at its close why the session on it ended: after the server's 204 `normal`; on a
 * timeout `timeout`; when the client goes first `client_disconnect`, except that on a plain `tls` server an orderly
 * end of either side is `normal`; when the server stopped `server_shutdown`; anything else `error`.
 */
export class SessionEnd {
  readonly #seen: Seen = {
    timedOutAtBytes: undefined,
    dismissed: false,
    pending: 0,
    closeAsked: false,
    ended: false,
    error: undefined,
  };
  readonly #listeners: readonly (readonly [string | symbol, (...args: unknown[]) => void])[];
  readonly #socket: TLSSocket;
  readonly #state: ServerState;

  constructor(
    socket: TLSSocket,
    state: ServerState,
    onClose: (reason: SessionCloseReason, error: unknown) => void,
  ) {
    this.#socket = socket;
    this.#state = state;
    this.#listeners = [
      ['timeout', () => this.timedOut()],
      ['end', () => this.#mark({ ended: true })],
      // errorMonitor sees errors without handling them: an unhandled one stays unhandled.
      [errorMonitor, (error) => this.#mark({ error })],
      ['close', () => onClose(this.#reason(), this.#seen.error)],
    ];
    const emitter: EventEmitter = socket;
    for (const [event, listener] of this.#listeners) emitter.prependListener(event, listener);
  }

  /** The server gave up waiting. */
  timedOut(): void {
    this.#mark({ timedOutAtBytes: this.#socket.bytesRead });
  }

  /** A request of the card came: an earlier 204 is not the last word. */
  requested(closeAsked: boolean): void {
    this.#mark({ pending: this.#seen.pending + 1, dismissed: false, closeAsked });
  }

  /** The server answered a request. */
  answered(statusCode: number): void {
    const pending = this.#seen.pending - 1;
    this.#mark({ pending, dismissed: statusCode === 204 && pending === 0, timedOutAtBytes: undefined });
  }

  /** Takes every listener off the socket. */
  stop(): void {
    for (const [event, listener] of this.#listeners) this.#socket.removeListener(event, listener);
  }

  #mark(seen: Partial<Seen>): void {
    Object.assign(this.#seen, seen);
  }

  #reason(): SessionCloseReason {
    const { timedOutAtBytes, dismissed, pending, closeAsked, ended, error } = this.#seen;
    const http = isHttpServer(this.#state.server);
    if (dismissed) return 'normal';
    if (timedOutAtBytes !== undefined && timedOutAtBytes === this.#socket.bytesRead) return 'timeout';
    if (DISCONNECTS.has(errorCode(error) ?? '')) return 'client_disconnect';
    if (error !== undefined) return 'error';
    if (ended || (closeAsked && pending === 0)) return http ? 'client_disconnect' : 'normal';
    if (this.#state.stopped()) return 'server_shutdown';
    return !http && this.#socket.writableEnded ? 'normal' : 'error';
  }
}

/** An HTTPS server, told by what only HTTP servers have. */
export function isHttpServer(server: NetServer): boolean {
  return 'headersTimeout' in server;
}
