import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { gzipStream, wantsGzip } from './gzip';
import type { RouteResponse } from './route';

/** An answer that may also challenge for credentials, a header line a scheme. */
export type Answer = RouteResponse & { readonly challenges?: readonly string[] };

/** Headers of every answer: figures of now are not to be cached, nor taken for anything but what they say. */
const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** Whether the method is one that a route answers. */
export function readsOnly({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Whether nobody is left to read an answer. */
export function isGone(request: IncomingMessage, response: ServerResponse): boolean {
  return response.destroyed || request.socket.destroyed;
}

/**
 * Begins to send an answer: the head at once, the body at the pace at which the client reads it. When the client goes
 * away in the middle, what is left of the body is let go of.
 *
 * @throws Error when the head cannot be sent (an invalid header, a status out of range); nothing is sent then
 */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const parts = partsOf(answer.body);
  const bytes = parts?.reduce((sum, part) => sum + part.byteLength, 0);
  const compressed = answer.compressible === true && wantsGzip(request, bytes ?? 0);
  setHeaders(response, answer);
  // A request that may carry a body ends its connection, so that nobody waits for a body that nobody reads.
  if (!readsOnly(request)) response.setHeader('connection', 'close');
  if (compressed) response.setHeader('content-encoding', 'gzip');
  else if (bytes !== undefined) response.setHeader('content-length', bytes);
  if (answer.released !== undefined) response.once('close', answer.released);
  response.writeHead(answer.status);
  sendBody(response, request.method === 'HEAD' ? [] : (parts ?? []), compressed);
}

function setHeaders(response: ServerResponse, answer: Answer): void {
  for (const [name, value] of Object.entries({ ...COMMON_HEADERS, ...answer.headers })) {
    if (name.toLowerCase() === 'vary') addToVary(response, value);
    else response.setHeader(name, value);
  }
  if (answer.challenges !== undefined) response.setHeader('www-authenticate', [...answer.challenges]);
  // Also where this body is not compressed: another client would get another one (RFC 9110, 12.5.5).
  if (answer.compressible === true) addToVary(response, 'Accept-Encoding');
}

/** Adds to what the application's own handlers may have said already, as `Origin`. */
function addToVary(response: ServerResponse, value: string): void {
  const present = [response.getHeader('vary') ?? []].flat().join(', ');
  const names = present.split(',').map((name) => name.trim().toLowerCase());
  if (names.includes('*') || names.includes(value.toLowerCase())) return;
  response.setHeader('vary', present === '' ? value : `${present}, ${value}`);
}

function partsOf(body: RouteResponse['body']): readonly Uint8Array[] | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return [Buffer.from(body)];
  return body instanceof Uint8Array ? [body] : body;
}

function sendBody(response: ServerResponse, parts: readonly Uint8Array[], compressed: boolean): void {
  const [part] = parts;
  if (part === undefined) response.end();
  else if (compressed) pipeline(Readable.from(parts), gzipStream(), response, clientsAffair);
  else if (parts.length === 1) response.end(part);
  else pipeline(Readable.from(parts), response, clientsAffair);
}

/** The only error here is that the client has gone, for which `pipeline` has let go of everything already. */
function clientsAffair(): void {}
