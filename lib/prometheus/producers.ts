import { resourceFromAttributes } from '@opentelemetry/resources';
import type { CollectionResult, MetricCollectOptions, MetricProducer } from '@opentelemetry/sdk-metrics';
import {
  isRowSource,
  type Produced,
  produce,
  READ_ROWS,
  type ReadableMetrics,
  type RowSource,
  readableScope,
  toReason,
} from '../metrics';

/** What is to be done with a collection while its rows can be read. */
export type Visit = (metrics: ReadableMetrics) => Promise<void>;

type Options = MetricCollectOptions | undefined;

const STILL_HANGS = 'a metric producer still hangs since an earlier collection, and was not called again';

/**
 * What a reader collects from: the SDK, and producers beside it whose resource is ignored. A collection gives data points,
 * unless a visit was announced before: then that is given the storage to read, and there are no data points.
 *
 * The stock reader, whose checks and figures of its own each collection should pass, hands nothing of ours on to its
 * producer; but it calls it before it first waits.
 */
export class ReaderSource implements MetricProducer {
  readonly #sdk: MetricProducer;
  readonly #additional: readonly MetricProducer[];
  readonly #readTimeoutMillis: number;
  #visit: Visit | undefined;

  /**
   * @param additional producers that never reject, as `guardProducer` makes them
   * @param readTimeoutMillis how long a visit may take
   */
  constructor(sdk: MetricProducer, additional: readonly MetricProducer[], readTimeoutMillis: number) {
    this.#sdk = sdk;
    this.#additional = additional;
    this.#readTimeoutMillis = readTimeoutMillis;
  }

  /** Whether the SDK lets its storage be read. */
  get canBeVisited(): boolean {
    return isRowSource(this.#sdk);
  }

  /** Announces that the collection which begins now is for a visit. */
  announce(visit: Visit): void {
    this.#visit = visit;
  }

  collect(options: Options): Promise<CollectionResult> {
    const visit = this.#visit;
    this.#visit = undefined;
    return visit !== undefined && isRowSource(this.#sdk)
      ? this.#read(this.#sdk, options, visit)
      : this.#collect(options);
  }

  async #collect(options: Options): Promise<CollectionResult> {
    const [own, additional] = await Promise.all([
      this.#sdk.collect(options),
      this.#collectAdditional(options),
    ]);
    const results = [own, ...additional];
    return {
      resourceMetrics: {
        resource: own.resourceMetrics.resource,
        scopeMetrics: results.flatMap(({ resourceMetrics }) => resourceMetrics.scopeMetrics),
      },
      errors: results.flatMap(({ errors }) => errors).map(toReason),
    };
  }

  #read(sdk: RowSource, options: Options, visit: Visit): Promise<CollectionResult> {
    const collected = this.#collectAdditional(options);
    return sdk[READ_ROWS]({ ...options, readTimeoutMillis: this.#readTimeoutMillis }, async (metrics) => {
      const additional = await collected;
      const errors = [...metrics.errors, ...additional.flatMap((result) => result.errors)];
      const scopes = additional.flatMap(({ resourceMetrics }) =>
        resourceMetrics.scopeMetrics.map(readableScope),
      );
      await visit({ ...metrics, scopes: [...metrics.scopes, ...scopes], errors });
      return { resourceMetrics: { resource: metrics.resource, scopeMetrics: [] }, errors };
    });
  }

  #collectAdditional(options: Options): Promise<CollectionResult[]> {
    return Promise.all(this.#additional.map((producer) => producer.collect(options)));
  }
}

/**
 * A producer that never rejects and never hangs: its failure, or its silence past the collection's time-out, becomes an
 * entry of `errors` beside no data, and so does what is no metrics. The stock reader would lose everything to one
 * producer that rejects, and wait for ever for one that does not answer. One that hangs is not called again until it
 * answers: it costs one collection its time, and not each.
 *
 * @param timeoutMs how long it may take where the collection does not say it
 */
export function guardProducer(producer: MetricProducer, timeoutMs: number): MetricProducer {
  const resource = resourceFromAttributes({});
  /** Calls that were given up and have not ended. */
  let hanging = 0;
  const given = ({ scopes, errors }: Produced): CollectionResult => ({
    resourceMetrics: { resource, scopeMetrics: [...scopes] },
    errors: [...errors],
  });
  return {
    collect: async (options) => {
      if (hanging > 0) return given({ scopes: [], errors: [new Error(STILL_HANGS)] });
      const call = { isPending: true, isGivenUp: false };
      const watched: MetricProducer = {
        collect: async (told) => {
          try {
            return await producer.collect(told);
          } finally {
            call.isPending = false;
            if (call.isGivenUp) hanging -= 1;
          }
        },
      };
      const produced = await produce(watched, options?.timeoutMillis ?? timeoutMs);
      if (call.isPending) {
        call.isGivenUp = true;
        hanging += 1;
      }
      return given(produced);
    },
  };
}
