import type { IncomingMessage, ServerResponse } from 'node:http';
import { diag } from '@opentelemetry/api';
import type { Authenticator } from './authenticator';
import { plainText, type Route, type RouteRequest, type RouteResponse } from './route';

/** How requests find a route and are answered, shared by our own server and a listener mounted into another. */
export interface Responder {
  /** The route of a request's path; undefined when there is none. */
  routeOf(request: IncomingMessage): Route | undefined;
  /** Answers with the route's response, or with 404, 405, 401 or 500 as due. Never rejects. */
  respond(request: IncomingMessage, response: ServerResponse, route: Route | undefined): Promise<void>;
}

/** An answer that may also challenge for credentials, a header line a scheme. */
type Answer = RouteResponse & { readonly challenges?: readonly string[] };

/** Headers of every answer: figures of now are not to be cached, nor taken for anything but what they say. */
const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

const INTERNAL_ERROR = plainText(500, 'Internal error: the diagnostic log says more.');
const NOT_FOUND = plainText(404, 'Not found.');
const UNAUTHORIZED = plainText(401, 'Unauthorized: this path asks for credentials.');
const METHOD_NOT_ALLOWED = plainText(405, 'Method not allowed: this path answers GET and HEAD.', {
  allow: 'GET, HEAD',
});

/** Makes a responder for these routes, which are read once: a later change of the array has no effect. */
export function createResponder(routes: readonly Route[], authenticator?: Authenticator): Responder {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  const report = createFailureReport();

  async function answerOf(request: IncomingMessage, route: Route | undefined): Promise<Answer> {
    if (route === undefined) return NOT_FOUND;
    if (!readsOnly(request)) return METHOD_NOT_ALLOWED;
    const authenticated = authenticator?.accepts(request.headers.authorization) ?? false;
    if (route.authenticate && authenticator !== undefined && !authenticated) {
      return { ...UNAUTHORIZED, challenges: authenticator.challenges };
    }
    return route.handle(routeRequest(request, authenticated));
  }

  async function attempt(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route | undefined,
  ): Promise<void> {
    try {
      send(request, response, await answerOf(request, route));
      report(route, undefined);
    } catch (error) {
      sendFailure(request, response);
      report(route, error ?? 'nothing');
    }
  }

  return {
    routeOf: (request) => byPath.get(pathOf(request.url)),
    respond: (request, response, route) => {
      // A client that goes away is its own affair: without a listener a write error would end the host's process.
      response.on('error', () => {});
      // What can still fail is the host's own diag logger, which must not end the process either.
      return attempt(request, response, route).catch(() => void response.destroy());
    },
  };
}

/** The path alone, as it was sent: nothing is decoded and no `..` resolved, so that only the exact path finds a route. */
function pathOf(target: string | undefined): string {
  const url = target ?? '';
  if (!url.startsWith('/')) return absoluteForm(url)?.pathname ?? '';
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** RFC 9112, 3.2.2: a server accepts the absolute form too, which clients use towards a proxy. */
function absoluteForm(target: string): URL | undefined {
  return URL.canParse(target) ? new URL(target) : undefined;
}

function readsOnly(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function routeRequest(request: IncomingMessage, authenticated: boolean): RouteRequest {
  const target = request.url ?? '/';
  const remoteAddress = request.socket.remoteAddress;
  return {
    method: request.method === 'HEAD' ? 'HEAD' : 'GET',
    url: absoluteForm(target) ?? new URL(`http://localhost${target}`),
    headers: request.headers,
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    authenticated,
    signal: new AbortController().signal,
    raw: request,
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const parts = partsOf(answer.body);
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries({ ...COMMON_HEADERS, ...answer.headers })) {
    response.setHeader(name, value);
  }
  if (answer.challenges !== undefined) response.setHeader('www-authenticate', [...answer.challenges]);
  // A request that may carry a body ends its connection, so that nobody waits for a body that nobody reads.
  if (!readsOnly(request)) response.setHeader('connection', 'close');
  if (parts !== undefined) {
    response.setHeader(
      'content-length',
      parts.reduce((bytes, part) => bytes + part.byteLength, 0),
    );
  }
  // Node itself leaves the body out of an answer to HEAD.
  for (const part of parts ?? []) response.write(part);
  response.end();
}

function partsOf(body: RouteResponse['body']): readonly Uint8Array[] | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return [Buffer.from(body)];
  return body instanceof Uint8Array ? [body] : body;
}

/** The route failed, or what it answered cannot be sent (an invalid header, a status out of range). */
function sendFailure(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  send(request, response, INTERNAL_ERROR);
}

/** One diagnostic line when a route begins to fail or fails otherwise than before; none while it goes on. */
function createFailureReport(): (route: Route | undefined, error: unknown) => void {
  const logger = diag.createComponentLogger({ namespace: 'cardlink/http' });
  const causes = new Map<Route, string>();
  return (route, error) => {
    if (route === undefined) return;
    if (error === undefined) {
      causes.delete(route);
      return;
    }
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
    if (causes.get(route) === cause) return;
    causes.set(route, cause);
    logger.error(`the route ${route.path} failed: ${cause}`);
  };
}
