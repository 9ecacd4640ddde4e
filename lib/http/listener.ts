import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from './authenticator';
import { createResponder } from './respond';
import type { Route } from './route';
import { untracedWithin } from './untraced-server';

/** A request listener as `node:http` takes it, and as Express takes it, which adds `next`. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/**
 * A listener that answers these routes inside an application's own server:
 * `http.createServer(createRequestListener(routes))` or, in Express, `app.use(createRequestListener(routes))`. A path
 * that is no route goes on to `next` where there is one, and is 404 where there is none.
 *
 * What the routes do inside (a health check's query) is not traced. The request itself is seen by the HTTP
 * instrumentation of the server it is mounted in; its `ignoreIncomingRequestHook` is the way to leave it out.
 */
export function createRequestListener(
  routes: readonly Route[],
  authenticator?: Authenticator,
): RequestListener {
  const responder = createResponder(routes, authenticator);
  return (request, response, next) => {
    const route = responder.routeOf(request);
    if (route === undefined && next !== undefined) {
      next();
      return;
    }
    untracedWithin(() => void responder.respond(request, response, route));
  };
}

/** A listener that answers every request with this one route, whatever its path: the application has routed already. */
export function createRouteListener(route: Route, authenticator?: Authenticator): RequestListener {
  const responder = createResponder([route], authenticator);
  return (request, response) => {
    untracedWithin(() => void responder.respond(request, response, route));
  };
}
