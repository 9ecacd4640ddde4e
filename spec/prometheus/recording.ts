import { type Attributes, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { MeterProvider, type MeterProviderOptions } from '../../lib/metrics';
import { type PrometheusReader, type PrometheusReaderOptions, parseExposition } from '../../lib/prometheus';
import { restingReader } from './support';

/** Asks for OpenMetrics. */
export const OPENMETRICS = { headers: { accept: 'application/openmetrics-text;version=1.0.0' } };
export const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
export const IN_SPAN = trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, traceFlags: TraceFlags.SAMPLED });

const endings: (() => Promise<unknown>)[] = [];

/** To be called after each test: ends what was recorded with, and what else was to end. */
export async function endRecordings(): Promise<void> {
  await Promise.all(endings.splice(0).map((end) => end()));
}

/** Ends something with the recordings. */
export function atTheEnd(end: () => Promise<unknown>): void {
  endings.push(end);
}

/** A reader over our own storage, and a meter to record with. */
export function recording(options: PrometheusReaderOptions = {}, providerOptions: MeterProviderOptions = {}) {
  const reader = restingReader({
    host: '127.0.0.1',
    port: 0,
    scopeLabels: false,
    targetInfo: false,
    ...options,
  });
  const provider = new MeterProvider({ readers: [reader], ...providerOptions });
  endings.push(() => provider.shutdown());
  return { reader, provider, meter: provider.getMeter('spec') };
}

/** Has the reader listen; where. */
export async function listening(reader: PrometheusReader): Promise<string> {
  await reader.startServer();
  return `${reader.address?.url}/metrics`;
}

/** The labels with which the only sample of a gauge of these attributes is shown. */
export async function labelsOf(attributes: Attributes, options: PrometheusReaderOptions = {}) {
  const { reader, meter } = recording(options);
  meter.createGauge('g').record(1, attributes);
  const { families } = parseExposition(await reader.text());
  return families[0]?.samples[0]?.labels;
}
