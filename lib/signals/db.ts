import {
  type Context,
  context as contextApi,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  DB_ERROR_TYPE_VALUE_OTHER,
  DB_ERROR_TYPE_VALUE_TIMEOUT,
  DB_ERROR_TYPE_VALUES,
  type DbErrorType,
} from '../semconv';
import { isAmount } from './amount';
import { boundedBy } from './bounded';
import { dbErrorType, describeDbError, isEndedByServer } from './db-failure';
import { DbMetrics } from './db-metrics';
import { dbOperation, tableName } from './db-names';
import { type DbOutcome, DbOutcomes } from './db-outcomes';
import { type DbPoolFigures, DbPools, type ReadDbPool } from './db-pools';
import { infoOf } from './info';
import { type GuardedName, NameGuard } from './name-guard';
import { OpenScopes } from './open-scopes';
import { QueryTexts } from './query-texts';
import type { Telemetry } from './telemetry';

/** What else is known about a query. */
export interface QueryInfo {
  /** The query, for the span: its literals become `?` before they get there. */
  readonly text?: string;
  /**
   * The product, by OpenTelemetry's `db.system.name`: `postgresql`, `mysql`, `sqlite`. With it the query's text is read
   * as that product reads it.
   */
  readonly system?: string;
  /**
   * How long the query may take until it is recorded as `timeout`, in milliseconds; it runs on. Infinity for what lasts as
   * long as it lasts; of more than 10,000 that are under way, the oldest is a `timeout` all the same. Default: an hour.
   */
  readonly timeoutMs?: number;
}

/** How long a query may take: longer than a migration of a large table. */
const QUIET_MS = 60 * 60 * 1_000;

/** Distinct tables that become labels. */
const MAX_TABLES = 100;

const knownErrorType = boundedBy(DB_ERROR_TYPE_VALUES);

/**
 * Records database operations: `query` does the whole job; the plain methods record one figure each.
 *
 *     const rows = await obs.db.query('SELECT', 'sessions', () => pool.query(text, [id]), { text });
 */
export class DbRecorder {
  readonly #telemetry: Telemetry;
  readonly #metrics: DbMetrics;
  readonly #pools: DbPools;
  readonly #tables = new NameGuard(MAX_TABLES, tableName);
  readonly #texts = new QueryTexts();
  readonly #open: OpenScopes<OpenQuery>;
  readonly #outcomes = new DbOutcomes();
  #active = 0;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#metrics = new DbMetrics(telemetry);
    this.#pools = new DbPools(telemetry);
    this.#open = new OpenScopes({
      clock: telemetry.clock,
      isOver: telemetry.isOver,
      quietMs: QUIET_MS,
      giveUp: (open) => this.#endAs(open, DB_ERROR_TYPE_VALUE_TIMEOUT),
    });
  }

  /**
   * Runs `work` as one operation on a table: counted and timed, with a `db.{operation}` span below the active one. Gives
   * back what `work` gives: a promise for a promise, and at once what a synchronous driver returns. Work that is only
   * begun by waiting for it (knex's builders) is begun once. What has not ended after an hour, or after `timeoutMs`, is
   * recorded as `timeout`.
   *
   * @param operation the first word of the statement, in either case; what is not in the list is `_OTHER`
   * @param table with its schema or without, quoted or not; beyond 100 tables `_OTHER` on labels. Undefined leaves it out
   * @throws what `work` throws, unchanged, after recording it
   */
  query<T>(
    operation: string,
    table: string | undefined,
    work: () => PromiseLike<T>,
    info?: QueryInfo,
  ): Promise<T>;
  query<T>(operation: string, table: string | undefined, work: () => T, info?: QueryInfo): T;
  query<T>(
    operation: string,
    table: string | undefined,
    work: () => T | PromiseLike<T>,
    info: QueryInfo = {},
  ): T | Promise<T> {
    const open = this.#begin(operation, table, info);
    let result: T | PromiseLike<T>;
    try {
      // A thenable's `then` is called later, by a job that keeps the context in which it is asked for here.
      result = contextApi.with(open.context, () => asPromise(work()));
    } catch (error) {
      this.#fail(open, error);
      throw error;
    }
    if (!(result instanceof Promise)) {
      this.#succeed(open);
      return result as T;
    }
    return result.then(
      (value: T) => {
        this.#succeed(open);
        return value;
      },
      (error: unknown) => {
        this.#fail(open, error);
        throw error;
      },
    );
  }

  /** Counts one operation and how long it took, in seconds. */
  recordQuery(operation: string, durationSeconds: number, table?: string): void {
    this.#metrics.ended(undefined, dbOperation(operation), this.#table(table)?.label, durationSeconds);
    this.#outcomes.timed(this.#telemetry.clock.monotonicMs());
  }

  /** Counts an operation that failed; `errorType` is one of the registry's list for databases. */
  recordError(errorType: DbErrorType, operation: string): void {
    const known = knownErrorType(errorType);
    this.#metrics.failed(undefined, known, dbOperation(operation));
    this.#outcomes.failed(this.#telemetry.clock.monotonicMs(), known);
  }

  /** So many more connections are in use, or fewer: `1` when one is taken, `-1` when it is given back. Never below 0. */
  changeConnections(change: number): void {
    this.setConnections(Number.isFinite(change) ? Math.max(0, this.#active + change) : change);
  }

  /** So many connections are in use now. */
  setConnections(active: number): void {
    if (!isAmount(active)) {
      this.#metrics.refuseConnections(active);
      return;
    }
    this.#metrics.connections(active - this.#active);
    this.#active = active;
  }

  /** The most connections that the pool may open. */
  setConnectionLimit(limit: number): void {
    this.#pools.set('limit', limit);
  }

  /** Requests that wait for a connection of the pool now. */
  setConnectionsWaiting(waiting: number): void {
    this.#pools.set('waiting', waiting);
  }

  /**
   * Reads a pool's limit and its waiting requests at each collection, until what is returned is called; several pools are
   * added up.
   *
   *     const undo = obs.db.observePool(() => ({ limit: pool.options.max, waiting: pool.waitingCount }));
   */
  observePool(read: ReadDbPool): () => void {
    this.#outcomes.used();
    return this.#pools.add(read);
  }

  /** Ends every query that is under way as an error: what a shutdown does, so that no span is lost. */
  endAll(): void {
    this.#open.endAll((open) => this.#endAs(open, DB_ERROR_TYPE_VALUE_OTHER));
  }

  /** How the last operation ended; undefined before the first. */
  get lastOutcome(): DbOutcome | undefined {
    return this.#outcomes.last;
  }

  /** How the pools stand together. */
  get poolFigures(): DbPoolFigures {
    return this.#pools.figures();
  }

  /** Calls `act` once, when a query or a pool is recorded for the first time; at once if one has been. */
  whenUsed(act: () => void): void {
    this.#outcomes.whenUsed(act);
  }

  #begin(operation: string, table: string | undefined, given: QueryInfo): OpenQuery {
    const info = infoOf(given, ['text', 'system', 'timeoutMs']);
    const name = dbOperation(operation);
    const guarded = this.#table(table);
    const active = contextApi.active();
    const span = this.#telemetry.tracer.startSpan(`db.${name}`, { kind: SpanKind.CLIENT }, active);
    if (span.isRecording()) this.#describe(span, name, guarded, info);
    const open: OpenQuery = {
      operation: name,
      table: guarded?.label,
      span,
      context: trace.setSpan(active, span),
      startedMs: this.#telemetry.clock.monotonicMs(),
    };
    this.#open.add(open, info.timeoutMs);
    return open;
  }

  #describe(
    span: Span,
    operation: string,
    table: GuardedName | undefined,
    { text, system }: QueryInfo,
  ): void {
    span.setAttribute(ATTR_DB_OPERATION_NAME, operation);
    if (table !== undefined) span.setAttribute(ATTR_DB_COLLECTION_NAME, table.exact);
    if (typeof system === 'string') span.setAttribute(ATTR_DB_SYSTEM_NAME, system.slice(0, 64));
    if (typeof text === 'string') span.setAttribute(ATTR_DB_QUERY_TEXT, this.#texts.sanitized(text, system));
  }

  #succeed(open: OpenQuery): void {
    if (this.#open.delete(open)) this.#end(open);
  }

  #end({ context, operation, table, span, startedMs }: OpenQuery, errorType?: DbErrorType): void {
    const nowMs = this.#telemetry.clock.monotonicMs();
    this.#metrics.ended(context, operation, table, (nowMs - startedMs) / 1_000);
    span.end();
    this.#outcomes.ended(nowMs, errorType);
  }

  #fail(open: OpenQuery, error: unknown): void {
    if (!this.#open.delete(open)) return;
    const errorType = dbErrorType(error);
    open.span.recordException(describeDbError(error, errorType));
    this.#endAs(open, errorType);
    if (isEndedByServer(error)) this.#outcomes.answered();
  }

  /** Ends a query that was taken out of the open ones. */
  #endAs(open: OpenQuery, errorType: DbErrorType): void {
    this.#metrics.failed(open.context, errorType, open.operation);
    open.span.setAttribute(ATTR_ERROR_TYPE, errorType);
    open.span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    this.#end(open, errorType);
  }

  #table(table: string | undefined): GuardedName | undefined {
    return table === undefined || table === '' ? undefined : this.#tables.name(table);
  }
}

/** An operation that is under way. */
interface OpenQuery {
  readonly operation: string;
  /** For labels. */
  readonly table: string | undefined;
  readonly span: Span;
  readonly context: Context;
  readonly startedMs: number;
}

function asPromise<T>(result: T | PromiseLike<T>): T | Promise<T> {
  const isThenable = typeof (result as PromiseLike<T> | undefined)?.then === 'function';
  return isThenable ? Promise.resolve(result) : (result as T);
}
