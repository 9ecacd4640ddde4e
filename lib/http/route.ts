import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** What a route is told of a request. A body that comes with it is never read. */
export interface RouteRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  /** The request's target; its host is made up, since nobody can trust the one that a client sends. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** The peer's address; undefined when it has gone already. */
  readonly remoteAddress?: string;
  /** Whether it is known who asks: by credentials that the authenticator accepts, or by a certificate (mutual TLS). */
  readonly authenticated: boolean;
  /**
   * Aborted when the client goes away before it has its answer, and when the route's time for it is over: what is
   * still worked on then is for nobody. The reason is an `AbortError` or a `TimeoutError` accordingly.
   */
  readonly signal: AbortSignal;
  readonly raw: IncomingMessage;
}

/** What a route answers. Length, caching, sniffing and encoding headers are added by the server. */
export interface RouteResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * A string is sent as UTF-8, a list piece by piece at the pace at which the client reads: its pieces are never put
   * together, and may be shared with other answers. Nothing of a body is sent to who asked with HEAD; a route may leave
   * it out there, and its length is then not said.
   */
  readonly body?: string | Uint8Array | readonly Uint8Array[];
  /** Whether the body may be sent with gzip to who accepts it. By default not. */
  readonly compressible?: boolean;
  /**
   * Told when nothing of the body is needed any more: it was sent, or the client has gone. Not told of an answer that came
   * too late to be sent. It must not throw.
   */
  readonly released?: () => void;
}

/** What a route is willing to do at once, and for how long. */
export interface RouteLimits {
  /** Requests in flight, each from its arrival until its response is closed, so that slow readers count. */
  readonly maxRequests: number;
  /** For the answer to be there; sending it may take as long again, then the connection is ended. */
  readonly timeoutMs: number;
}

/** What a request to a route was answered with. */
export interface RouteAnswer {
  readonly status: number;
  /** Why the server answered 503 in the route's place. */
  readonly refusal?: 'overload' | 'timeout';
}

/** One path of an operations endpoint. It answers GET and HEAD (RFC 9110, 9.3.1 and 9.3.2), and PUT where it says so. */
export interface Route {
  /** The exact path, as `/metrics`; a query is not part of it. */
  readonly path: string;
  /** Whether credentials are asked for, where an authenticator is configured. */
  readonly authenticate: boolean;
  /**
   * Whether it answers PUT as well, told all by the query, since a body is not read. A page in a browser cannot send one
   * elsewhere without being allowed to (a preflight is answered 405), but for a host name that it has led here: see
   * `isLocal`.
   */
  readonly takesPut?: boolean;
  /** The answer. What it throws becomes a 500 without its text, and one diagnostic line. */
  handle(request: RouteRequest): Promise<RouteResponse> | RouteResponse;
  /**
   * Beyond these the answer is 503, and the route is not asked, or no longer waited for. They hold for the route,
   * whichever and however many servers it is part of. By default there are none.
   */
  readonly limits?: RouteLimits;
  /**
   * Told once of every answer on this path when it begins to be sent, the server's own (401, 405, 500, 503) included.
   * Not of a request whose client goes away before. What it throws is a diagnostic line.
   */
  answered?(answer: RouteAnswer): void;
}

/** A short answer in plain text, which ends with a line feed so that it reads well on a terminal. */
export function plainText(
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): RouteResponse & { readonly body: string } {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
    body: `${sentence}\n`,
  };
}
