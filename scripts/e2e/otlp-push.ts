import { createNoopMeter, type MeterProvider } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { createMetricExporter } from '../../lib/pipeline/exporters';
import type { Collector, Protocol } from './collector';

/** What all exporters of metrics can do. */
export type MetricExporter = ReturnType<typeof createMetricExporter>['exporter'];

const NO_METRICS: MeterProvider = { getMeter: () => createNoopMeter() };

/** How long a push may take. */
export const PUSH_TIMEOUT_MS = 10_000;

/** The exporter that the SDK itself pushes with, towards a Collector. */
export function ourExporter(collector: Collector, protocol: Protocol): MetricExporter {
  const path = protocol === 'grpc' ? '' : '/v1/metrics';
  const url = `http://${collector.endpoint(protocol)}${path}`;
  const target = {
    signal: 'metrics',
    protocol,
    url,
    headers: {},
    timeoutMs: PUSH_TIMEOUT_MS,
    tls: {},
  } as const;
  return createMetricExporter(target, NO_METRICS).exporter;
}

/** Pushes once. @throws Error (a rejection) when the Collector does not take it */
export function push(exporter: MetricExporter, metrics: ResourceMetrics): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export(metrics, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) resolve();
      else reject(new Error('the Collector did not take the metrics', { cause: error }));
    });
  });
}
