import type { Session } from '../../signals';

/** Gives back the object that it is called with, so that a class below it puts its private fields on that. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for
    return object;
  }
}

/**
 * Keeps the session of a socket on the socket itself, in a private field that nothing else can see. A weak map would do
 * the same, but what it holds outlives its key until the next full collection of garbage, which then costs more than all
 * that is recorded of a session.
 */
class SocketWithSession extends Given {
  #session: Session;

  private constructor(socket: object, session: Session) {
    super(socket);
    this.#session = session;
  }

  static put(socket: object, session: Session): void {
    if (#session in socket) socket.#session = session;
    else new SocketWithSession(socket, session);
  }

  static sessionOf(socket: object): Session | undefined {
    // A caller in JavaScript may have no socket at all.
    return socket && #session in socket ? socket.#session : undefined;
  }
}

/** Makes a session that of a socket, in place of the one before. */
export function putSession(socket: object, session: Session): void {
  SocketWithSession.put(socket, session);
}

/**
 * The session on a socket of an observed server (`req.socket` of a request), if there is one.
 *
 *     const session = sessionOf(req.socket);
 *     const script = session?.script(commands);
 */
export function sessionOf(socket: object): Session | undefined {
  return SocketWithSession.sessionOf(socket);
}
