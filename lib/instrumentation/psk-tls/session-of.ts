import type { Session } from '../../signals';

/** What a socket keeps of one observer: several may observe a server, each for an instance of its own. */
export interface SocketEntry {
  readonly observer: object;
  readonly session: Session;
  /** That of the observer before it, if there is another one. */
  readonly before: SocketEntry | undefined;
}

/** Gives back the object that it is called with, so that a class below it puts its private fields on that. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for
    return object;
  }
}

/**
 * Keeps what is known of the session of a socket on the socket itself, in a private field that nothing else can see. Maps
 * would do the same, weak or not, but what they hold outlives scavenges until the next full collection of garbage (see
 * `Members`), which then costs more than all that is recorded of a session.
 */
class SocketWithSession extends Given {
  #entry: SocketEntry;

  private constructor(socket: object, entry: SocketEntry) {
    super(socket);
    this.#entry = entry;
  }

  static put(socket: object, entry: SocketEntry): void {
    if (#entry in socket) socket.#entry = entry;
    else new SocketWithSession(socket, entry);
  }

  static entryOf(socket: object): SocketEntry | undefined {
    // A caller in JavaScript may have no socket at all.
    return socket && #entry in socket ? socket.#entry : undefined;
  }
}

/** Makes an entry the first of a socket; those before it are those that it names. */
export function putEntry(socket: object, entry: SocketEntry): void {
  SocketWithSession.put(socket, entry);
}

/** The first entry of a socket. */
export function entryOf(socket: object): SocketEntry | undefined {
  return SocketWithSession.entryOf(socket);
}

/**
 * The session on a socket of an observed server (`req.socket` of a request), if there is one.
 *
 *     const session = sessionOf(req.socket);
 *     const script = session?.script(commands);
 */
export function sessionOf(socket: object): Session | undefined {
  return SocketWithSession.entryOf(socket)?.session;
}
