import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import { context as contextApi, diag } from '@opentelemetry/api';
import type { SessionCloseReason } from '../../semconv';
import type { Clock, Session, SessionInfo, Signals } from '../../signals';
import { type Connection, rawSocketOf } from './connection';
import { type EventObserver, observeEmit } from './emit-observer';
import { errorCode, handshakeErrorType } from './handshake-errors';
import { observePskIdentities } from './psk-identity';
import { SessionEnd } from './session-end';
import { injectTraceHeaders } from './trace-headers';

/** What the application knows about the card behind a socket. */
export type SessionDescription = Omit<SessionInfo, 'identity' | 'type' | 'startEpochMs' | 'clientAddress'> & {
  /** `triggered` or `polled`. Default: see `SessionInfo.type`. */
  readonly sessionType?: SessionInfo['type'];
};

/** How a server is observed. */
export interface ObserveOptions {
  /**
   * Says what is behind a socket, called when its handshake is done. An error in it is reported once, and the
   * session is recorded without a description.
   */
  readonly describeSession?: (
    identity: string | undefined,
    socket: TLSSocket,
  ) => SessionDescription | undefined;
}

/** A connection whose handshake is done. */
interface ActiveSession {
  readonly session: Session;
  readonly end: SessionEnd;
  readonly close: (reason: SessionCloseReason, error: unknown) => void;
}

const logger = diag.createComponentLogger({ namespace: 'cardlink/psk-tls' });

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
  readonly #server: Server;
  readonly #signals: () => Signals;
  readonly #options: ObserveOptions;
  /** Both by object, so that a socket that goes takes its entry along. */
  readonly #connections = new WeakMap<object, Connection>();
  readonly #active = new Map<TLSSocket, ActiveSession>();
  readonly #undo: readonly (() => void)[];
  readonly #reported = new Set<string>();

  constructor(server: Server, signals: () => Signals, options: ObserveOptions) {
    this.#server = server;
    this.#signals = signals;
    this.#options = options;
    const observers: ReadonlyMap<string, EventObserver> = new Map<string, EventObserver>([
      ['connection', ([socket]) => this.#guard('connection', () => this.#accepted(socket as Socket))],
      [
        'secureConnection',
        ([socket]) => this.#guard('secureConnection', () => this.#secured(socket as TLSSocket)),
      ],
      [
        'tlsClientError',
        ([error, socket]) => this.#guard('tlsClientError', () => this.#handshakeFailed(error, socket)),
      ],
      [
        'clientError',
        ([error, socket]) => this.#guard('clientError', () => this.#clientError(error, socket)),
      ],
      ['request', ([request, response]) => this.#guard('request', () => this.#requested(request, response))],
    ]);
    this.#undo = [
      observeEmit(server, observers),
      observePskIdentities(server, (socket, identity) =>
        this.#guard('pskCallback', () => this.#identified(socket, identity)),
      ),
    ];
  }

  /** Leaves the server as it was found. Sessions still open end as `server_shutdown`. */
  stop(): void {
    for (const undo of this.#undo) undo();
    for (const active of [...this.#active.values()]) active.close('server_shutdown', undefined);
  }

  /** Nothing of ours reaches the server: an error in here is reported, once a place, and the server runs on. */
  #guard<T>(place: string, observe: () => T): T | undefined {
    try {
      return observe();
    } catch (error) {
      if (!this.#reported.has(place)) {
        this.#reported.add(place);
        logger.error(`observing '${place}' failed; the server is not affected: ${String(error)}`);
      }
      return undefined;
    }
  }

  #accepted(socket: Socket): undefined {
    this.#connections.set(socket, acceptedNow(socket, this.#signals().clock));
    return undefined;
  }

  #identified(socket: object, identity: string): void {
    const connection = this.#connectionOf(socket);
    if (connection) connection.identity = identity;
  }

  #secured(socket: TLSSocket) {
    const signals = this.#signals();
    const { clock } = signals;
    const connection = this.#connectionOf(socket) ?? acceptedNow(socket, clock);
    const session = this.#startSession(signals, connection, socket);
    signals.tls.handshakeCompleted({
      ...handshakeInfo(connection, clock),
      cipher: socket.getCipher().standardName,
      protocolVersion: (socket.getProtocol() ?? '').replace('TLSv', ''),
      context: session.context,
    });
    signals.tls.connectionOpened();
    const close = (reason: SessionCloseReason, error: unknown) => {
      this.#active.delete(socket);
      active.end.stop();
      session.end(reason, error);
      signals.tls.connectionClosed(secondsSince(connection, clock));
    };
    const end = new SessionEnd(socket, this.#server, (reason, error) =>
      this.#guard('close', () => close(reason, error)),
    );
    const active: ActiveSession = { session, end, close };
    this.#active.set(socket, active);
    sessions.set(socket, session);
    return (emit: () => boolean) => contextApi.with(session.context, emit);
  }

  #startSession(signals: Signals, connection: Connection, socket: TLSSocket): Session {
    const description = this.#guard('describeSession', () =>
      this.#options.describeSession?.(connection.identity, socket),
    );
    const { sessionType, ...info } = description ?? {};
    return signals.session.start({
      ...info,
      ...(sessionType !== undefined && { type: sessionType }),
      ...(connection.identity !== undefined && { identity: connection.identity }),
      ...(connection.clientAddress !== undefined && { clientAddress: connection.clientAddress }),
      startEpochMs: connection.acceptedEpochMs,
    });
  }

  #handshakeFailed(error: unknown, socket: unknown): undefined {
    const { tls, clock } = this.#signals();
    const connection = this.#connectionOf(socket as object) ?? acceptedNow(socket as TLSSocket, clock);
    const errorType = handshakeErrorType(error);
    if (errorType === 'connection_reset' && connection.rawSocket.bytesRead === 0) {
      tls.probed();
      return undefined;
    }
    tls.handshakeFailed({
      ...handshakeInfo(connection, clock),
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

  #requested(request: unknown, response: unknown) {
    const { socket, headers } = request as IncomingMessage;
    const active = this.#active.get(socket as TLSSocket);
    if (!active) return undefined;
    const { session, end } = active;
    end.requested();
    (response as ServerResponse).once('finish', () => end.answered((response as ServerResponse).statusCode));
    injectTraceHeaders(headers, session.context);
    return (emit: () => boolean) => contextApi.with(session.context, emit);
  }

  #connectionOf(socket: object): Connection | undefined {
    const raw = rawSocketOf(socket);
    return raw && this.#connections.get(raw);
  }
}

function secondsSince(connection: Connection, clock: Clock): number {
  return (clock.monotonicMs() - connection.acceptedMs) / 1_000;
}

function handshakeInfo(connection: Connection, clock: Clock) {
  return {
    startEpochMs: connection.acceptedEpochMs,
    durationSeconds: secondsSince(connection, clock),
    ...(connection.clientAddress !== undefined && { clientAddress: connection.clientAddress }),
    ...(connection.identity !== undefined && { identity: connection.identity }),
  };
}

/** A connection whose time begins now: when it is accepted, or found on a server that was not observed then. */
function acceptedNow(socket: Socket, clock: Clock): Connection {
  return {
    acceptedEpochMs: clock.epochMs(),
    acceptedMs: clock.monotonicMs(),
    clientAddress: socket.remoteAddress,
    rawSocket: socket,
  };
}
