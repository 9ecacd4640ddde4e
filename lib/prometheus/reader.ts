import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DiagLogger, diag } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type {
  CollectionResult,
  InstrumentType,
  MetricCollectOptions,
  MetricProducer,
} from '@opentelemetry/sdk-metrics';
import {
  type Address,
  type Credentials,
  createAuthenticator,
  createRouteListener,
  OperationsServer,
  type RequestListener,
} from '../http';
import { asReadable, type ReadableMetrics } from '../metrics';
import { CollectionError, describeError } from './collection-error';
import { Collections } from './collections';
import type { EscapingScheme } from './escaping';
import type { MetricFamily } from './family';
import { FamilyTranslators, type TranslationOptions } from './family-translators';
import {
  createMetricsRoute,
  type ExpositionRequest,
  type MetricsRouteOptions,
  type RenderedExposition,
} from './metrics-route';
import { DEFAULT_SCHEME } from './negotiation';
import { guardProducer, ReaderSource, type Visit } from './producers';
import { renderMetrics } from './rendering';
import { hasSeries } from './row-series';
import { SharedRenderings } from './shared-renderings';
import { atOnce } from './slices';
import { renderText } from './text';
import { Warnings } from './warnings';

/** What a reader shows, and where, when it has an endpoint of its own. */
export interface PrometheusReaderOptions
  extends Partial<TranslationOptions>,
    Pick<MetricsRouteOptions, 'path' | 'onScrape' | 'redact'> {
  /** Of the reader's own endpoint; by default localhost, as the specification has it. */
  readonly host?: string;
  /** Of the reader's own endpoint; by default 9464, the port allocated to OpenTelemetry. 0 means any free port. */
  readonly port?: number;
  /** What the reader's own endpoint asks for; by default nothing. */
  readonly auth?: Credentials;
  /** Producers beside the SDK's own, whose resource is ignored. One that fails costs only what it would have brought. */
  readonly metricProducers?: readonly MetricProducer[];
  /** Distinct attribute sets an instrument may have where no View says otherwise. By default the SDK's 2,000. */
  readonly cardinalityLimit?: number;
  /** How long callbacks and producers may take in one collection. By default 10 s, Prometheus's own scrape timeout. */
  readonly collectTimeoutMs?: number;
}

const DEFAULT_HOST = 'localhost';
const DEFAULT_PORT = 9464;
const DEFAULT_COLLECT_TIMEOUT_MS = 10_000;

/**
 * A metric reader that Prometheus scrapes. It is a `PrometheusExporter`, so that whatever takes the stock exporter
 * takes it, but translates, renders and serves by itself; of the stock one only the reader is left (temporality is
 * cumulative), and `OTEL_EXPORTER_PROMETHEUS_HOST` and `…_PORT` have no effect.
 *
 * It listens only when `startServer()` is called; otherwise `createMetricsRoute(reader)` goes into a server, or
 * `getMetricsRequestHandler` into an application's own.
 */
export class PrometheusReader extends PrometheusExporter {
  readonly #cardinalityLimit: number | undefined;
  readonly #collections: Collections<MetricCollectOptions | undefined, CollectionResult>;
  readonly #renderings: SharedRenderings;
  readonly #collectTimeoutMs: number;
  readonly #additionalProducers: readonly MetricProducer[];
  #source: ReaderSource | undefined;
  readonly #translators: FamilyTranslators;
  readonly #server: OperationsServer;
  readonly #listener: RequestListener;
  readonly #logger: DiagLogger;
  readonly #redact: (text: string) => string;
  /** Why the last collection was not complete; undefined when it was. */
  #failure: string | undefined;

  /** @throws Error when `auth` is half a pair of username and password, or the translation strategy is none. */
  constructor(options: PrometheusReaderOptions = {}) {
    const { host = DEFAULT_HOST, port = DEFAULT_PORT, metricProducers = [] } = options;
    super({ preventServerStart: true });
    this.#collectTimeoutMs = options.collectTimeoutMs ?? DEFAULT_COLLECT_TIMEOUT_MS;
    this.#additionalProducers = metricProducers.map(guardProducer);
    this.#cardinalityLimit = options.cardinalityLimit;
    this.#collections = new Collections((collectOptions) =>
      super.collect({ timeoutMillis: this.#collectTimeoutMs, ...collectOptions }),
    );
    this.#renderings = new SharedRenderings(
      (visit) => this.#visit(visit),
      (metrics, request, isWanted) => this.#render(metrics, request, isWanted),
    );
    this.#logger = diag.createComponentLogger({ namespace: 'cardlink/prometheus' });
    this.#redact = options.redact ?? ((text) => text);
    this.#translators = new FamilyTranslators(
      {
        scopeLabels: options.scopeLabels ?? true,
        targetInfo: options.targetInfo ?? true,
        translationStrategy: options.translationStrategy,
      },
      new Warnings(this.#logger),
    );
    const authenticator = createAuthenticator(options.auth ?? {});
    const route = createMetricsRoute(this, options);
    this.#server = new OperationsServer({ host, port, routes: [route], authenticator });
    this.#listener = createRouteListener(route, authenticator);
  }

  /** Where the reader's own endpoint listens; undefined while it does not. */
  get address(): Address | undefined {
    return this.#server.address;
  }

  /**
   * Starts the reader's own endpoint; harmless when it listens already, and possible again after `stopServer()`.
   *
   * @throws ListenError (a rejection) with `code`, `host` and `port`, as for a taken port.
   */
  override async startServer(): Promise<void> {
    await this.#server.start();
  }

  /** Stops the reader's own endpoint and ends its connections. Never rejects. */
  override stopServer(): Promise<void> {
    return this.#server.stop();
  }

  /** Called by the SDK at the end; afterwards nothing can be collected any more. */
  override onShutdown(): Promise<void> {
    return this.stopServer();
  }

  /**
   * Answers one request of an application's own server with the metrics, whatever its path, and asks for the
   * credentials of `auth`.
   */
  override getMetricsRequestHandler(request: IncomingMessage, response: ServerResponse): void {
    this.#listener(request, response);
  }

  /** Called by the SDK that the reader is given to. */
  override setMetricProducer(producer: MetricProducer): void {
    const source = new ReaderSource(producer, this.#additionalProducers);
    super.setMetricProducer(source);
    this.#source = source;
  }

  /** Collects, one collection at a time: who asks while one is under way shares the next. */
  override collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    return this.#collections.run(options);
  }

  override selectCardinalityLimit(instrumentType: InstrumentType): number {
    return this.#cardinalityLimit ?? super.selectCardinalityLimit(instrumentType);
  }

  /** The metrics of now in Prometheus's text format 0.0.4. Rejects as `families()` does. */
  async text(): Promise<string> {
    return renderText(await this.families());
  }

  /**
   * The metrics of now in a format, by default text 0.0.4; all families, or those that `names` stand for. Where the SDK is
   * our own they are read from its storage directly. It is done in slices, so that the event loop is never held for long;
   * requests that arrive together share a collection, and the same requests what is rendered. Rejects as `families()` does.
   */
  exposition(request: ExpositionRequest = {}): Promise<RenderedExposition> {
    return this.#renderings.get(request);
  }

  /**
   * The metric families of now, their names as `escaping` wants them, by default with underscores. What failed in part
   * (one observable callback, one producer) is left out and told once.
   *
   * @throws CollectionError (a rejection) when the collection failed, or brought errors and not a single value.
   */
  async families(escaping: EscapingScheme = DEFAULT_SCHEME): Promise<readonly MetricFamily[]> {
    const metrics = asReadable(await this.#orFailure(this.collect()));
    this.#checkComplete(metrics);
    return atOnce(this.#translators.for(escaping).translate(metrics));
  }

  /** Collects for a visit: the storage itself, or where that cannot be read what is collected from it. */
  async #visit(visit: Visit): Promise<void> {
    const source = this.#source;
    if (source === undefined || !source.canBeVisited) {
      await visit(asReadable(await this.#orFailure(this.collect())));
      return;
    }
    const collected = super.collect.bind(this);
    source.announce(visit);
    await this.#orFailure(collected({ timeoutMillis: this.#collectTimeoutMs }));
  }

  async #render(
    metrics: ReadableMetrics,
    request: ExpositionRequest,
    isWanted: () => boolean,
  ): Promise<RenderedExposition> {
    this.#checkComplete(metrics);
    try {
      return await renderMetrics(metrics, request, this.#translators, isWanted);
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

  async #orFailure<Result>(work: Promise<Result>): Promise<Result> {
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
    if (failure === undefined) this.#logger.info('metrics are collected completely again');
    else this.#logger.error(`metrics were not collected completely: ${this.#redact(failure)}`);
  }
}

function isEmpty({ scopes }: ReadableMetrics): boolean {
  return scopes.every(({ metrics }) =>
    metrics.every(({ rows, data }) =>
      rows === undefined ? (data()?.dataPoints.length ?? 0) === 0 : !hasSeries(rows),
    ),
  );
}
