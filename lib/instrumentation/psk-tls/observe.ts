import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { SessionCloseReason } from '../../semconv';
import {
  handshakeErrorType,
  Members,
  OTHER,
  type Session,
  type SignalDomain,
  type Signals,
} from '../../signals';
import { ActiveSession, activeOn, type Watched } from './active-session';
import { acceptedNow, type Connection, handshakeInfo, rawSocketOf, secondsSince } from './connection';
import { type ObserveOptions, sessionInfo } from './describe-session';
import { emitIn } from './emit-in';
import { type EventObservers, observeEmit } from './emit-observer';
import { Guard } from './guard';
import { errorCode } from './handshake-errors';
import { observePskIdentities } from './psk-identity';
import { isHttpServer, type ServerState, SessionEnd } from './session-end';
import { putEntry } from './session-of';
import { pskIdentityOfSession } from './session-ticket';
import { traceHeadersOf } from './trace-headers';

/** Observes one PSK-TLS server; `observePskTlsServer` is its public face. */
export class PskTlsObserver {
  /** What it records. */
  static readonly domains = ['tls', 'session'] as const satisfies readonly SignalDomain[];
  readonly #server: Server;
  readonly #signals: () => Signals;
  readonly #options: ObserveOptions;
  readonly #guard = new Guard();
  /**
   * By raw socket, until its handshake is done; one that goes before takes its entry along. Nothing in a connection
   * refers to its socket: V8's scavenger keeps what a weak map holds, and would keep the sockets.
   */
  readonly #connections = new WeakMap<object, Connection>();
  readonly #active = new Members<ActiveSession>();
  readonly #state: ServerState;
  /** The listeners that sockets get: the same two for all of them, which are told by `this`. */
  readonly #onClose: (this: TLSSocket) => void;
  readonly #onTimeout: (this: TLSSocket) => void;
  readonly #undo: readonly (() => void)[];
  #listened = false;

  constructor(server: Server, signals: () => Signals, options: ObserveOptions) {
    this.#server = server;
    this.#signals = signals;
    this.#options = options;
    this.#state = { server, stopped: () => this.#listened && !server.listening };
    const closed = this.#guarded('close', (socket) => this.#closed(socket as TLSSocket));
    const timedOut = this.#guarded('timeout', (socket) => activeOn(socket, this)?.watched?.end.timedOut());
    this.#onClose = function onClose() {
      closed(this, undefined);
    };
    this.#onTimeout = function onTimeout() {
      timedOut(this, undefined);
    };
    this.#undo = [
      observeEmit(server, this.#observers()),
      observePskIdentities(server, this.#guarded('pskCallback', this.#identified.bind(this))),
    ];
  }

  /** Leaves the server as it was found. Sessions still open end as `server_shutdown`. */
  stop(): void {
    for (const undo of this.#undo) this.#guard.run('undo', undo);
    for (const active of this.#active.takeAll()) {
      const watched = active.close();
      if (!watched) continue;
      this.#guard.run('undo', () => {
        this.#unwatch(watched.socket);
        this.#end(active.session, watched, 'server_shutdown', undefined);
      });
    }
  }

  #observers(): EventObservers {
    const requested = this.#guarded('request', (request, response) =>
      this.#requested(request as IncomingMessage, response as ServerResponse),
    );
    return new Map([
      ['listening', this.#guarded('listening', () => this.#prepare())],
      ['connection', this.#guarded('connection', (socket) => this.#accepted(socket as Socket))],
      ['secureConnection', this.#guarded('secureConnection', (socket) => this.#open(socket as TLSSocket))],
      [
        'tlsClientError',
        this.#guarded('tlsClientError', (error, socket) => this.#handshakeFailed(error, socket as TLSSocket)),
      ],
      ['clientError', this.#guarded('clientError', (error, socket) => this.#clientError(error, socket))],
      // An HTTP server tells of each socket's time-out.
      ['timeout', this.#guarded('timeout', (socket) => void activeOn(socket, this)?.watched?.end.timedOut())],
      ['request', requested],
      ['checkContinue', requested],
      ['checkExpectation', requested],
    ]);
  }

  /** What `observe` returns; an error in it is reported, and returns nothing. */
  #guarded<A, B, Result>(place: string, observe: (first: A, second: B) => Result) {
    const guard = this.#guard;
    return (first: A, second: B): Result | undefined => {
      try {
        return observe(first, second);
      } catch (error) {
        guard.report(place, error);
        return undefined;
      }
    };
  }

  /** Where nothing ran yet when the server began to be observed, this is the last moment before the first client. */
  #prepare(): undefined {
    this.#signals().prepare(...PskTlsObserver.domains);
    return undefined;
  }

  #accepted(socket: Socket): undefined {
    this.#listened ||= this.#server.listening;
    this.#connections.set(socket, acceptedNow(socket, this.#signals()));
    return undefined;
  }

  #identified(socket: object, identity: string): void {
    const connection = this.#connections.get(rawSocketOf(socket));
    if (connection) connection.identity = identity;
  }

  /** A handshake is done. Returns the context of its session, if there is anything in it. */
  #open(socket: TLSSocket): Context | undefined {
    const signals = this.#signals();
    const connection = this.#takeConnection(socket, signals);
    // A resumed session brings its identity in the ticket: the callback is not called for it.
    connection.identity ??= pskIdentityOfSession(socket.getSession());
    // Read before the application is asked: it may close the socket when it hears who calls.
    const cipher = socket.getCipher()?.standardName ?? OTHER;
    const protocolVersion = signals.traced ? (socket.getProtocol() ?? OTHER).replace('TLSv', '') : OTHER;
    const seen = { cipher, protocolVersion, protocol: isHttpServer(this.#server) ? 'http' : 'tls' };
    const info = sessionInfo(connection, socket, seen, this.#options, this.#guard);
    // What is active here is what was active at `listen()`: nothing to link a session to.
    const session = signals.session.startIn(info, ROOT_CONTEXT);
    this.#watch(socket, session, connection, signals);
    signals.tls.connectionOpened();
    signals.tls.handshakeCompleted({
      ...handshakeInfo(connection, signals.clock),
      cipher,
      protocolVersion,
      context: session.context,
    });
    return contextToBind(session);
  }

  #watch(socket: TLSSocket, session: Session, connection: Connection, signals: Signals): void {
    const end = new SessionEnd(socket, this.#state);
    const traceHeaders = traceHeadersOf(session.context);
    const context = contextToBind(session);
    const release = context && emitIn(socket, context);
    const watched = { socket, end, traceHeaders, connection, signals, release };
    const active = new ActiveSession(this, session, watched);
    this.#active.add(active);
    putEntry(socket, active);
    socket.prependListener('close', this.#onClose);
    if (!isHttpServer(this.#server)) socket.prependListener('timeout', this.#onTimeout);
  }

  #unwatch(socket: TLSSocket): void {
    socket.removeListener('close', this.#onClose);
    socket.removeListener('timeout', this.#onTimeout);
  }

  #closed(socket: TLSSocket): void {
    const active = activeOn(socket, this);
    const watched = active?.close();
    if (!active || !watched) return;
    this.#active.delete(active);
    this.#end(active.session, watched, watched.end.reason(), socket.errored ?? undefined);
  }

  #end(
    session: Session,
    { connection, signals, release }: Watched,
    reason: SessionCloseReason,
    error: unknown,
  ): void {
    release?.();
    session.end(reason, error);
    signals.tls.connectionClosed(secondsSince(connection, signals.clock));
  }

  #handshakeFailed(error: unknown, socket: TLSSocket): undefined {
    const signals = this.#signals();
    const connection = this.#takeConnection(socket, signals);
    const errorType = handshakeErrorType(error);
    if (errorType === 'connection_reset' && bytesRead(rawSocketOf(socket)) === 0) {
      signals.tls.probed();
      return undefined;
    }
    signals.tls.handshakeFailed({
      ...handshakeInfo(connection, signals.clock),
      errorType,
      ...(error instanceof Error && { error }),
    });
    return undefined;
  }

  /** Node's HTTP parser gave up on a connection: a request that took too long is a timeout. */
  #clientError(error: unknown, socket: unknown): undefined {
    if (errorCode(error) === 'ERR_HTTP_REQUEST_TIMEOUT') activeOn(socket, this)?.watched?.end.timedOut();
    return undefined;
  }

  /** A request came. Returns the context of its session, if there is anything in it. */
  #requested(request: IncomingMessage, response: ServerResponse): Context | undefined {
    const active = activeOn(request.socket, this);
    const watched = active?.watched;
    if (!active || !watched) return undefined;
    const { headers } = request;
    const { connection } = headers;
    const closeAsked = connection !== undefined && /\bclose\b/i.test(connection);
    // A `checkContinue` listener may hand a request on to the `request` listeners.
    if (watched.end.requested(response, closeAsked)) watched.traceHeaders.putInto(headers);
    return contextToBind(active.session);
  }

  /** Takes what is known of a connection whose handshake has come to its end; one that was accepted before the server was observed begins now. */
  #takeConnection(socket: TLSSocket, signals: Signals): Connection {
    const raw = rawSocketOf(socket);
    const connection = this.#connections.get(raw);
    this.#connections.delete(raw);
    return connection ?? acceptedNow(raw as Socket, signals);
  }
}

function bytesRead(socket: object): number | undefined {
  return (socket as Partial<Socket>).bytesRead;
}

/**
 * The context that the listeners of a session's events are to run in. Where nothing is traced there is none: to make a
 * context active turns on Node's async hooks, which from then on cost something for all that the process does.
 */
function contextToBind({ context }: Session): Context | undefined {
  return context === ROOT_CONTEXT ? undefined : context;
}
