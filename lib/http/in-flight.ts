import type { Route } from './route';

/**
 * How many requests each route has in flight. Kept by route and not by server: the metrics may be served by an endpoint
 * and inside an application's own server at once, and the bound is on what they cost the process.
 */
const inFlight = new WeakMap<Route, number>();

/** Counts a request in, and gives what counts it out again; undefined where the route has as many as it allows. */
export function enter(route: Route): (() => void) | undefined {
  const { limits } = route;
  if (limits === undefined) return () => {};
  const requests = inFlight.get(route) ?? 0;
  if (requests >= limits.maxRequests) return undefined;
  inFlight.set(route, requests + 1);
  return () => void inFlight.set(route, (inFlight.get(route) ?? 1) - 1);
}
