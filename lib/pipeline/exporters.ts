import { createRequire } from 'node:module';
import type { MeterProvider } from '@opentelemetry/api';
import type { OTLPTraceExporter as GrpcTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import type { OTLPTraceExporter as HttpTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { IExportMetricsServiceResponse } from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { jsonWithExemplars, protobufWithExemplars } from '../metrics';
import { ExporterAgents } from './http-agents';
import { userAgent } from './package-info';
import { type OtlpExporter, RenewedExporter } from './renewed-exporter';
import { withStableComponentNames } from './stable-component-names';
import type { OtlpTarget } from './targets';

/** An exporter and what ends its connections at once, wherever its exports are. */
export interface ExporterHandle<Exporter> {
  readonly exporter: Exporter;
  abort(): void;
}

/** What the stock exporters are made with. */
type GrpcConfig = NonNullable<ConstructorParameters<typeof GrpcTraceExporter>[0]>;
type HttpConfig = NonNullable<ConstructorParameters<typeof HttpTraceExporter>[0]>;
type ExporterConfig = Pick<
  HttpConfig,
  'url' | 'timeoutMillis' | 'userAgent' | 'selfObsMeterProvider' | 'headers' | 'httpAgentOptions'
> &
  Pick<GrpcConfig, 'metadata' | 'credentials'>;
type MetricSerializer = ReturnType<typeof protobufWithExemplars<IExportMetricsServiceResponse>>;
type CreateExporter<Items> = (config: ExporterConfig) => OtlpExporter<Items>;

/** What is used here of the package that the gRPC exporters share. */
type GrpcBase = Pick<
  typeof import('@opentelemetry/otlp-grpc-exporter-base'),
  'createEmptyMetadata' | 'createSslCredentials'
>;

/** How the exporters of one signal are made. All of it loads packages, and is called only for the protocol in use. */
interface ExporterKind<Items> {
  readonly grpc: () => CreateExporter<Items>;
  readonly 'http/protobuf': () => CreateExporter<Items>;
  readonly 'http/json': () => CreateExporter<Items>;
  /** Credentials and metadata must come from the very copy of grpc-js that the exporter uses. */
  readonly grpcBase: () => GrpcBase;
}

/** Makes the exporter of spans; its packages are loaded here and not before, like those of the others. */
export function createTraceExporter(
  target: OtlpTarget,
  meterProvider: MeterProvider,
): ExporterHandle<OtlpExporter<ReadableSpan[]>> {
  return createExporter(target, meterProvider, {
    grpc: () => {
      const { OTLPTraceExporter } =
        require('@opentelemetry/exporter-trace-otlp-grpc') as typeof import('@opentelemetry/exporter-trace-otlp-grpc');
      return (config) => new OTLPTraceExporter(config);
    },
    'http/protobuf': () => {
      const { OTLPTraceExporter } =
        require('@opentelemetry/exporter-trace-otlp-proto') as typeof import('@opentelemetry/exporter-trace-otlp-proto');
      return (config) => new OTLPTraceExporter(config);
    },
    'http/json': () => {
      const { OTLPTraceExporter } =
        require('@opentelemetry/exporter-trace-otlp-http') as typeof import('@opentelemetry/exporter-trace-otlp-http');
      return (config) => new OTLPTraceExporter(config);
    },
    grpcBase: grpcBaseOfStockExporters,
  });
}

/** Makes the exporter of log records. */
export function createLogExporter(
  target: OtlpTarget,
  meterProvider: MeterProvider,
): ExporterHandle<OtlpExporter<ReadableLogRecord[]>> {
  return createExporter(target, meterProvider, {
    grpc: () => {
      const { OTLPLogExporter } =
        require('@opentelemetry/exporter-logs-otlp-grpc') as typeof import('@opentelemetry/exporter-logs-otlp-grpc');
      return (config) => new OTLPLogExporter(config);
    },
    'http/protobuf': () => {
      const { OTLPLogExporter } =
        require('@opentelemetry/exporter-logs-otlp-proto') as typeof import('@opentelemetry/exporter-logs-otlp-proto');
      return (config) => new OTLPLogExporter(config);
    },
    'http/json': () => {
      const { OTLPLogExporter } =
        require('@opentelemetry/exporter-logs-otlp-http') as typeof import('@opentelemetry/exporter-logs-otlp-http');
      return (config) => new OTLPLogExporter(config);
    },
    grpcBase: grpcBaseOfStockExporters,
  });
}

/**
 * Makes the exporter of metrics: the stock one's parts around a serializer that writes exemplars, too. What differs from
 * the stock class is only what tells a reader which temporality to use, which the reader here does not ask it.
 */
export function createMetricExporter(
  target: OtlpTarget,
  meterProvider: MeterProvider,
): ExporterHandle<OtlpExporter<ResourceMetrics>> {
  return createExporter<ResourceMetrics>(target, meterProvider, {
    grpc: () => {
      const { convertLegacyOtlpGrpcOptions, createOtlpGrpcExportDelegate } = metricGrpcBase();
      const { protobuf, helper } = metricSerialization();
      return (config) =>
        createOtlpGrpcExportDelegate(
          convertLegacyOtlpGrpcOptions(config, 'METRICS'),
          protobuf,
          'otlp_grpc_metric_exporter',
          helper,
          config.selfObsMeterProvider,
          'MetricsExportService',
          '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
        );
    },
    'http/protobuf': () =>
      metricsOverHttp(({ protobuf }) => protobuf, 'application/x-protobuf', 'otlp_http_metric_exporter'),
    'http/json': () =>
      metricsOverHttp(({ json }) => json, 'application/json', 'otlp_http_json_metric_exporter'),
    grpcBase: metricGrpcBase,
  });
}

/** Both ways to write metrics over HTTP; they differ in the serializer alone and in what tells of it. */
function metricsOverHttp(
  serializerOf: (both: ReturnType<typeof metricSerialization>) => MetricSerializer,
  contentType: string,
  componentType: string,
): CreateExporter<ResourceMetrics> {
  const { convertLegacyHttpOptions, createOtlpHttpExportDelegate } =
    require('@opentelemetry/otlp-exporter-base/node-http') as typeof import('@opentelemetry/otlp-exporter-base/node-http');
  const serialization = metricSerialization();
  return (config) =>
    createOtlpHttpExportDelegate(
      convertLegacyHttpOptions(config, 'METRICS', 'v1/metrics', { 'Content-Type': contentType }),
      serializerOf(serialization),
      componentType,
      serialization.helper,
      config.selfObsMeterProvider,
    );
}

function metricSerialization() {
  const { JsonMetricsSerializer, MetricsExporterMetricsHelper, ProtobufMetricsSerializer } =
    require('@opentelemetry/otlp-transformer') as typeof import('@opentelemetry/otlp-transformer');
  return {
    protobuf: protobufWithExemplars(ProtobufMetricsSerializer),
    json: jsonWithExemplars(JsonMetricsSerializer),
    helper: MetricsExporterMetricsHelper,
  };
}

function metricGrpcBase() {
  return require('@opentelemetry/otlp-grpc-exporter-base') as typeof import('@opentelemetry/otlp-grpc-exporter-base');
}

function createExporter<Items>(
  target: OtlpTarget,
  meterProvider: MeterProvider,
  kind: ExporterKind<Items>,
): ExporterHandle<OtlpExporter<Items>> {
  const create = kind[target.protocol]();
  const shared = {
    url: target.url,
    timeoutMillis: target.timeoutMs,
    userAgent: userAgent(),
    selfObsMeterProvider: withStableComponentNames(meterProvider),
  };
  if (target.protocol === 'grpc') {
    const grpc = grpcConfig(target, kind.grpcBase);
    const createGeneration = (generation: number) =>
      create({ ...shared, ...grpc, userAgent: `${shared.userAgent} (connection ${generation})` });
    return { exporter: new RenewedExporter(createGeneration), abort: () => {} };
  }
  const agents = new ExporterAgents(target.timeoutMs, target.tls);
  const exporter = create({ ...shared, headers: target.headers, httpAgentOptions: agents.create });
  return { exporter, abort: () => agents.close() };
}

/**
 * What the exporters take beside what they share over HTTP and gRPC. Where neither headers nor TLS of our own are set
 * it is nothing, and grpc-js is then loaded by the first export alone.
 */
function grpcConfig(
  { headers, tls, url }: OtlpTarget,
  grpcBase: () => GrpcBase,
): Partial<Pick<GrpcConfig, 'metadata' | 'credentials'>> {
  const pairs = Object.entries(headers);
  const ownTls = !url.startsWith('http:') && (tls.ca !== undefined || tls.cert !== undefined);
  if (pairs.length === 0 && !ownTls) return {};
  const { createEmptyMetadata, createSslCredentials } = grpcBase();
  const metadata = createEmptyMetadata();
  for (const [name, value] of pairs) metadata.set(name, value);
  return { metadata, ...(ownTls && { credentials: createSslCredentials(tls.ca, tls.key, tls.cert) }) };
}

/** The copy that the stock exporters load, which need not be the one that is found from here. */
function grpcBaseOfStockExporters(): GrpcBase {
  const fromExporter = createRequire(require.resolve('@opentelemetry/exporter-trace-otlp-grpc'));
  return fromExporter('@opentelemetry/otlp-grpc-exporter-base') as GrpcBase;
}
