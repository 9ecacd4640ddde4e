import { isIP } from 'node:net';
import { isLoopback } from '../config';
import type { RouteRequest } from './route';

/** Headers by which a proxy says that it passes on what another sent. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/**
 * Whether a request comes from this machine. One that a proxy here passes on does not: whoever sent it may be anywhere,
 * and the proxy says so in its headers.
 */
export function isLocal({
  remoteAddress = '',
  headers,
}: Pick<RouteRequest, 'remoteAddress' | 'headers'>): boolean {
  return isLoopback(remoteAddress) && PROXY_HEADERS.every((name) => headers[name] === undefined);
}

/**
 * Whether a request names this machine as a person would: `localhost` or an IP address. A page in a browser can have a
 * name of its own lead to loopback (DNS rebinding), and would then name that.
 */
export function isOwnName({ headers: { host = '' } }: Pick<RouteRequest, 'headers'>): boolean {
  const name = URL.canParse(`http://${host}`)
    ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
    : '';
  return name === 'localhost' || isIP(name) !== 0;
}
