import type { TextMapPropagator } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { IdGenerator, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Settings } from './config';
import type { Propagators, Providers } from './globals';
import { HealthRegistry } from './health';
import {
  createPipeline,
  createPropagator,
  guardedHostPropagator,
  type Pipeline,
  type PipelineOptions,
  packageInfo,
} from './pipeline';
import type { PrometheusReader } from './prometheus';
import { createRedactor, type Redactor, type RedactorOptions } from './redaction';
import { type Clock, createSignals, type Signals, systemClock, type Telemetry } from './signals';
import { type TracingTarget, tracerInUse } from './tracing';

/** What an instance is made of beside its settings. */
export interface CoreOptions {
  /** Span processors of the application; they see spans after redaction, also when nothing is exported. */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined;
  /** Log record processors of the application; they see records after redaction. */
  readonly logRecordProcessors?: readonly LogRecordProcessor[] | undefined;
  /** Metric readers of the application, beside the Prometheus and the OTLP one. */
  readonly metricReaders?: readonly IMetricReader[] | undefined;
  /** Makes trace and span ids. Default: random ones. */
  readonly idGenerator?: IdGenerator | undefined;
  /** Told when a metric reaches its limit, once for each. */
  readonly onOverflow?: PipelineOptions['onOverflow'];
  /** The time that metrics have, in epoch milliseconds. Default: the system's. */
  readonly now?: PipelineOptions['now'];
}

/** The parts that need no globals, servers or process: several cores run side by side. */
export interface Core {
  readonly settings: Settings;
  readonly redactor: Redactor;
  /** Absent when metrics are off. */
  readonly reader: PrometheusReader | undefined;
  readonly pipeline: Pipeline;
  readonly health: HealthRegistry;
  /** What is logged through the instance. */
  readonly logUse: LogUse;
}

/** Whether anything logs: set by the first who asks for a logger. */
export interface LogUse {
  logs: boolean;
}

/** The Prometheus room with the SDK that it builds on: loaded when metrics are on, or first asked for. */
export function loadPrometheus(): typeof import('./prometheus') {
  return require('./prometheus') as typeof import('./prometheus');
}

/** What `/metrics` shows now, in the text format. Empty when metrics are off, and after the shutdown. */
export async function readExposition(core: Core): Promise<string> {
  return (await readUntilShutdown(core, (reader) => reader.text())) ?? '';
}

/** The value of a metric by its Prometheus name, summed over the series with these labels. */
export async function readMetric(
  core: Core,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  const families = await readUntilShutdown(core, (reader) => reader.families());
  return families && loadPrometheus().findSample(families, name, labels);
}

/** Undefined when metrics are off, and when the shutdown is over or comes in between: nothing can be read then. */
async function readUntilShutdown<T>(
  { reader }: Core,
  read: (reader: PrometheusReader) => Promise<T>,
): Promise<T | undefined> {
  if (reader === undefined || reader.isShutDown) return undefined;
  try {
    return await read(reader);
  } catch (error) {
    if (reader.isShutDown) return undefined;
    throw error;
  }
}

/** What the settings say of redaction. */
export function redactorOptions(settings: Settings): RedactorOptions {
  const { key, ip } = settings.values.redaction;
  return {
    secrets: settings.secretValues(),
    ...(key !== undefined && { pseudonymKey: key }),
    ipAddresses: ip,
  };
}

/** Makes the parts that the settings enable. */
export function createCore(settings: Settings, options: CoreOptions): Core {
  const { metrics, health, disabled } = settings.values;
  const redactor = createRedactor(redactorOptions(settings));
  const reader =
    metrics.enabled && !disabled
      ? new (loadPrometheus().PrometheusReader)({
          preventServerStart: true,
          timeoutMs: metrics.timeout,
          scopeLabels: metrics.scopeLabels,
          targetInfo: metrics.targetInfo,
          translationStrategy: metrics.translation,
          createdLines: metrics.createdLines,
          redact: (text) => redactor.text(text),
        })
      : undefined;
  const pipeline = createPipeline({
    settings,
    redactor,
    metricReaders: [...(reader ? [reader] : []), ...(options.metricReaders ?? [])],
    spanProcessors: options.spanProcessors ?? [],
    logRecordProcessors: options.logRecordProcessors ?? [],
    ...(options.idGenerator && { idGenerator: options.idGenerator }),
    ...(options.onOverflow && { onOverflow: options.onOverflow }),
    ...(options.now && { now: options.now }),
  });
  return {
    settings,
    redactor,
    reader,
    pipeline,
    health: new HealthRegistry({
      timeoutMs: health.timeout,
      clean: (text) => redactor.text(text),
      cleanStructure: (value) => redactor.value(value),
    }),
    logUse: { logs: false },
  };
}

/** What carries traces and baggage to other processes. */
export function propagatorsOf({ settings, redactor }: Core): Propagators {
  return {
    own: createPropagator(settings.values.tracing.propagators, redactor),
    host: guardedHostPropagator(redactor),
  };
}

/** Where the application's own spans go: under the application's name, since they are its own. */
export function tracingTargetOf(
  { values: { service } }: Settings,
  { tracerProvider }: Pick<Providers, 'tracerProvider'>,
  propagator: TextMapPropagator | undefined,
): TracingTarget {
  return {
    tracer: tracerInUse(tracerProvider.getTracer(service.name, service.version)),
    propagator,
  };
}

/** What the recorders are to do, whatever they speak to. */
export interface RecorderChoices {
  readonly labels: Telemetry['labels'];
  readonly deviceIdLabel: boolean;
  readonly dbTableLabel: boolean;
  readonly sessionProtocolLabel: boolean;
  readonly redactor: Redactor;
  readonly logs?: Telemetry['logs'];
}

/** What the settings say that the recorders are to do. */
export function recorderChoices({ settings, redactor, logUse }: Core): RecorderChoices {
  const { labels, deviceId, dbTable, sessionProtocol } = settings.values.metrics;
  return {
    labels,
    deviceIdLabel: deviceId,
    dbTableLabel: dbTable,
    sessionProtocolLabel: sessionProtocol,
    redactor,
    logs: () => logUse.logs,
  };
}

/** Makes the recorders over these providers. */
export function signalsOver(
  providers: Providers,
  { redactor, ...choices }: RecorderChoices,
  clock: Clock = systemClock,
): Signals {
  const { name, version } = packageInfo();
  return createSignals({
    meter: providers.meterProvider.getMeter(name, version),
    tracer: providers.tracerProvider.getTracer(name, version),
    logger: providers.loggerProvider.getLogger(name, version),
    clock,
    ...choices,
    pseudonym: (kind, value) => redactor.pseudonym(kind, textOf(value)),
  });
}

/** An identity as text: PSK identities come as bytes too, and from JavaScript as anything. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}
