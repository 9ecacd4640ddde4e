import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DiagLogger, diag } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type {
  AggregationOption,
  CollectionResult,
  InstrumentType,
  MetricCollectOptions,
  MetricProducer,
} from '@opentelemetry/sdk-metrics';
import {
  type Address,
  createAuthenticator,
  createRouteListener,
  OperationsServer,
  type RequestListener,
} from '../http';
import type { EscapingScheme } from './escaping';
import { Expositions } from './expositions';
import type { MetricFamily } from './family';
import { FamilyTranslators } from './family-translators';
import { createMetricsRoute, type ExpositionRequest, type RenderedExposition } from './metrics-route';
import {
  type PrometheusReaderOptions,
  placeOf,
  routeOptionsOf,
  translationOf,
  warnOfUnheeded,
} from './reader-options';
import { collectTimeout, scrapeLimits } from './scrape-limits';
import { renderText } from './text';
import { Warnings } from './warnings';

/** Told how the start of a reader's own endpoint went. */
export type StartCallback = (error?: Error) => void;

/**
 * A metric reader that Prometheus scrapes. It is a `PrometheusExporter`, so that whatever takes the stock exporter takes
 * it, and it takes the same options; but it translates, renders and serves by itself.
 *
 *     const provider = new MeterProvider({ readers: [new PrometheusReader({ port: 9464 })] });
 *
 * It listens at once, unless `preventServerStart` says otherwise: then `startServer()` makes it listen, or
 * `createMetricsRoute(reader)` goes into a server, or `getMetricsRequestHandler` into an application's own.
 */
export class PrometheusReader extends PrometheusExporter {
  readonly #options: PrometheusReaderOptions;
  readonly #expositions: Expositions;
  readonly #server: OperationsServer;
  readonly #listener: RequestListener;
  #isShutDown = false;

  /**
   * @param started called when the endpoint listens, or cannot, which is told to `diag` too; soon where it is not to.
   * @throws Error when `auth` is half a pair of username and password, or a limit, a time-out or the translation strategy
   *   is none.
   */
  constructor(options: PrometheusReaderOptions = {}, started: StartCallback = () => {}) {
    super({ preventServerStart: true });
    this.#options = options;
    const logger = diag.createComponentLogger({ namespace: 'cardlink/prometheus' });
    const { timeoutMs } = scrapeLimits(options);
    this.#expositions = new Expositions({
      collect: (collectOptions) => super.collect(collectOptions),
      translators: new FamilyTranslators(translationOf(options), new Warnings(logger)),
      openMetrics: options,
      producers: options.metricProducers ?? [],
      collectTimeoutMs: collectTimeout(options.collectTimeoutMs, timeoutMs),
      readTimeoutMs: timeoutMs,
      logger,
      redact: options.redact ?? ((text) => text),
    });
    const authenticator = createAuthenticator(options.auth ?? {});
    const route = createMetricsRoute(this, routeOptionsOf(options));
    this.#server = new OperationsServer({
      ...placeOf(options, logger),
      routes: [route],
      authenticator,
      tls: options.tls,
    });
    this.#listener = createRouteListener(route, authenticator);
    warnOfUnheeded(options, logger);
    if (options.preventServerStart === true) queueMicrotask(started);
    else this.#startAtOnce(started, logger);
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
    this.#isShutDown = true;
    return this.stopServer();
  }

  /** Whether the end has come: then reads reject. */
  get isShutDown(): boolean {
    return this.#isShutDown;
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
    this.#expositions.connect(producer, (source) => super.setMetricProducer(source));
  }

  /** Collects data points, one collection at a time: who asks while one is under way shares the next. */
  override collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    return this.#expositions.collect(options);
  }

  override selectAggregation(instrumentType: InstrumentType): AggregationOption {
    return this.#options.aggregation?.(instrumentType) ?? super.selectAggregation(instrumentType);
  }

  override selectCardinalityLimit(instrumentType: InstrumentType): number {
    return this.#options.cardinalityLimit ?? super.selectCardinalityLimit(instrumentType);
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
    return this.#expositions.exposition(request);
  }

  /**
   * The metric families of now, their names as `escaping` wants them, by default with underscores. What failed in part
   * (one observable callback, one producer) is left out and told once.
   *
   * @throws CollectionError (a rejection) when the collection failed, or brought errors and not a single value.
   */
  families(escaping?: EscapingScheme): Promise<readonly MetricFamily[]> {
    return this.#expositions.families(escaping);
  }

  #startAtOnce(started: StartCallback, logger: DiagLogger): void {
    this.startServer().then(
      () => started(),
      (error: Error) => {
        logger.error(error.message);
        started(error);
      },
    );
  }
}
