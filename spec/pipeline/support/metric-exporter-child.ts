import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPMetricExporter as StockGrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as StockJsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as StockHttpExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { createMetricExporter } from '../../../lib/pipeline/exporters';
import type { OtlpExporter } from '../../../lib/pipeline/renewed-exporter';
import { sampleMetrics } from '../../metrics/otlp/support/sample-metrics';
import type { MetricPushes, PushTask } from './metric-pushes';

// The process that `pushMetrics` starts: it pushes metrics through our exporter and through the stock one.
const STOCK = {
  grpc: (url: string): OtlpExporter<ResourceMetrics> => new StockGrpcExporter({ url }),
  'http/protobuf': (url: string): OtlpExporter<ResourceMetrics> => new StockHttpExporter({ url }),
  'http/json': (url: string): OtlpExporter<ResourceMetrics> => new StockJsonExporter({ url }),
};

async function push(exporter: OtlpExporter<ResourceMetrics>, metrics: ResourceMetrics): Promise<boolean> {
  const { code } = await new Promise<ExportResult>((resolve) => exporter.export(metrics, resolve));
  return code === ExportResultCode.SUCCESS;
}

async function run({ protocol, url }: PushTask): Promise<MetricPushes> {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
  });
  const provider = new MeterProvider({ readers: [reader] });
  const target = { signal: 'metrics', protocol, url, headers: { 'x-tenant': 'cards' }, tls: {} } as const;
  const { exporter } = createMetricExporter({ ...target, timeoutMs: 2_000 }, provider);
  const stock = STOCK[protocol](url);
  const withExemplars = await push(exporter, sampleMetrics());
  const without = withExemplars && (await push(exporter, sampleMetrics([])));
  const byStock = without && (await push(stock, sampleMetrics([])));
  const { resourceMetrics } = await reader.collect();
  const exported = resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => descriptor.name.endsWith('metric_data_point.exported'))
    .flatMap(({ dataPoints }) => dataPoints.map(({ value, attributes }) => ({ value, attributes })));
  await Promise.all([exporter.shutdown(), stock.shutdown(), provider.shutdown()]);
  return { succeeded: [withExemplars, without, byStock], exported };
}

process.once('message', (task: PushTask) => {
  void run(task).then((pushes) => process.send?.(pushes, () => process.disconnect()));
});
