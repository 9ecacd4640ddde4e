import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Authenticator } from './authenticator';
import { Exchange } from './exchange';
import { FailureReport } from './failure-report';
import { enter } from './in-flight';
import {
  INTERNAL_ERROR,
  methodNotAllowed,
  NOT_FOUND,
  OVERLOADED,
  TIMED_OUT,
  UNAUTHORIZED,
} from './own-answers';
import { pathOf, urlOf } from './request-target';
import type { Route, RouteAnswer, RouteRequest } from './route';
import { type Answer, isGone, readsOnly, send } from './send';

/** How requests find a route and are answered, shared by our own server and a listener mounted into another. */
export interface Responder {
  /** The route of a request's path; undefined when there is none. */
  routeOf(request: IncomingMessage): Route | undefined;
  /** Answers with the route's response, or with 404, 405, 401, 500 or 503 as due. Never rejects. */
  respond(request: IncomingMessage, response: ServerResponse, route: Route | undefined): Promise<void>;
}

/** Makes a responder for these routes, which are read once: a later change of the array has no effect. */
export function createResponder(routes: readonly Route[], authenticator?: Authenticator): Responder {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  const failures = new FailureReport();

  async function tell(route: Route, answer: RouteAnswer): Promise<void> {
    try {
      await route.answered?.(answer);
    } catch (error) {
      failures.failed(`telling of an answer of ${route.path}`, error);
    }
  }

  function deliver(
    { request, response, route }: Call,
    answer: Answer,
    refusal?: RouteAnswer['refusal'],
  ): void {
    if (response.headersSent) return;
    send(request, response, answer);
    void tell(route, { status: answer.status, ...(refusal === undefined ? {} : { refusal }) });
  }

  /** Has the route work on an answer, within its limits, and sends that. */
  async function ask(call: Call, authenticated: boolean): Promise<void> {
    const { request, response, route } = call;
    const released = enter(route);
    if (released === undefined) {
      deliver(call, OVERLOADED, 'overload');
      return;
    }
    const timeoutMs = route.limits?.timeoutMs;
    const exchange = new Exchange(request, response, { timeoutMs, released });
    const outcome = await exchange
      .work(() => route.handle(routeRequest(request, authenticated, exchange.signal)))
      .finally(() => exchange.sending());
    if ('result' in outcome) {
      deliver(call, outcome.result);
      failures.worked(nameOf(route));
    } else if (outcome.ending === 'timeout') {
      deliver(call, TIMED_OUT, 'timeout');
      failures.failed(nameOf(route), new Error(`no answer within ${timeoutMs} ms`));
    }
  }

  async function answer(call: Call): Promise<void> {
    const { request, response, route } = call;
    try {
      // Credentials come before the limits: who has none takes nobody's place.
      const accepted = authenticator?.accepts(request.headers.authorization) ?? false;
      const refused = authenticator !== undefined && route.authenticate && !accepted;
      if (!isAnswered(request, route)) deliver(call, methodNotAllowed(route));
      else if (refused) deliver(call, { ...UNAUTHORIZED, challenges: authenticator.challenges });
      else await ask(call, accepted || showsCertificate(request));
    } catch (error) {
      if (response.headersSent) response.destroy();
      else {
        for (const name of response.getHeaderNames()) response.removeHeader(name);
        deliver(call, INTERNAL_ERROR);
      }
      failures.failed(nameOf(route), error);
    }
  }

  return {
    routeOf: (request) => byPath.get(pathOf(request.url)),
    respond: async (request, response, route) => {
      // Where it is mounted, what came before it may have taken longer than the client waited.
      if (isGone(request, response)) return;
      // A client that goes away is its own affair: without a listener a write error would end the host's process.
      response.on('error', () => {});
      if (route !== undefined) await answer({ request, response, route });
      else send(request, response, NOT_FOUND);
    },
  };
}

/** A request that has found its route. */
interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: Route;
}

function isAnswered(request: IncomingMessage, { takesPut }: Route): boolean {
  return readsOnly(request) || (takesPut === true && request.method === 'PUT');
}

/** The method, as the routes know it: others are answered before. */
function methodOf({ method }: IncomingMessage): RouteRequest['method'] {
  return method === 'HEAD' || method === 'PUT' ? method : 'GET';
}

function nameOf(route: Route): string {
  return `the route ${route.path}`;
}

/** Whether the client has shown a certificate of an authority that the server asks for (mutual TLS). */
function showsCertificate({ socket }: IncomingMessage): boolean {
  return (socket as Partial<TLSSocket>).authorized === true;
}

function routeRequest(request: IncomingMessage, authenticated: boolean, signal: AbortSignal): RouteRequest {
  const remoteAddress = request.socket.remoteAddress;
  return {
    method: methodOf(request),
    url: urlOf(request.url),
    headers: request.headers,
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    authenticated,
    signal,
    raw: request,
  };
}
