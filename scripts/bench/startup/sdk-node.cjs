// Starts `@opentelemetry/sdk-node` with the same outputs, as its documentation has it, and tells when it was ready.
const begunMs = performance.now();
const { whenReady } = require('./ready.cjs');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
const [, , port, protocol] = process.argv;

// The exporter starts to listen when it is made; the SDK is started in the same tick, so it is by then.
const prometheus = new PrometheusExporter({ host: '127.0.0.1', port: Number(port) }, () =>
  whenReady(begunMs),
);

/** What the SDK is given for OTLP. Without anything it would export over OTLP by itself: `none` keeps it from that. */
function otlp() {
  if (protocol === 'none') {
    process.env.OTEL_TRACES_EXPORTER = 'none';
    process.env.OTEL_LOGS_EXPORTER = 'none';
    return { metricReaders: [prometheus] };
  }
  const { PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');
  const { BatchLogRecordProcessor } = require('@opentelemetry/sdk-logs');
  const { traces, metrics, logs } = protocol === 'grpc' ? grpcExporters() : httpExporters();
  return {
    traceExporter: traces,
    metricReaders: [prometheus, new PeriodicExportingMetricReader({ exporter: metrics })],
    logRecordProcessors: [new BatchLogRecordProcessor({ exporter: logs })],
  };
}

function grpcExporters() {
  const options = { url: 'http://127.0.0.1:4' };
  return {
    traces: new (require('@opentelemetry/exporter-trace-otlp-grpc').OTLPTraceExporter)(options),
    metrics: new (require('@opentelemetry/exporter-metrics-otlp-grpc').OTLPMetricExporter)(options),
    logs: new (require('@opentelemetry/exporter-logs-otlp-grpc').OTLPLogExporter)(options),
  };
}

function httpExporters() {
  const options = (signal) => ({ url: `http://127.0.0.1:4/v1/${signal}` });
  return {
    traces: new (require('@opentelemetry/exporter-trace-otlp-proto').OTLPTraceExporter)(options('traces')),
    metrics: new (require('@opentelemetry/exporter-metrics-otlp-proto').OTLPMetricExporter)(
      options('metrics'),
    ),
    logs: new (require('@opentelemetry/exporter-logs-otlp-proto').OTLPLogExporter)(options('logs')),
  };
}

new NodeSDK({ serviceName: 'bench', ...otlp() }).start();
