import { createRequire } from 'node:module';
import type { MeterProvider } from '@opentelemetry/api';
import type { OTLPTraceExporter as GrpcTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import type { OTLPTraceExporter as HttpTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ExporterAgents } from './http-agents';
import { packageInfo } from './package-info';
import { type OtlpExporter, RenewedExporter } from './renewed-exporter';
import { withStableComponentNames } from './stable-component-names';
import type { OtlpTarget } from './targets';

/** An exporter and what ends its connections at once, wherever its exports are. */
export interface ExporterHandle<Items> {
  readonly exporter: OtlpExporter<Items>;
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
type ExporterClass<Items> = new (config: ExporterConfig) => OtlpExporter<Items>;

/** What is used here of the package that the gRPC exporters share. */
interface GrpcBase {
  createEmptyMetadata(): NonNullable<GrpcConfig['metadata']>;
  createSslCredentials(ca?: Buffer, key?: Buffer, cert?: Buffer): NonNullable<GrpcConfig['credentials']>;
}

/** Makes the exporter of spans; its packages are loaded here and not before, like those of the others. */
export function createTraceExporter(
  target: OtlpTarget,
  meterProvider: MeterProvider,
): ExporterHandle<ReadableSpan[]> {
  return createExporter(target, meterProvider, {
    grpc: () =>
      (
        require('@opentelemetry/exporter-trace-otlp-grpc') as typeof import('@opentelemetry/exporter-trace-otlp-grpc')
      ).OTLPTraceExporter,
    'http/protobuf': () =>
      (
        require('@opentelemetry/exporter-trace-otlp-proto') as typeof import('@opentelemetry/exporter-trace-otlp-proto')
      ).OTLPTraceExporter,
  });
}

/** Makes the exporter of log records. */
export function createLogExporter(
  target: OtlpTarget,
  meterProvider: MeterProvider,
): ExporterHandle<ReadableLogRecord[]> {
  return createExporter(target, meterProvider, {
    grpc: () =>
      (
        require('@opentelemetry/exporter-logs-otlp-grpc') as typeof import('@opentelemetry/exporter-logs-otlp-grpc')
      ).OTLPLogExporter,
    'http/protobuf': () =>
      (
        require('@opentelemetry/exporter-logs-otlp-proto') as typeof import('@opentelemetry/exporter-logs-otlp-proto')
      ).OTLPLogExporter,
  });
}

/** Makes the exporter of metrics. */
export function createMetricExporter(
  target: OtlpTarget,
  meterProvider: MeterProvider,
): ExporterHandle<ResourceMetrics> {
  return createExporter<ResourceMetrics>(target, meterProvider, {
    grpc: () =>
      (
        require('@opentelemetry/exporter-metrics-otlp-grpc') as typeof import('@opentelemetry/exporter-metrics-otlp-grpc')
      ).OTLPMetricExporter,
    'http/protobuf': () =>
      (
        require('@opentelemetry/exporter-metrics-otlp-proto') as typeof import('@opentelemetry/exporter-metrics-otlp-proto')
      ).OTLPMetricExporter,
  });
}

function createExporter<Items>(
  target: OtlpTarget,
  meterProvider: MeterProvider,
  classes: Readonly<Record<OtlpTarget['protocol'], () => ExporterClass<Items>>>,
): ExporterHandle<Items> {
  const Exporter = classes[target.protocol]();
  const shared = {
    url: target.url,
    timeoutMillis: target.timeoutMs,
    userAgent: userAgent(),
    selfObsMeterProvider: withStableComponentNames(meterProvider),
  };
  if (target.protocol === 'grpc') {
    const grpc = grpcConfig(target);
    const create = (generation: number) =>
      new Exporter({ ...shared, ...grpc, userAgent: `${shared.userAgent} (connection ${generation})` });
    return { exporter: new RenewedExporter(create), abort: () => {} };
  }
  const agents = new ExporterAgents(target.timeoutMs, target.tls);
  const exporter = new Exporter({ ...shared, headers: target.headers, httpAgentOptions: agents.create });
  return { exporter, abort: () => agents.close() };
}

function userAgent(): string {
  const { name, version } = packageInfo();
  return `${name.replace('@', '').replace('/', '-')}/${version}`;
}

/**
 * What the exporters take beside what they share over HTTP and gRPC. Where neither headers nor TLS of our own are set
 * it is nothing, and grpc-js is then loaded by the first export alone.
 */
function grpcConfig({
  headers,
  tls,
  url,
}: OtlpTarget): Partial<Pick<GrpcConfig, 'metadata' | 'credentials'>> {
  const pairs = Object.entries(headers);
  const ownTls = !url.startsWith('http:') && (tls.ca !== undefined || tls.cert !== undefined);
  if (pairs.length === 0 && !ownTls) return {};
  const { createEmptyMetadata, createSslCredentials } = grpcBase();
  const metadata = createEmptyMetadata();
  for (const [name, value] of pairs) metadata.set(name, value);
  return { metadata, ...(ownTls && { credentials: createSslCredentials(tls.ca, tls.key, tls.cert) }) };
}

/** Credentials and metadata must come from the very copy of grpc-js that the exporter uses, so it is asked for there. */
function grpcBase(): GrpcBase {
  const fromExporter = createRequire(require.resolve('@opentelemetry/exporter-trace-otlp-grpc'));
  return fromExporter('@opentelemetry/otlp-grpc-exporter-base') as GrpcBase;
}
