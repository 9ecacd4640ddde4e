import { type Core, loadPrometheus } from './core';
import type { Route } from './http';
import type { Signals } from './signals';

/** The route of the metrics, for the endpoint and for servers of the application alike, and what is recorded of it. */
export function createScrapeRoute(
  { settings, reader, redactor }: Core,
  telemetry: Signals['telemetry'],
): Route {
  const { path, maxRequests, timeout: timeoutMs } = settings.values.metrics;
  const answered: Required<Route>['answered'] = ({ status, refusal }) => {
    telemetry.scrapeAnswered(status);
    if (refusal !== undefined) telemetry.scrapeFailed(refusal);
  };
  const create = (): Route =>
    loadPrometheus().createMetricsRoute(reader, {
      path,
      maxRequests,
      timeoutMs,
      redact: (text) => redactor.text(text),
      onScrape: (outcome) =>
        outcome.kind === 'served'
          ? telemetry.scrapeServed(outcome)
          : telemetry.scrapeFailed(outcome.errorType),
      onAnswer: answered,
    });
  return reader === undefined ? whenAskedFor({ path, authenticate: true, answered }, create) : create();
}

/** A route that is made for the first who asks: what is off costs nothing. */
function whenAskedFor(outside: Omit<Route, 'handle'>, create: () => Route): Route {
  let route: Route | undefined;
  return {
    ...outside,
    handle: (request) => {
      route ??= create();
      return route.handle(request);
    },
  };
}
