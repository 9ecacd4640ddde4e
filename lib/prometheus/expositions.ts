import type { DiagLogger } from '@opentelemetry/api';
import type { CollectionResult, MetricCollectOptions, MetricProducer } from '@opentelemetry/sdk-metrics';
import { asReadable, type ReadableMetric, type ReadableMetrics } from '../metrics';
import { CollectionError, describeError } from './collection-error';
import { Collections } from './collections';
import type { EscapingScheme } from './escaping';
import type { MetricFamily } from './family';
import type { FamilyTranslators } from './family-translators';
import type { ExpositionRequest, RenderedExposition } from './metrics-route';
import { DEFAULT_SCHEME } from './negotiation';
import type { OpenMetricsOptions } from './openmetrics';
import { guardProducer, ReaderSource, type Visit } from './producers';
import { renderMetrics } from './rendering';
import { hasSeries } from './row-series';
import { SharedRenderings } from './shared-renderings';
import { SlabPool } from './slabs';
import { atOnce } from './slices';

type CollectOptions = MetricCollectOptions | undefined;

/** What expositions are made with. */
export interface ExpositionsOptions {
  /** A collection as the stock reader does it. */
  readonly collect: (options: CollectOptions) => Promise<CollectionResult>;
  readonly translators: FamilyTranslators;
  readonly openMetrics: OpenMetricsOptions;
  /** Producers beside the SDK's own. */
  readonly producers: readonly MetricProducer[];
  /** How long callbacks and producers may take in one collection. */
  readonly collectTimeoutMs: number;
  /** How long an exposition may take to be rendered while others who collect have to wait. */
  readonly readTimeoutMs: number;
  readonly logger: DiagLogger;
  /** Cleans the reason of a failure before it is told. */
  readonly redact: (text: string) => string;
}

/** Collects for a reader, and makes expositions of what was collected. */
export class Expositions {
  readonly #options: ExpositionsOptions;
  readonly #collections: Collections<CollectOptions, CollectionResult>;
  readonly #renderings: SharedRenderings;
  readonly #slabs = new SlabPool();
  #source: ReaderSource | undefined;
  /** Why the last collection was not complete; undefined when it was. */
  #failure: string | undefined;

  constructor(options: ExpositionsOptions) {
    this.#options = options;
    const { collect, collectTimeoutMs: timeoutMillis } = options;
    this.#collections = new Collections((given) =>
      collect({ ...given, timeoutMillis: given?.timeoutMillis ?? timeoutMillis }),
    );
    this.#renderings = new SharedRenderings(
      (visit) => this.#visit(visit),
      (metrics, request, isWanted) => this.#render(metrics, request, isWanted),
    );
  }

  /**
   * Connects with the SDK that the reader is given to.
   *
   * @param take takes over what the reader is to collect from; what it throws, as for a second SDK, changes nothing here
   */
  connect(sdk: MetricProducer, take: (source: MetricProducer) => void): void {
    const { producers, collectTimeoutMs, readTimeoutMs } = this.#options;
    const guarded = producers.map((producer) => guardProducer(producer, collectTimeoutMs));
    const source = new ReaderSource(sdk, guarded, readTimeoutMs);
    take(source);
    this.#source = source;
  }

  /** Collects data points, one collection at a time: who asks while one is under way shares the next. */
  collect(options: CollectOptions): Promise<CollectionResult> {
    return this.#collections.run(options);
  }

  /** What is rendered for a request; rejects as `families` does. */
  exposition(request: ExpositionRequest): Promise<RenderedExposition> {
    return this.#renderings.get(request);
  }

  /** @throws CollectionError (a rejection) when the collection failed, or brought errors and not a single value */
  async families(escaping: EscapingScheme = DEFAULT_SCHEME): Promise<readonly MetricFamily[]> {
    const metrics = asReadable(await this.#told(this.collect(undefined)));
    this.#checkComplete(metrics);
    return atOnce(this.#options.translators.for(escaping).translate(metrics));
  }

  /** Collects for a visit: the storage itself, or where that cannot be read what is collected from it. */
  async #visit(visit: Visit): Promise<void> {
    const source = this.#source;
    if (source?.canBeVisited !== true) {
      await visit(asReadable(await this.#told(this.collect(undefined))));
      return;
    }
    const { collect, collectTimeoutMs: timeoutMillis } = this.#options;
    source.announce(visit);
    await this.#told(collect({ timeoutMillis }));
  }

  async #render(
    metrics: ReadableMetrics,
    request: ExpositionRequest,
    isWanted: () => boolean,
  ): Promise<RenderedExposition> {
    this.#checkComplete(metrics);
    try {
      const { translators, openMetrics } = this.#options;
      const slabs = this.#slabs;
      return await renderMetrics(metrics, request, { translators, openMetrics, slabs, isWanted });
    } catch (error) {
      // That nobody waits any more is no failure of the metrics.
      if (isWanted()) this.#tell(describeError(error));
      throw new CollectionError(error);
    }
  }

  /** @throws CollectionError when there are errors and not a single value */
  #checkComplete(metrics: ReadableMetrics): void {
    const { errors } = metrics;
    this.#tell(errors.length === 0 ? undefined : errors.map(describeError).join('; '));
    if (errors.length > 0 && isEmpty(metrics)) throw new CollectionError(errors[0]);
  }

  async #told<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      this.#tell(describeError(error));
      throw new CollectionError(error);
    }
  }

  /** One line when collection begins to fail, or fails otherwise than before; one when it is complete again. */
  #tell(failure: string | undefined): void {
    if (failure === this.#failure) return;
    this.#failure = failure;
    const { logger, redact } = this.#options;
    if (failure === undefined) logger.info('metrics are collected completely again');
    else logger.error(`metrics were not collected completely: ${redact(failure)}`);
  }
}

function isEmpty({ scopes }: ReadableMetrics): boolean {
  return scopes.every(({ metrics }) =>
    metrics.every((metric) => (metric.rows === undefined ? !hasPoints(metric) : !hasSeries(metric.rows))),
  );
}

/** A metric of the host's producers may be anything. */
function hasPoints(metric: ReadableMetric): boolean {
  try {
    return (metric.data()?.dataPoints.length ?? 0) > 0;
  } catch {
    return false;
  }
}
