import type { AddressInfo } from 'node:net';
import { diag } from '@opentelemetry/api';
import { type Address, addressOf, ListenError } from './address';
import type { Authenticator } from './authenticator';
import { Connections } from './connections';
import { createResponder, type Responder } from './respond';
import type { Route } from './route';
import { UntracedServer } from './untraced-server';

/** What an operations server is made of. */
export interface OperationsServerOptions {
  /** A host name or an address; brackets around IPv6 may be given. */
  readonly host: string;
  /** 0 means any free port; `address` says which it became. */
  readonly port: number;
  readonly routes: readonly Route[];
  /** Asked by the routes that say `authenticate`; without one they are open. */
  readonly authenticator?: Authenticator | undefined;
  /** Whether the listening server and its connections keep the process alive. By default they don't. */
  readonly keepsProcessAlive?: boolean;
  /** How long `stop()` lets answers under way finish. By default 1,000 ms. */
  readonly stopTimeoutMs?: number;
}

/** Bounds that a scrape, a probe or a person never reaches, and a hostile client does. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  /** From the connection or the last answer to the end of the headers. */
  headersTimeout: 5_000,
  /** To the end of the request's body, which nobody reads. */
  requestTimeout: 10_000,
  /** How often the two above are looked at. */
  connectionsCheckingInterval: 1_000,
  /** Past the usual scrape intervals, so that Prometheus does not meet a connection that is just being closed. */
  keepAliveTimeout: 65_000,
} as const;

/** A connection on which nothing moves for so long, in either direction, is dropped: it is no reader. */
const IDLE_SOCKET_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 256;
/** Then the client connects anew, so that one behind a balancer is balanced again. */
const MAX_REQUESTS_PER_SOCKET = 1_000;
const DEFAULT_STOP_TIMEOUT_MS = 1_000;

interface Running {
  readonly server: UntracedServer;
  readonly connections: Connections;
  readonly address: Address;
}

/**
 * The one small server behind `/metrics` and `/health`: GET and HEAD of a table of routes. It can be started again
 * after it was stopped. Its requests appear in no trace and in no HTTP metric (see `UntracedServer`).
 */
export class OperationsServer {
  readonly #options: OperationsServerOptions;
  readonly #host: string;
  readonly #responder: Responder;
  #running: Running | undefined;
  /** Starts and stops take turns, in the order in which they were asked for. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: OperationsServerOptions) {
    this.#options = options;
    this.#host = options.host.replace(/^\[(.*)\]$/, '$1');
    this.#responder = createResponder(options.routes, options.authenticator);
  }

  /** Where it listens; undefined while it does not. */
  get address(): Address | undefined {
    return this.#running?.address;
  }

  /**
   * Listens. A server that listens already gives its address.
   *
   * @throws ListenError (a rejection) with `code`, `host` and `port`, as EADDRINUSE for a taken port. The server can
   *   be started again then.
   */
  start(): Promise<Address> {
    return this.#inTurn(async () => this.#running?.address ?? this.#start());
  }

  /**
   * Stops listening and ends every connection: idle ones at once, the others with the answer under way or after
   * `stopTimeoutMs`. Never rejects; harmless when it does not run.
   */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #start(): Promise<Address> {
    const server = new UntracedServer({ ...LIMITS });
    server.maxConnections = MAX_CONNECTIONS;
    server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
    server.timeout = IDLE_SOCKET_TIMEOUT_MS;
    const unref = this.#options.keepsProcessAlive !== true;
    const connections = new Connections(server, { unref });
    server.on('request', (request, response) => {
      connections.track(response);
      void this.#responder.respond(request, response, this.#responder.routeOf(request));
    });
    const port = await this.#listen(server, unref);
    const address = addressOf(this.#host, port);
    this.#running = { server, connections, address };
    return address;
  }

  #listen(server: UntracedServer, unref: boolean): Promise<number> {
    const { port } = this.#options;
    return new Promise((resolve, reject) => {
      const fail = (cause: NodeJS.ErrnoException) => reject(new ListenError(this.#host, port, cause));
      server.once('error', fail);
      server.listen({ host: this.#host, port }, () => {
        server.off('error', fail);
        server.on('error', reportServerError);
        resolve((server.address() as AddressInfo).port);
      });
      if (unref) server.unref();
    });
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    const closed = new Promise<void>((resolve) => running.server.close(() => resolve()));
    running.connections.close();
    // Not unref'd: it is short, and a shutdown that awaits this must get to its next step.
    const timer = setTimeout(
      () => running.connections.destroy(),
      this.#options.stopTimeoutMs ?? DEFAULT_STOP_TIMEOUT_MS,
    );
    await closed;
    clearTimeout(timer);
  }
}

/** After it listens a server only fails to accept a connection, for want of file descriptors for instance. */
function reportServerError(error: NodeJS.ErrnoException): void {
  diag
    .createComponentLogger({ namespace: 'cardlink/http' })
    .error(`the operations server could not accept a connection (${error.code ?? error.message})`);
}
