import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import { context as contextApi, INVALID_SPANID, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { SessionCloseReason } from '../../semconv';
import { handshakeErrorType, OTHER, type Session, type SignalDomain, type Signals } from '../../signals';
import { acceptedNow, type Connection, handshakeInfo, rawSocketOf, secondsSince } from './connection';
import { type ObserveOptions, sessionInfo } from './describe-session';
import { emitIn } from './emit-in';
import { type EventObserver, observeEmit } from './emit-observer';
import { Guard } from './guard';
import { errorCode } from './handshake-errors';
import { observePskIdentities } from './psk-identity';
import { isHttpServer, SessionEnd } from './session-end';
import { pskIdentityOfSession } from './session-ticket';
import { injectTraceHeaders } from './trace-headers';

/** A connection whose handshake is done. */
interface ActiveSession {
  readonly session: Session;
  readonly end: SessionEnd;
  readonly close: (reason: SessionCloseReason, error: unknown) => void;
  /** Take back what was put on answers under way. */
  readonly answersUnderWay: Set<() => void>;
}

/** Sessions by their TLS socket, for `sessionOf`. */
const sessions = new WeakMap<object, Session>();

/**
 * The session on a socket of an observed server (`req.socket` of a request), if there is one.
 *
 *     const session = sessionOf(req.socket);
 *     const script = session?.script(commands);
 */
export function sessionOf(socket: object): Session | undefined {
  return sessions.get(socket);
}

/** Observes one PSK-TLS server; `observePskTlsServer` is its public face. */
export class PskTlsObserver {
  /** What it records. */
  static readonly domains = ['tls', 'session'] as const satisfies readonly SignalDomain[];
  readonly #server: Server;
  readonly #signals: () => Signals;
  readonly #options: ObserveOptions;
  readonly #guard = new Guard();
  /** By object, so that a socket that goes takes its entry along. */
  readonly #connections = new WeakMap<object, Connection>();
  readonly #active = new Map<TLSSocket, ActiveSession>();
  /** Requests that were seen: a `checkContinue` listener may hand one on to the `request` listeners. */
  readonly #requests = new WeakSet<object>();
  readonly #undo: readonly (() => void)[];
  #listened = false;

  constructor(server: Server, signals: () => Signals, options: ObserveOptions) {
    this.#server = server;
    this.#signals = signals;
    this.#options = options;
    const requested: EventObserver = ([request, response]) =>
      this.#guard.run('request', () =>
        this.#requested(request as IncomingMessage, response as ServerResponse),
      );
    const observers: ReadonlyMap<string, EventObserver> = new Map<string, EventObserver>([
      ['listening', () => this.#guard.run('listening', () => this.#prepare())],
      ['connection', ([socket]) => this.#guard.run('connection', () => this.#accepted(socket as Socket))],
      ['secureConnection', ([socket]) => this.#secure(socket as TLSSocket)],
      [
        'tlsClientError',
        ([error, socket]) =>
          this.#guard.run('tlsClientError', () => this.#handshakeFailed(error, socket as TLSSocket)),
      ],
      [
        'clientError',
        ([error, socket]) => this.#guard.run('clientError', () => this.#clientError(error, socket)),
      ],
      ['request', requested],
      ['checkContinue', requested],
      ['checkExpectation', requested],
    ]);
    this.#undo = [
      observeEmit(server, observers),
      observePskIdentities(server, (socket, identity) =>
        this.#guard.run('pskCallback', () => this.#identified(socket, identity)),
      ),
    ];
  }

  /** Leaves the server as it was found. Sessions still open end as `server_shutdown`. */
  stop(): void {
    for (const undo of this.#undo) this.#guard.run('undo', undo);
    for (const { close } of [...this.#active.values()]) {
      this.#guard.run('undo', () => close('server_shutdown', undefined));
    }
  }

  /** Where nothing ran yet when the server began to be observed, this is the last moment before the first client. */
  #prepare(): undefined {
    this.#signals().prepare(...PskTlsObserver.domains);
    return undefined;
  }

  #accepted(socket: Socket): undefined {
    this.#listened ||= this.#server.listening;
    this.#connections.set(socket, acceptedNow(socket, this.#signals().clock));
    return undefined;
  }

  #identified(socket: object, identity: string): void {
    const connection = this.#connections.get(rawSocketOf(socket));
    if (connection) connection.identity = identity;
  }

  #secure(socket: TLSSocket) {
    const session = this.#guard.run('secureConnection', () => this.#open(socket));
    return session && ((emit: () => boolean) => contextApi.with(session.context, emit));
  }

  #open(socket: TLSSocket): Session {
    const signals = this.#signals();
    const connection = this.#connectionOf(socket, signals);
    // A resumed session brings its identity in the ticket: the callback is not called for it.
    connection.identity ??= pskIdentityOfSession(socket.getSession());
    // Read before the application is asked: it may close the socket when it hears who calls.
    const cipher = socket.getCipher()?.standardName ?? OTHER;
    const protocolVersion = (socket.getProtocol() ?? OTHER).replace('TLSv', '');
    const protocol = isHttpServer(this.#server) ? 'http' : 'tls';
    const seen = { cipher, protocolVersion, protocol };
    const info = sessionInfo(connection, socket, seen, this.#options, this.#guard);
    // What is active here is what was active at `listen()`: nothing to link a session to.
    const session = contextApi.with(ROOT_CONTEXT, () => signals.session.start(info));
    this.#watch(socket, session, connection, signals);
    signals.tls.connectionOpened();
    signals.tls.handshakeCompleted({
      ...handshakeInfo(connection, signals.clock),
      cipher,
      protocolVersion,
      context: session.context,
    });
    return session;
  }

  #watch(socket: TLSSocket, session: Session, connection: Connection, { tls, clock }: Signals): void {
    const answersUnderWay = new Set<() => void>();
    const close = (reason: SessionCloseReason, error: unknown) => {
      this.#active.delete(socket);
      end.stop();
      release();
      for (const forget of answersUnderWay) forget();
      session.end(reason, error);
      tls.connectionClosed(secondsSince(connection, clock));
    };
    const state = { server: this.#server, stopped: () => this.#listened && !this.#server.listening };
    const end = new SessionEnd(socket, state, (reason, error) =>
      this.#guard.run('close', () => close(reason, error)),
    );
    // Where nothing is traced there is nothing to keep.
    const release =
      trace.getSpanContext(session.context)?.spanId !== INVALID_SPANID
        ? emitIn(socket, session.context)
        : () => undefined;
    this.#active.set(socket, { session, end, close, answersUnderWay });
    sessions.set(socket, session);
  }

  #handshakeFailed(error: unknown, socket: TLSSocket): undefined {
    const signals = this.#signals();
    const connection = this.#connectionOf(socket, signals);
    const errorType = handshakeErrorType(error);
    if (errorType === 'connection_reset' && connection.rawSocket.bytesRead === 0) {
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
    if (errorCode(error) !== 'ERR_HTTP_REQUEST_TIMEOUT') return undefined;
    this.#active.get(socket as TLSSocket)?.end.timedOut();
    return undefined;
  }

  #requested(request: IncomingMessage, response: ServerResponse) {
    const active = this.#active.get(request.socket as TLSSocket);
    if (!active) return undefined;
    const { session, end, answersUnderWay } = active;
    if (!this.#requests.has(request)) {
      this.#requests.add(request);
      end.requested(/\bclose\b/i.test(request.headers.connection ?? ''));
      const answered = () => {
        answersUnderWay.delete(forget);
        end.answered(response.statusCode);
      };
      const forget = () => void response.removeListener('finish', answered);
      answersUnderWay.add(forget);
      response.once('finish', answered);
      injectTraceHeaders(request.headers, session.context);
    }
    return (emit: () => boolean) => contextApi.with(session.context, emit);
  }

  /** What is known of a connection; one that was accepted before the server was observed begins now. */
  #connectionOf(socket: TLSSocket, { clock }: Signals): Connection {
    const raw = rawSocketOf(socket);
    return this.#connections.get(raw) ?? acceptedNow(raw as Socket, clock);
  }
}
