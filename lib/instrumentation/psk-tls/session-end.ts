import type { ServerResponse } from 'node:http';
import type { Server as NetServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { SessionCloseReason } from '../../semconv';
import { errorCode } from './handshake-errors';

/** Errors by which a socket says that the other side went away. */
const DISCONNECTS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** What the server is doing, as far as it matters to a session's end. */
export interface ServerState {
  readonly server: NetServer;
  /** It was listening when the connection came, and is not any more. */
  readonly stopped: () => boolean;
}

/** An answer under way, as Node's `ServerResponse` shows it. */
export type Answer = Pick<ServerResponse, 'statusCode' | 'socket' | 'writableFinished'>;

/**
 * Says at the close of a TLS socket why the session on it ended: after the server's 204 `normal`; on a timeout
 * `timeout`; when the client goes first `client_disconnect`, except that on a plain `tls` server an orderly end of
 * either side is `normal`; when the server stopped `server_shutdown`; anything else `error`.
 *
 * What sockets and answers say of themselves is read at the close, for listeners on each of them cost more than all
 * else that is observed of a session.
 */
export class SessionEnd {
  readonly #socket: TLSSocket;
  readonly #state: ServerState;
  /** Answers that the card waits for, and the last one; in their order, as HTTP/1.1 sends them. */
  #answers: readonly Answer[] = NO_ANSWERS;
  /** The client asked to have the connection closed after its last request. */
  #closeAsked = false;
  /** How much had been read when time ran out: what is read later makes it a time-out no more. */
  #timedOutAtBytes: number | undefined;
  /** What the card waited for when time ran out: once one of them is out, it is a time-out no more either. */
  #lateAnswers: readonly Answer[] = NO_ANSWERS;

  constructor(socket: TLSSocket, state: ServerState) {
    this.#socket = socket;
    this.#state = state;
  }

  /** The server gave up waiting. */
  timedOut(): void {
    this.#timedOutAtBytes = this.#socket.bytesRead;
    this.#lateAnswers = this.#answers.filter((answer) => !isOut(answer));
  }

  /** A request of the card came: an earlier 204 is not the last word. False when it was seen before. */
  requested(answer: Answer, closeAsked: boolean): boolean {
    const answers = this.#answers;
    if (answers.includes(answer)) return false;
    const last = answers.at(-1);
    this.#answers = last === undefined || isOut(last) ? [answer] : [...answers, answer];
    this.#closeAsked = closeAsked;
    return true;
  }

  /** Why it ended. To be asked when the socket is closed. */
  reason(): SessionCloseReason {
    const { readableEnded, errored } = this.#socket;
    const last = this.#answers.at(-1);
    const answered = last === undefined || isOut(last);
    const http = isHttpServer(this.#state.server);
    if (answered && last?.statusCode === 204) return 'normal';
    if (this.#isTimedOut()) return 'timeout';
    if (DISCONNECTS.has(errorCode(errored) ?? '')) return 'client_disconnect';
    if (errored) return 'error';
    if (readableEnded || (this.#closeAsked && answered)) return http ? 'client_disconnect' : 'normal';
    if (this.#state.stopped()) return 'server_shutdown';
    return !http && this.#socket.writableEnded ? 'normal' : 'error';
  }

  #isTimedOut(): boolean {
    return this.#timedOutAtBytes === this.#socket.bytesRead && !this.#lateAnswers.some(isOut);
  }
}

const NO_ANSWERS: readonly Answer[] = [];

/** Whether an answer was handed to the system to its last byte: Node takes it from its socket then, and not before. */
function isOut({ socket, writableFinished }: Answer): boolean {
  return socket === null && writableFinished;
}

/** An HTTPS server, told by what only HTTP servers have. */
export function isHttpServer(server: NetServer): boolean {
  return 'headersTimeout' in server;
}
