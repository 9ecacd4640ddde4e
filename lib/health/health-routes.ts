import { isLocal, type Route, type RouteRequest, type RouteResponse } from '../http';
import { prefersText } from './accept';
import { HEALTH_CHECK_KINDS, type HealthCheckKind, type HealthReport } from './check';
import { oneLine } from './check-name';
import type { HealthRegistry } from './health-registry';

/** Who sees more than the status: `auto` means requests from loopback and authenticated ones. */
export type HealthDetails = 'auto' | 'always' | 'never';

/** How the health routes answer. */
export interface HealthRoutesOptions {
  /** The bound on one answer, in milliseconds, whatever hangs. */
  readonly timeoutMs: number;
  readonly details: HealthDetails;
}

interface HealthPath {
  readonly path: string;
  /** The kinds of checks that count. */
  readonly kinds: readonly HealthCheckKind[];
}

const HEALTH_PATHS: readonly HealthPath[] = [
  { path: '/health', kinds: HEALTH_CHECK_KINDS },
  { path: '/health/live', kinds: ['liveness'] },
  { path: '/health/ready', kinds: ['readiness', 'startup'] },
  { path: '/health/startup', kinds: ['startup'] },
];

/** The paths of the health routes. */
export const HEALTH_ROUTE_PATHS: readonly string[] = HEALTH_PATHS.map(({ path }) => path);

/** What is left of the bound for writing the answer and its way to the client: a thousand may be waiting for theirs. */
const MARGIN_SHARE = 0.2;
const MOST_MARGIN_MS = 1_000;

const NO_STORE = { 'cache-control': 'no-store' };

/** Decides for each of `auto`, `always` and `never` whether a request is shown the details. */
const SEES_DETAILS: Readonly<Record<HealthDetails, (request: RouteRequest) => boolean>> = {
  auto: (request) => request.authenticated || isLocal(request),
  always: () => true,
  never: () => false,
};

function jsonOf(report: HealthReport, seesDetails: boolean): string {
  return `${JSON.stringify(seesDetails ? report : { status: report.status })}\n`;
}

/** "degraded: 2 of 3 checks passed; database: connection refused". */
function textOf(report: HealthReport, seesDetails: boolean): string {
  if (!seesDetails) return `${report.status}\n`;
  const troubles = report.checks
    .filter(({ status }) => status !== 'healthy')
    .map(({ name, status, message }) => `${name}: ${message ?? status}`);
  const counts = `${report.passed} of ${report.total} checks passed`;
  const parts = [...(report.draining ? ['shutting down'] : []), counts, ...troubles];
  return `${oneLine(`${report.status}: ${parts.join('; ')}`)}\n`;
}

function answerTo(request: RouteRequest, report: HealthReport, details: HealthDetails): RouteResponse {
  const text = prefersText(request.headers.accept);
  const seesDetails = SEES_DETAILS[details](request);
  return {
    status: report.status === 'unhealthy' ? 503 : 200,
    headers: {
      ...NO_STORE,
      vary: 'Accept',
      'content-type': `${text ? 'text/plain' : 'application/json'}; charset=utf-8`,
    },
    body: (text ? textOf : jsonOf)(report, seesDetails),
  };
}

/**
 * The routes `/health` (every check), `/health/live` (liveness checks: not touched by draining, 200 to the end of the
 * process), `/health/ready` (readiness and startup checks: 503 while draining) and `/health/startup` (startup checks). They answer 200, or 503 when unhealthy; what is
 * degraded is 200 and says so. They never ask for credentials, and without them show strangers the status alone.
 */
export function createHealthRoutes(
  registry: HealthRegistry,
  { timeoutMs, details }: HealthRoutesOptions,
): readonly Route[] {
  const withinMs = timeoutMs - Math.min(timeoutMs * MARGIN_SHARE, MOST_MARGIN_MS);
  return HEALTH_PATHS.map(({ path, kinds }) => ({
    path,
    authenticate: false,
    handle: async (request) => answerTo(request, await registry.report({ kinds, withinMs }), details),
  }));
}
