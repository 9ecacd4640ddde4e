import type { Context } from '@opentelemetry/api';
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_NAME,
  ATTR_ERROR_TYPE,
  DB_ERROR_TYPE_VALUES,
  type DbErrorType,
  METRIC_CARDLINK_DB_CONNECTIONS_ACTIVE,
  METRIC_CARDLINK_DB_ERRORS,
  METRIC_CARDLINK_DB_OPERATIONS,
  METRIC_CARDLINK_DB_QUERY_DURATION,
} from '../semconv';
import { CounterFamily, HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

/** Operations that nearly every application has: their errors start at 0. */
const COMMON_OPERATIONS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

/** The metrics of databases. */
export class DbMetrics {
  readonly #tableLabel: boolean;
  readonly #active: CounterFamily;
  readonly #operations: CounterFamily;
  readonly #duration: HistogramFamily;
  readonly #errors: CounterFamily;

  constructor(telemetry: Telemetry) {
    this.#tableLabel = telemetry.dbTableLabel;
    this.#active = new CounterFamily(telemetry, METRIC_CARDLINK_DB_CONNECTIONS_ACTIVE);
    const keys = [ATTR_DB_OPERATION_NAME, ATTR_DB_COLLECTION_NAME];
    this.#operations = new CounterFamily(telemetry, METRIC_CARDLINK_DB_OPERATIONS, keys);
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_DB_QUERY_DURATION, keys);
    this.#errors = new CounterFamily(telemetry, METRIC_CARDLINK_DB_ERRORS, [
      ATTR_ERROR_TYPE,
      ATTR_DB_OPERATION_NAME,
    ]);
    this.#active.zero();
    for (const errorType of DB_ERROR_TYPE_VALUES) {
      for (const operation of COMMON_OPERATIONS) this.#errors.zero(errorType, operation);
    }
  }

  /** More connections are in use, or fewer. */
  connections(change: number): void {
    this.#active.add(change, undefined);
  }

  /** A number of connections that is none was given. */
  refuseConnections(given: unknown): void {
    this.#active.refuse(given);
  }

  /** An operation ended, however. */
  ended(
    context: Context | undefined,
    operation: string,
    table: string | undefined,
    durationSeconds: number,
  ): void {
    this.#operations.add(1, context, operation, table);
    this.#duration.record(durationSeconds, context, operation, this.#tableLabel ? table : undefined);
  }

  /** An operation failed. */
  failed(context: Context | undefined, errorType: DbErrorType, operation: string): void {
    this.#errors.add(1, context, errorType, operation);
  }
}
