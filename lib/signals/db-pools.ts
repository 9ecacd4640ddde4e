import { diag, type Observable, type ObservableResult } from '@opentelemetry/api';
import {
  METRIC_CARDLINK_DB_CONNECTIONS_LIMIT,
  METRIC_CARDLINK_DB_CONNECTIONS_WAITING,
  type MetricDefinition,
} from '../semconv';
import { isAmount } from './amount';
import { errorFacts } from './failure';
import { observedFamily } from './observed';
import { Refusals } from './refusals';
import type { Telemetry } from './telemetry';

/** How a pool of connections stands; what is left out is not reported. */
export interface DbPoolFigures {
  /** The most connections it may open. */
  readonly limit?: number | undefined;
  /** Requests that wait for a connection. */
  readonly waiting?: number | undefined;
}

/** Reads how a pool stands; called at each collection. */
export type ReadDbPool = () => DbPoolFigures;

/** Pools that are read at each collection, and the figures that were set; their sums are reported. */
export class DbPools {
  readonly #pools = new Set<ReadDbPool>();
  readonly #set: { limit?: number; waiting?: number } = {};
  readonly #refusals = {
    limit: new Refusals(METRIC_CARDLINK_DB_CONNECTIONS_LIMIT.name),
    waiting: new Refusals(METRIC_CARDLINK_DB_CONNECTIONS_WAITING.name),
  };
  #hasToldFailure = false;

  constructor(telemetry: Telemetry) {
    this.#observe(telemetry, METRIC_CARDLINK_DB_CONNECTIONS_LIMIT, 'limit');
    this.#observe(telemetry, METRIC_CARDLINK_DB_CONNECTIONS_WAITING, 'waiting');
    this.#pools.add(() => this.#set);
  }

  /** Sets a figure by hand; what is none is told once. */
  set(figure: keyof DbPoolFigures, value: number): void {
    if (isAmount(value)) this.#set[figure] = value;
    else this.#refusals[figure].tell(value);
  }

  /** Reads a pool from now on; what is returned ends it. */
  add(read: ReadDbPool): () => void {
    this.#pools.add(read);
    return () => void this.#pools.delete(read);
  }

  /** The sums over the pools; what none of them tells is left out. */
  figures(): DbPoolFigures {
    return { limit: this.#sum('limit'), waiting: this.#sum('waiting') };
  }

  #sum(figure: keyof DbPoolFigures): number | undefined {
    const values = [...this.#pools]
      .map((read) => this.#read(read, figure))
      .filter((value) => value !== undefined);
    return values.length > 0 ? values.reduce((sum, value) => sum + value) : undefined;
  }

  #observe(telemetry: Telemetry, definition: MetricDefinition, figure: keyof DbPoolFigures): void {
    const { observable }: { observable: Observable } = observedFamily(telemetry, definition);
    observable.addCallback((result: ObservableResult) => {
      const sum = this.#sum(figure);
      if (sum !== undefined) result.observe(sum);
    });
  }

  /** A pool that cannot be read, or gives no figure, is not reported this time; the others are. */
  #read(read: ReadDbPool, figure: keyof DbPoolFigures): number | undefined {
    try {
      const value: unknown = read()?.[figure];
      if (typeof value === 'number' && isAmount(value)) return value;
      // A pool that has no such figure says so in either way.
      if (value !== undefined && value !== null) this.#refusals[figure].tell(value);
    } catch (error) {
      this.#tellFailure(error);
    }
    return undefined;
  }

  #tellFailure(error: unknown): void {
    if (this.#hasToldFailure) return;
    this.#hasToldFailure = true;
    const { message } = errorFacts(error);
    diag.warn(
      `a pool of database connections could not be read${message && `: ${message}`}. Look at the function that was given ` +
        'to observePool; further failures are left out without a word.',
    );
  }
}
