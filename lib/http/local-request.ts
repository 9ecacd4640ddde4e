import { isLoopback } from '../config';
import type { RouteRequest } from './route';

/** What proxies add to a request that they pass on, beside everything that begins with `x-forwarded`. */
const PROXY_HEADERS: ReadonlySet<string> = new Set([
  'forwarded',
  'forwarded-for',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-forwarded-for',
  'x-original-host',
  'x-envoy-external-address',
  'true-client-ip',
  'cf-connecting-ip',
  'fastly-client-ip',
]);

/**
 * Whether a request comes from this machine: from a loopback address, IPv6's form of one included, to a loopback name.
 * One that a proxy here passes on does not: whoever sent it may be anywhere, and the proxy says so in its headers. A
 * Unix socket is what proxies use too, so who comes by one is a stranger. A name that is not loopback's comes from a
 * proxy that keeps it, or from a page in a browser here whose name was bound to this address (DNS rebinding).
 */
export function isLocal({ remoteAddress = '', headers }: RouteRequest): boolean {
  if (!isLoopback(remoteAddress)) return false;
  const { host } = headers;
  if (host !== undefined && !isLoopback(hostName(host))) return false;
  return !Object.keys(headers).some((name) => name.startsWith('x-forwarded') || PROXY_HEADERS.has(name));
}

/** The `Host` header (RFC 9110, 7.2) without its port. */
function hostName(host: string): string {
  return host.replace(/:\d*$/, '');
}
