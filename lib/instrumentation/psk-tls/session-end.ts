import { type EventEmitter, errorMonitor } from 'node:events';
import type { Server as NetServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { SessionCloseReason } from '../../semconv';
import { errorCode } from './handshake-errors';

/** Errors by which a socket says that the other side went away. */
const DISCONNECTS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** What was seen on a connection, from which follows why its session ended. */
interface Seen {
  timedOut: boolean;
  /** The server's last answer was 204: it has nothing more for the card (GlobalPlatform Amendment B). */
  dismissed: boolean;
  /** At least one HTTP request came: what the end means then follows from the answers. */
  http: boolean;
  ended: boolean;
  error: unknown;
}

/**
 * Watches one TLS socket and says at its close why the session on it ended: after the server's 204 `normal`; on a
 * timeout `timeout`; when the client goes first `client_disconnect`, except that on a plain `tls` server an orderly
 * end is `normal`; when the server stopped listening `server_shutdown`; anything else `error`.
 */
export class SessionEnd {
  readonly #seen: Seen = { timedOut: false, dismissed: false, http: false, ended: false, error: undefined };
  readonly #listeners: readonly (readonly [string | symbol, (...args: unknown[]) => void])[];
  readonly #socket: EventEmitter;
  readonly #server: NetServer;

  constructor(
    socket: TLSSocket,
    server: NetServer,
    onClose: (reason: SessionCloseReason, error: unknown) => void,
  ) {
    this.#socket = socket;
    this.#server = server;
    this.#listeners = [
      ['timeout', () => this.timedOut()],
      ['end', () => this.#mark({ ended: true })],
      // errorMonitor sees errors without handling them: an unhandled one stays unhandled.
      [errorMonitor, (error) => this.#mark({ error })],
      [
        'close',
        () => {
          this.stop();
          onClose(this.#reason(), this.#seen.error);
        },
      ],
    ];
    for (const [event, listener] of this.#listeners) this.#socket.prependListener(event, listener);
  }

  /** The server gave up waiting. */
  timedOut(): void {
    this.#mark({ timedOut: true });
  }

  /** A request of the card came: an earlier 204 is not the last word. */
  requested(): void {
    this.#mark({ http: true, dismissed: false });
  }

  /** The server answered a request. */
  answered(statusCode: number): void {
    this.#mark({ dismissed: statusCode === 204 });
  }

  /** Takes every listener off the socket. */
  stop(): void {
    for (const [event, listener] of this.#listeners) this.#socket.removeListener(event, listener);
  }

  #mark(seen: Partial<Seen>): void {
    Object.assign(this.#seen, seen);
  }

  #reason(): SessionCloseReason {
    const { timedOut, dismissed, http, ended, error } = this.#seen;
    if (dismissed) return 'normal';
    if (timedOut) return 'timeout';
    if (!this.#server.listening) return 'server_shutdown';
    if (error !== undefined) return DISCONNECTS.has(errorCode(error) ?? '') ? 'client_disconnect' : 'error';
    if (ended) return http || isHttpServer(this.#server) ? 'client_disconnect' : 'normal';
    return 'error';
  }
}

/** An HTTPS server, told by what only HTTP servers have. */
function isHttpServer(server: NetServer): boolean {
  return 'headersTimeout' in server;
}
