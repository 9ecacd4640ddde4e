import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { diag } from '@opentelemetry/api';
import { type Address, addressOf, ListenError } from './address';
import type { Authenticator } from './authenticator';
import { createResponder, type Responder } from './respond';
import type { Route } from './route';
import { type TlsOptions, withAbsolutePaths } from './tls-options';
import { createPlainTransport, type Transport } from './transport';

/** What an operations server is made of. */
export interface OperationsServerOptions {
  /** A host name or an address; brackets around IPv6 may be given. */
  readonly host: string;
  /** 0 means any free port; `address` says which it became. */
  readonly port: number;
  readonly routes: readonly Route[];
  /** Asked by the routes that say `authenticate`; without one they are open. */
  readonly authenticator?: Authenticator | undefined;
  /** By default it speaks plain HTTP. With TLS it speaks nothing else, on every route. */
  readonly tls?: TlsOptions | undefined;
  /** Whether the listening server and its connections keep the process alive. By default they don't. */
  readonly keepsProcessAlive?: boolean;
  /** How long `stop()` lets answers under way finish. By default 1,000 ms. */
  readonly stopTimeoutMs?: number;
}

const DEFAULT_STOP_TIMEOUT_MS = 1_000;

interface Running {
  readonly transport: Transport;
  readonly address: Address;
}

/**
 * The one small server behind `/metrics` and `/health`: GET and HEAD of a table of routes. It can be started again
 * after it was stopped. Its requests appear in no trace and in no HTTP metric (see `UntracedServer`).
 */
export class OperationsServer {
  readonly #options: OperationsServerOptions;
  readonly #host: string;
  readonly #tls: TlsOptions | undefined;
  readonly #responder: Responder;
  #running: Running | undefined;
  /** Starts and stops take turns, in the order in which they were asked for. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: OperationsServerOptions) {
    this.#options = options;
    this.#host = options.host.replace(/^\[(.*)\]$/, '$1');
    this.#tls = options.tls && withAbsolutePaths(options.tls);
    this.#responder = createResponder(options.routes, options.authenticator);
  }

  /** Where it listens; undefined while it does not. */
  get address(): Address | undefined {
    return this.#running?.address;
  }

  /** The certificate in use with its chain, as PEM; undefined without TLS, and while it does not listen. */
  get certificate(): string | undefined {
    return this.#running?.transport.certificate?.();
  }

  /**
   * Listens. A server that listens already gives its address.
   *
   * @throws ListenError (a rejection) with `code`, `host` and `port`, as EADDRINUSE for a taken port, and TlsFilesError
   *   when the files of `tls` cannot be used. The server can be started again then.
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
    const unref = this.#options.keepsProcessAlive !== true;
    const transport = await this.#createTransport(unref);
    const { server, connections, scheme } = transport;
    server.on('request', (request, response) => {
      connections.track(response);
      void this.#responder.respond(request, response, this.#responder.routeOf(request));
    });
    const port = await this.#listen(server, unref);
    transport.listening();
    const address = addressOf(this.#host, port, scheme);
    this.#running = { transport, address };
    return address;
  }

  async #createTransport(unref: boolean): Promise<Transport> {
    if (this.#tls === undefined) return createPlainTransport({ unref });
    // Loaded here, because who asks for no TLS need not pay for it.
    const { createTlsTransport } = require('./tls-transport') as typeof import('./tls-transport');
    return createTlsTransport(this.#tls, { unref });
  }

  #listen(server: Server, unref: boolean): Promise<number> {
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
    const { server, connections, close } = running.transport;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    close();
    // Not unref'd: it is short, and a shutdown that awaits this must get to its next step.
    const timer = setTimeout(
      () => connections.destroy(),
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
