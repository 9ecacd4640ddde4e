import type { Server } from 'node:http';
import { Connections } from './connections';
import { UntracedServer } from './untraced-server';

/** The HTTP server under an operations server, plain or over TLS. The bounds of both are the same. */
export interface Transport {
  readonly scheme: 'http' | 'https';
  readonly server: Server;
  readonly connections: Connections;
  /** The certificate in use with its chain, as PEM, where there is one. */
  readonly certificate?: () => string;
  /** To be called when it listens: what goes on meanwhile begins. */
  listening(): void;
  /** Ends what goes on, and the connections that wait for no answer; the others end with it. */
  close(): void;
}

/** What both kinds are told. */
export interface TransportOptions {
  /** Whether the server and its connections leave the process free to end. */
  readonly unref: boolean;
}

/** Bounds that a scrape, a probe or a person never reaches, and a hostile client does. */
export const HTTP_LIMITS = {
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
/** A thousand probes at once are answered, and some scrapes beside them. */
export const MAX_CONNECTIONS = 1_280;
/** Then the client connects anew, so that one behind a balancer is balanced again. */
const MAX_REQUESTS_PER_SOCKET = 1_000;

/** Sets the bounds that are not options of a server's constructor. */
export function limitConnections(server: Server): void {
  server.maxConnections = MAX_CONNECTIONS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.timeout = IDLE_SOCKET_TIMEOUT_MS;
}

/** A transport without TLS. */
export function createPlainTransport({ unref }: TransportOptions): Transport {
  const server = new UntracedServer({ ...HTTP_LIMITS });
  limitConnections(server);
  const connections = new Connections(server, { unref });
  return {
    scheme: 'http',
    server,
    connections,
    listening: () => {},
    close: () => connections.close(),
  };
}
