import type { Observable, ObservableResult } from '@opentelemetry/api';
import {
  METRIC_CARDLINK_DB_CONNECTIONS_LIMIT,
  METRIC_CARDLINK_DB_CONNECTIONS_WAITING,
  type MetricDefinition,
} from '../semconv';
import { isAmount } from './amount';
import { observedFamily } from './observed';
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

  constructor(telemetry: Telemetry) {
    this.#observe(telemetry, METRIC_CARDLINK_DB_CONNECTIONS_LIMIT, 'limit');
    this.#observe(telemetry, METRIC_CARDLINK_DB_CONNECTIONS_WAITING, 'waiting');
    this.#pools.add(() => this.#set);
  }

  /** Sets a figure by hand. */
  set(figure: keyof DbPoolFigures, value: number): void {
    if (isAmount(value)) this.#set[figure] = value;
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
      .map((read) => readFigure(read, figure))
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
}

function readFigure(read: ReadDbPool, figure: keyof DbPoolFigures): number | undefined {
  try {
    const value = read()[figure];
    return value !== undefined && isAmount(value) ? value : undefined;
  } catch {
    // A pool that cannot be read is not reported this time; the others are.
    return undefined;
  }
}
