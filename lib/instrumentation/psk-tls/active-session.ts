import type { TLSSocket } from 'node:tls';
import type { Member, Session, Signals } from '../../signals';
import type { Connection } from './connection';
import type { SessionEnd } from './session-end';
import { entryOf, type SocketEntry } from './session-of';
import type { TraceHeaders } from './trace-headers';

/** What is needed of a session until its end. */
export interface Watched {
  readonly socket: TLSSocket;
  readonly end: SessionEnd;
  readonly traceHeaders: TraceHeaders;
  readonly connection: Connection;
  /** The recorders that it began with. */
  readonly signals: Signals;
  /** Takes back what has the socket's events come in the session's context; where nothing is traced there is nothing. */
  readonly release: (() => void) | undefined;
}

/** A connection whose handshake is done, for one observer. It stands on its socket. */
export class ActiveSession implements SocketEntry, Member {
  readonly observer: object;
  readonly session: Session;
  readonly before: SocketEntry | undefined;
  place = -1;
  #watched: Watched | undefined;

  constructor(observer: object, session: Session, watched: Watched) {
    this.observer = observer;
    this.session = session;
    this.before = entryOf(watched.socket);
    this.#watched = watched;
  }

  /** Undefined once it has ended. */
  get watched(): Watched | undefined {
    return this.#watched;
  }

  /**
   * It has ended. What was needed until then is given out, the first time, and let go of: V8's scavenger keeps most sockets
   * until the next full collection of garbage, since Node has weak handles on them, and with a socket all that it holds.
   */
  close(): Watched | undefined {
    const watched = this.#watched;
    this.#watched = undefined;
    return watched;
  }
}

/** What an observer knows of the session on a socket, during it and after it. */
export function activeOn(socket: unknown, observer: object): ActiveSession | undefined {
  let entry = entryOf(socket as object);
  while (entry !== undefined && entry.observer !== observer) entry = entry.before;
  // Nothing but `ActiveSession`s is put on sockets.
  return entry as ActiveSession | undefined;
}
