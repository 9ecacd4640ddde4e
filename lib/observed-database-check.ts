import type { HealthCheck, HealthFinding } from './health';
import type { Clock, DbRecorder } from './signals';

/**
 * How long a query without an answer counts. A server that is not ready gets no requests and so makes no queries: after
 * this it is degraded, gets some again, and they tell.
 */
const COUNTS_FOR_MS = 30_000;

/**
 * How the database is that `obs.db` records, by how its queries end; none is made for it. Unhealthy when the last one got
 * no answer (no connection, none of the pool in time, a time-out that the server did not tell itself), in the last 30 s; degraded when it was longer ago, and
 * when more requests wait for a connection than the pools may have.
 */
export function observedDatabaseCheck(
  db: Pick<DbRecorder, 'lastOutcome' | 'poolFigures'>,
  clock: Pick<Clock, 'monotonicMs'>,
): HealthCheck {
  return (): HealthFinding => {
    const { lastOutcome, poolFigures } = db;
    if (lastOutcome?.unanswered !== undefined) {
      const agoMs = clock.monotonicMs() - lastOutcome.atMs;
      const message = `the last query got no answer (${lastOutcome.unanswered}), ${Math.round(agoMs / 1_000)} s ago`;
      return agoMs <= COUNTS_FOR_MS
        ? { status: 'unhealthy', message }
        : { status: 'degraded', message: `${message}; none was made since` };
    }
    const { waiting = 0, limit } = poolFigures;
    if (limit !== undefined && waiting > limit) {
      const message = `${waiting} requests wait for one of ${limit} connections`;
      return { status: 'degraded', message };
    }
    return { status: 'healthy' };
  };
}
