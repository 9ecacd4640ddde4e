import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** What a route is told of a request. A body that comes with it is never read. */
export interface RouteRequest {
  readonly method: 'GET' | 'HEAD';
  /** The request's target; its host is made up, since nobody can trust the one that a client sends. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** The peer's address; undefined when it has gone already. */
  readonly remoteAddress?: string;
  /** Whether the request brought credentials that the authenticator accepts; false where there is none. */
  readonly authenticated: boolean;
  readonly raw: IncomingMessage;
}

/** What a route answers. Length, caching and sniffing headers are added by the server. */
export interface RouteResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, a string as UTF-8; left out of the answer to HEAD. */
  readonly body?: string | Uint8Array;
}

/** One path of an operations endpoint. It answers GET and HEAD (RFC 9110, 9.3.1 and 9.3.2). */
export interface Route {
  /** The exact path, as `/metrics`; a query is not part of it. */
  readonly path: string;
  /** Whether credentials are asked for, where an authenticator is configured. */
  readonly authenticate: boolean;
  /** The answer. What it throws becomes a 500 without its text, and one diagnostic line. */
  handle(request: RouteRequest): Promise<RouteResponse> | RouteResponse;
}

/** A short answer in plain text, which ends with a line feed so that it reads well on a terminal. */
export function plainText(
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): RouteResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
    body: `${sentence}\n`,
  };
}
