import type { DiagLogger } from '@opentelemetry/api';
import type { AggregationOption, InstrumentType, MetricProducer } from '@opentelemetry/sdk-metrics';
import type { Credentials, TlsOptions } from '../http';
import type { TranslationOptions } from './family-translators';
import type { MetricsRouteOptions } from './metrics-route';
import type { OpenMetricsOptions } from './openmetrics';

/** The options of the stock exporter that have another name here, so that one may be put in the other's place. */
interface StockSpellings {
  /** The stock exporter's `path`. */
  readonly endpoint?: string | undefined;
  /** The stock exporter's opposite of `scopeLabels`. */
  readonly withoutScopeInfo?: boolean | undefined;
  /** The stock exporter's opposite of `targetInfo`. */
  readonly withoutTargetInfo?: boolean | undefined;
  /** Has no effect but a warning: the specification has an exporter not add timestamps. */
  readonly appendTimestamp?: boolean | undefined;
}

/** What a reader shows, and where, when it has an endpoint of its own. */
export interface PrometheusReaderOptions
  extends Partial<TranslationOptions>,
    OpenMetricsOptions,
    Omit<MetricsRouteOptions, 'enabled'>,
    StockSpellings {
  /** Of the reader's own endpoint; by default `OTEL_EXPORTER_PROMETHEUS_HOST`, or localhost. */
  readonly host?: string | undefined;
  /** Of the reader's own endpoint; by default `OTEL_EXPORTER_PROMETHEUS_PORT`, or 9464. 0 means any free port. */
  readonly port?: number | undefined;
  /** When true, the reader's own endpoint listens only once `startServer()` is called. By default it does at once. */
  readonly preventServerStart?: boolean | undefined;
  /** What the reader's own endpoint asks for; by default nothing. */
  readonly auth?: Credentials | undefined;
  /** With which files the reader's own endpoint speaks HTTPS; by default it speaks HTTP. */
  readonly tls?: TlsOptions | undefined;
  /** Producers beside the SDK's own, whose resource is ignored. One that fails costs only what it would have brought. */
  readonly metricProducers?: readonly MetricProducer[] | undefined;
  /** How instruments are aggregated where no View says it. By default as the SDK does. */
  readonly aggregation?: ((instrumentType: InstrumentType) => AggregationOption) | undefined;
  /** Distinct attribute sets an instrument may have where no View says otherwise. By default the SDK's 2,000. */
  readonly cardinalityLimit?: number | undefined;
  /**
   * How long callbacks and producers may take in one collection. By default four fifths of `timeoutMs`: one that hangs is
   * then missing from a scrape, and does not make it fail.
   */
  readonly collectTimeoutMs?: number | undefined;
}

const DEFAULT_HOST = 'localhost';
const DEFAULT_PORT = 9464;
const HIGHEST_PORT = 65_535;
const HOST_VARIABLE = 'OTEL_EXPORTER_PROMETHEUS_HOST';
const PORT_VARIABLE = 'OTEL_EXPORTER_PROMETHEUS_PORT';

/** Where a reader's own endpoint listens, by "Prometheus Exporter" of OpenTelemetry's environment variables. */
export function placeOf(
  { host, port }: PrometheusReaderOptions,
  logger: DiagLogger,
): { readonly host: string; readonly port: number } {
  return {
    host: host ?? (process.env[HOST_VARIABLE]?.trim() || DEFAULT_HOST),
    port: port ?? portOf(process.env[PORT_VARIABLE]?.trim(), logger) ?? DEFAULT_PORT,
  };
}

/** What the exposition carries and how it is named, in whichever spelling it was said. */
export function translationOf(options: PrometheusReaderOptions): TranslationOptions {
  return {
    scopeLabels: options.scopeLabels ?? options.withoutScopeInfo !== true,
    targetInfo: options.targetInfo ?? options.withoutTargetInfo !== true,
    translationStrategy: options.translationStrategy,
    prefix: options.prefix,
    withResourceConstantLabels: options.withResourceConstantLabels,
  };
}

/** What the route of the metrics is made with. */
export function routeOptionsOf(options: PrometheusReaderOptions): MetricsRouteOptions {
  return { ...options, enabled: true, path: options.path ?? options.endpoint };
}

/** Tells of an option that the stock exporter has and this reader does not heed. */
export function warnOfUnheeded({ appendTimestamp }: PrometheusReaderOptions, logger: DiagLogger): void {
  if (appendTimestamp !== true) return;
  logger.warn(
    'appendTimestamp has no effect: the OpenTelemetry specification has an exporter not add timestamps',
  );
}

/** A number that is none is as good as not set, and told ("Environment Variable Specification"). */
function portOf(text: string | undefined, logger: DiagLogger): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT) return port;
  logger.warn(
    `${PORT_VARIABLE} must be a port number, 0 to ${HIGHEST_PORT}: ${JSON.stringify(text)} is ignored`,
  );
  return undefined;
}
