import type { IncomingMessage } from 'node:http';
import { concealCredentials } from '../../config';
import type { HealthCheck, HealthFinding } from '../check';
import { PEER_TIMEOUT_MS } from './tcp-peer';
import { numberOr, optionsOf, timeoutOr } from './thresholds';

/** How a peer is asked, and what it should answer. */
export interface HttpPeerOptions {
  /** Default: `GET`. */
  readonly method?: 'GET' | 'HEAD' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The statuses that are healthy. Default: 200 to 399; redirections are not followed. */
  readonly statuses?: readonly number[] | undefined;
  /** How long the head of the answer may take, in milliseconds. Default: 3,000. */
  readonly timeoutMs?: number | undefined;
  /** An answer that takes so long or longer is degraded, in milliseconds. By default none is. */
  readonly degradedMs?: number | undefined;
}

/**
 * Whether an HTTP peer answers as it should: a request on a connection of its own, of whose answer the status counts and
 * the body is not read. Credentials in the URL are sent as Basic ones and not shown.
 */
export function httpPeer(url: string | URL, given: HttpPeerOptions = {}): HealthCheck {
  const options: HttpPeerOptions = optionsOf(given);
  return async ({ signal }): Promise<HealthFinding> => {
    const target = new URL(url);
    const startedMs = performance.now();
    const status = await statusOf(target, options, signal);
    const tookMs = performance.now() - startedMs;
    const shown = concealCredentials(target.href);
    const message = `${shown} answered ${status}`;
    const details = { statusCode: status, answeredSeconds: tookMs / 1_000 };
    if (!isExpected(status, options.statuses)) return { status: 'unhealthy', message, details };
    if (tookMs < numberOr(options.degradedMs, Number.POSITIVE_INFINITY))
      return { status: 'healthy', message, details };
    return { status: 'degraded', message: `${message} after ${Math.round(tookMs)} ms`, details };
  };
}

function isExpected(status: number, statuses: readonly number[] | undefined): boolean {
  return statuses === undefined ? status >= 200 && status < 400 : statuses.includes(status);
}

function statusOf(target: URL, options: HttpPeerOptions, signal: AbortSignal): Promise<number> {
  const { method = 'GET', headers = {} } = options;
  const timeoutMs = timeoutOr(options.timeoutMs, PEER_TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const request = requestOf(target.protocol)(target, { method, headers, agent: false, signal });
    const timer = setTimeout(
      () => request.destroy(new Error(`${target.host} did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref();
    request.once('socket', (socket) => socket.unref());
    const answered = (response: IncomingMessage): void => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    };
    request.once('response', answered);
    // An answer with 101 is none of the responses: from then on the connection speaks something else.
    request.once('upgrade', (response, socket) => {
      answered(response);
      socket.destroy();
    });
    request.once('error', reject);
    request.once('close', () => {
      clearTimeout(timer);
      reject(new Error(`${target.host} closed the connection without an answer`));
    });
    request.end();
  });
}

function requestOf(protocol: string): typeof import('node:http').request {
  if (protocol === 'http:') return (require('node:http') as typeof import('node:http')).request;
  if (protocol === 'https:') return (require('node:https') as typeof import('node:https')).request;
  throw new Error(`an HTTP peer has a URL that begins with http:// or https://, not ${protocol}//`);
}
