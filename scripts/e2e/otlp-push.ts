import { createNoopMeter, type MeterProvider } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { OtlpTarget, Signal } from '../../lib/pipeline';
import { createMetricExporter } from '../../lib/pipeline/exporters';
import type { Collector, Protocol } from './collector';

/** What all exporters of metrics can do. */
export type MetricExporter = ReturnType<typeof createMetricExporter>['exporter'];

/** Where exporters report themselves here: nowhere. */
export const NO_METRICS: MeterProvider = { getMeter: () => createNoopMeter() };

/** How long a push may take. */
export const PUSH_TIMEOUT_MS = 10_000;

/** Where the SDK sends a signal, towards a Collector. */
export function targetAt(collector: Collector, protocol: Protocol, signal: Signal): OtlpTarget {
  const path = protocol === 'grpc' ? '' : `/v1/${signal}`;
  const url = `http://${collector.endpoint(protocol)}${path}`;
  return { signal, protocol, url, headers: {}, timeoutMs: PUSH_TIMEOUT_MS, tls: {} };
}

/** The exporter that the SDK itself pushes with, towards a Collector. */
export function ourExporter(collector: Collector, protocol: Protocol): MetricExporter {
  return createMetricExporter(targetAt(collector, protocol, 'metrics'), NO_METRICS).exporter;
}

/** Pushes once. @throws Error (a rejection) when the Collector does not take it */
export function push<Items>(exporter: Exporter<Items>, items: Items): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export(items, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) resolve();
      else reject(new Error('the Collector did not take what was sent', { cause: error }));
    });
  });
}

interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}
