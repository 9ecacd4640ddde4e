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
import { CollectionError, describeError } from './collection-error';
import { Collections } from './collections';
import type { EscapingScheme } from './escaping';
import type { MetricFamily } from './family';
import { FamilyTranslators, type TranslationOptions } from './family-translators';
import { type ExpositionChunks, render } from './formats';
import { createMetricsRoute, type ExpositionRequest, type MetricsRouteOptions } from './metrics-route';
import { DEFAULT_SCHEME } from './negotiation';
import { guardProducer } from './producers';
import { selectFamilies } from './select-families';
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
    super({ preventServerStart: true, metricProducers: metricProducers.map(guardProducer) });
    const timeoutMillis = options.collectTimeoutMs ?? DEFAULT_COLLECT_TIMEOUT_MS;
    this.#cardinalityLimit = options.cardinalityLimit;
    this.#collections = new Collections((collectOptions) =>
      super.collect({ timeoutMillis, ...collectOptions }),
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
   * The metrics of now in a format, by default text 0.0.4; all families, or those that `names` stand for. They are
   * collected when this resolves, and rendered chunk by chunk while they are gone through, so that a caller can let
   * others run between two of them. Rejects as `families()` does.
   */
  async exposition(request: ExpositionRequest = {}): Promise<ExpositionChunks> {
    const { format = 'text', escaping, names = [] } = request;
    return render(selectFamilies(await this.families(escaping), names), format);
  }

  /**
   * The metric families of now, their names as `escaping` wants them, by default with underscores. What failed in part
   * (one observable callback, one producer) is left out and told once.
   *
   * @throws CollectionError (a rejection) when the collection failed, or brought errors and not a single value.
   */
  async families(escaping: EscapingScheme = DEFAULT_SCHEME): Promise<readonly MetricFamily[]> {
    const { resourceMetrics, errors } = await this.#collected();
    const empty = resourceMetrics.scopeMetrics.every(({ metrics }) =>
      metrics.every(({ dataPoints }) => dataPoints.length === 0),
    );
    this.#tell(errors.length === 0 ? undefined : errors.map(describeError).join('; '));
    if (errors.length > 0 && empty) throw new CollectionError(errors[0]);
    return this.#translators.for(escaping).translate(resourceMetrics);
  }

  async #collected(): Promise<CollectionResult> {
    try {
      return await this.collect();
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
