import type { TracerProvider as ApiTracerProvider, Meter, MeterProvider } from '@opentelemetry/api';
import type { LoggerProvider as ApiLoggerProvider } from '@opentelemetry/api-logs';
import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { concealUrl, type Settings } from '../config';
import { pushWatchdogMs, readerTimeoutMs, watchdogMs } from './budget';
import { Connections } from './connections';
import { DeliveryReporter, type DeliveryTarget } from './delivery';
import type { BatchExporter } from './export-queue';
import type { TrackedMetricExporter } from './metric-push';
import type { Metrics } from './metrics';
import {
  createNoopLoggerProvider,
  createNoopMeterProvider,
  createNoopTracerProvider,
} from './noop-providers';
import { packageInfo } from './package-info';
import type { PipelineOptions } from './pipeline';
import { createResource } from './resource';
import type { RingLogRecordProcessor, SpanRing } from './ring-processors';
import { resolveSpanTargets, type SpanTarget } from './span-targets';
import { type OtlpTarget, resolveTarget } from './targets';
import type { Tracing } from './tracing';

/** Few spans at a time, since a terminal takes them while the process waits. */
const CONSOLE_BATCH_SIZE = 64;

/** A provider of the SDK and what exports for it, if anything does. */
interface Provided<Provider, Ring> {
  readonly provider: Provider;
  readonly ring: Ring | undefined;
}

/** Everything a pipeline consists of; what is not in use is `undefined` and its provider a no-op. */
export interface Signals {
  readonly resource: Resource;
  readonly reporter: DeliveryReporter;
  readonly connections: Connections;
  /** The bound of the longest export there is, in ms; 0 without one. */
  readonly longestExportMs: number;
  readonly metrics: Metrics | undefined;
  readonly push: TrackedMetricExporter | undefined;
  readonly tracing: (Provided<TracerProvider, SpanRing> & Pick<Tracing, 'settle'>) | undefined;
  readonly logs: Provided<LoggerProvider, RingLogRecordProcessor> | undefined;
  readonly meterProvider: MeterProvider;
  readonly tracerProvider: ApiTracerProvider;
  readonly loggerProvider: ApiLoggerProvider;
}

/** Makes what the settings and the options ask for, and loads the packages of nothing else. */
export function createSignals(options: PipelineOptions): Signals {
  const { settings, redactor } = options;
  const resource = createResource(settings, redactor);
  const reporter = new DeliveryReporter((text) => redactor.text(text), whileFailing(settings));
  const connections = new Connections(() => meterProvider);
  const spanTargets = resolveSpanTargets(settings);
  const pushed = resolveTarget(settings, 'metrics');
  const records = resolveTarget(settings, 'logs');

  const push = pushed && createPush(options, pushed, reporter, connections);
  const metrics = createMetricsInUse(options, resource, push);
  const meterProvider = metrics?.meterProvider ?? createNoopMeterProvider();
  const parts = {
    options,
    resource,
    reporter,
    connections,
    meterProvider,
    meter: metrics && ownMeter(meterProvider),
  };
  const tracing = createTracingInUse(parts, spanTargets);
  const logs = createLogsInUse(parts, records);

  return {
    resource,
    reporter,
    connections,
    longestExportMs: Math.max(
      0,
      ...[...spanTargets, pushed, records].map((target) => target?.timeoutMs ?? 0),
    ),
    metrics,
    push,
    tracing,
    logs,
    meterProvider,
    tracerProvider: tracing?.provider ?? createNoopTracerProvider(),
    loggerProvider: logs?.provider ?? createNoopLoggerProvider(),
  };
}

interface Parts {
  readonly options: PipelineOptions;
  readonly resource: Resource;
  readonly reporter: DeliveryReporter;
  readonly connections: Connections;
  readonly meterProvider: MeterProvider;
  /** Where queues report themselves; none when there are no metrics. */
  readonly meter: Meter | undefined;
}

function createPush(
  { settings }: PipelineOptions,
  target: OtlpTarget,
  reporter: DeliveryReporter,
  connections: Connections,
): TrackedMetricExporter {
  const { TrackedMetricExporter: Push } = require('./metric-push') as typeof import('./metric-push');
  return new Push({
    tracker: reporter.track(deliveryTarget(target)),
    watchdogMs: pushWatchdogMs(settings),
    temporality: settings.values.otlp.metrics.temporality,
    capacity: settings.values.otlp.queueSize,
    createExporter: () => connections.open(target, exporters().createMetricExporter),
  });
}

function createMetricsInUse(
  { settings, redactor, metricReaders = [], onOverflow, now }: PipelineOptions,
  resource: Resource,
  push: TrackedMetricExporter | undefined,
): Metrics | undefined {
  if (metricReaders.length === 0 && !push) return undefined;
  const { createMetrics } = require('./metrics') as typeof import('./metrics');
  const { interval: intervalMs, cardinalityLimit, seriesTtl, exemplarFilter } = settings.values.metrics;
  const pushing = push && { exporter: push, intervalMs, timeoutMs: readerTimeoutMs(settings) };
  return createMetrics({
    resource,
    redactor,
    readers: metricReaders,
    ...(pushing && { push: pushing }),
    cardinalityLimit,
    seriesTtlMs: seriesTtl === 'off' ? undefined : seriesTtl,
    exemplarFilter,
    onOverflow,
    now,
  });
}

function createTracingInUse(parts: Parts, targets: readonly SpanTarget[]): Signals['tracing'] {
  const { settings, redactor, spanProcessors = [], idGenerator } = parts.options;
  const wanted = settings.values.tracing.enabled ?? (targets.length > 0 || spanProcessors.length > 0);
  if (!wanted) return undefined;
  const { createTracing } = require('./tracing') as typeof import('./tracing');
  const ring = createSpanRing(parts, targets);
  const { resource, meterProvider, meter } = parts;
  const processors = spanProcessors;
  const tracing = createTracing({
    settings,
    redactor,
    resource,
    meterProvider,
    meter,
    processors,
    ring,
    idGenerator,
  });
  return { ...tracing, ring };
}

function createLogsInUse(parts: Parts, target: OtlpTarget | undefined): Signals['logs'] {
  const { redactor, logRecordProcessors = [] } = parts.options;
  if (!target && logRecordProcessors.length === 0) return undefined;
  const { createLoggerProvider } = require('./logs') as typeof import('./logs');
  const ring = target && createLogRing(parts, target);
  const { resource, meterProvider } = parts;
  const provider = createLoggerProvider({
    redactor,
    resource,
    meterProvider,
    processors: logRecordProcessors,
    ring,
  });
  return { provider, ring };
}

/** A ring for each place that spans go to, so that one that is away holds up no other; all of them as one. */
function createSpanRing(parts: Parts, targets: readonly SpanTarget[]): SpanRing | undefined {
  if (targets.length === 0) return undefined;
  const { joinRings, RingSpanProcessor } = require('./ring-processors') as typeof import('./ring-processors');
  const rings = targets.map((target, place) => {
    const createExporter = () => openSpanExporter(parts.connections, target);
    const batchSize = target.protocol === 'console' ? { batchSize: CONSOLE_BATCH_SIZE } : {};
    return new RingSpanProcessor({ ...ringOptions(parts, target), ...batchSize, place, createExporter });
  });
  return joinRings(rings);
}

/** Makes the exporter of spans for a target, and loads the packages of no other. */
function openSpanExporter(connections: Connections, target: SpanTarget): BatchExporter<ReadableSpan> {
  if (target.protocol === 'zipkin') {
    const { createZipkinExporter } = require('./zipkin-exporter') as typeof import('./zipkin-exporter');
    return connections.open(target, createZipkinExporter);
  }
  if (target.protocol === 'console') {
    const { ConsoleExporter } = require('./console-exporter') as typeof import('./console-exporter');
    return new ConsoleExporter(target);
  }
  return connections.open(target, exporters().createTraceExporter);
}

function createLogRing(parts: Parts, target: OtlpTarget): RingLogRecordProcessor {
  const { RingLogRecordProcessor: Ring } = require('./ring-processors') as typeof import('./ring-processors');
  const createExporter = () => parts.connections.open(target, exporters().createLogExporter);
  return new Ring({ ...ringOptions(parts, target), createExporter });
}

function ringOptions({ options, reporter, meter }: Parts, target: SpanTarget) {
  const { queueSize, queueBytes } = options.settings.values.otlp;
  return {
    capacity: queueSize,
    capacityBytes: queueBytes,
    tracker: reporter.track(deliveryTarget(target)),
    meter,
    watchdogMs: watchdogMs(target.timeoutMs),
  };
}

function exporters(): typeof import('./exporters') {
  return require('./exporters') as typeof import('./exporters');
}

function ownMeter(meterProvider: MeterProvider): Meter {
  const { name, version } = packageInfo();
  return meterProvider.getMeter(name, version);
}

function deliveryTarget({ signal, url, protocol }: SpanTarget): DeliveryTarget {
  return { signal, endpoint: concealUrl(url), protocol };
}

function whileFailing({ values }: Settings): (target: DeliveryTarget) => string {
  const { queueSize, queueBytes } = values.otlp;
  const megabytes = queueBytes / 1_000_000;
  return ({ protocol }) => {
    const spansAlone = protocol === 'zipkin' || protocol === 'console';
    const kept = spansAlone
      ? `${queueSize} spans (${megabytes} MB)`
      : `${queueSize} spans and as many log records (${megabytes} MB each)`;
    return `Up to ${kept} are kept, the oldest are dropped first, and export resumes by itself.`;
  };
}
