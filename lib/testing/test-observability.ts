import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/api-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Options, readSettings, type Settings } from '../config';
import {
  type Core,
  createCore,
  propagatorsOf,
  readExposition,
  readMetric,
  recorderChoices,
  signalsOver,
  tracingTargetOf,
} from '../core';
import { createLogging } from '../create-logging';
import { installContextManager } from '../globals';
import type { HealthRegistry } from '../health';
import type { Logger, Logging } from '../logging';
import { reportHealth } from '../observe-health';
import { OverflowEvents } from '../overflow-events';
import { Recorders } from '../recorders';
import { SIGNAL_DOMAINS, type Signals } from '../signals';
import { NO_TARGET, Tracing, type TracingTarget } from '../tracing';
import { clockedLoggerProvider, clockedTracerProvider } from './clocked-providers';
import { CollectedLines, CollectedLogRecords, CollectedSpans } from './collected';
import { SequentialIds } from './sequential-ids';
import { TestClock } from './test-clock';

/** What `testObservability` takes: any setting, and where its clock starts. */
export interface TestObservabilityOptions extends Options {
  /** Default: 2026-01-01T00:00:00Z. */
  readonly startEpochMs?: number;
}

/**
 * An isolated observability for tests: nothing global, nothing that listens, nothing from the environment. Spans, logs
 * and metrics stay in memory, the clock stands still until it is told to go on, and ids count from 1. Of the process and its
 * machine it reports nothing by itself: hand figures of your own to `process.observe`.
 */
export class TestObservability extends Recorders {
  readonly settings: Settings;
  readonly clock: TestClock;
  readonly meterProvider: MeterProvider;
  readonly tracerProvider: TracerProvider;
  readonly loggerProvider: LoggerProvider;
  /** The recorders together, for instrumentations. */
  readonly signals: Signals;
  /** The application's own spans, and the way of traces to other processes. */
  readonly tracing = new Tracing(() => this.#tracingTarget);
  readonly #core: Core;
  readonly #spans = new CollectedSpans();
  readonly #logs = new CollectedLogRecords();
  #tracingTarget: TracingTarget = NO_TARGET;
  readonly #lines = new CollectedLines();
  #logging: Logging | undefined;

  constructor({ startEpochMs, ...options }: TestObservabilityOptions = {}) {
    super();
    // Recorders find the active span through the API's context manager, which is the one thing instances share.
    installContextManager();
    this.clock = new TestClock(startEpochMs);
    this.settings = readSettings({ options, env: {} });
    const overflows = new OverflowEvents();
    this.#core = createCore(this.settings, {
      spanProcessors: [this.#spans],
      logRecordProcessors: [this.#logs],
      idGenerator: new SequentialIds(),
      onOverflow: (metric) => overflows.add(metric),
      now: () => this.clock.epochMs(),
    });
    const { pipeline } = this.#core;
    this.meterProvider = pipeline.meterProvider;
    this.tracerProvider = clockedTracerProvider(pipeline.tracerProvider, this.clock);
    this.loggerProvider = clockedLoggerProvider(pipeline.loggerProvider, this.clock);
    this.signals = signalsOver(this, recorderChoices(this.#core), this.clock);
    overflows.recordBy(this.signals.telemetry);
    this.#tracingTarget = tracingTargetOf(this.settings, this, propagatorsOf(this.#core).own);
    // A test may look for what was not recorded: every domain is in use.
    this.signals.prepare(...SIGNAL_DOMAINS);
    reportHealth(this.#core, this.signals);
  }

  get health(): HealthRegistry {
    return this.#core.health;
  }

  /** Levels, loggers of the application's own, ids that records share. */
  get logging(): Logging {
    this.#logging ??= createLogging(this.#core, this, {
      output: { sink: this.#lines, isTerminal: false },
      watchExit: false,
      clocks: this.clock,
    });
    return this.#logging;
  }

  /** The logger of a component; what it writes is in `logLines`. */
  logger(component: string): Logger {
    return this.logging.logger(component);
  }

  /** The lines that were logged, as they would have been written; JSON unless `log.format` says otherwise. */
  get logLines(): readonly string[] {
    return this.#lines.lines;
  }

  /** The value of a metric by its Prometheus name, summed over the series with these labels. */
  metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    return readMetric(this.#core, name, labels);
  }

  /** What `/metrics` would show, in the text format. */
  exposition(): Promise<string> {
    return readExposition(this.#core);
  }

  /** The spans that ended, in that order; with a name, those of that name. */
  spans(name?: string): readonly ReadableSpan[] {
    return this.#spans.spans.filter((span) => name === undefined || span.name === name);
  }

  /** The log records that were emitted, in that order; with an event's name, those of that event. */
  logs(eventName?: string): readonly ReadableLogRecord[] {
    return this.#logs.records.filter((record) => eventName === undefined || record.eventName === eventName);
  }

  /** Ends the instance. Other instances go on. */
  async shutdown(): Promise<void> {
    this.#tracingTarget = NO_TARGET;
    this.signals.endOpen();
    await this.#core.pipeline.shutdown(this.settings.values.shutdown.timeout);
    this.signals.retire();
  }
}

/**
 * An isolated observability for one test.
 *
 *     const obs = testObservability();
 *     await obs.apdu.exchange(command, send);
 *     expect(obs.spans('apdu.SELECT')).toHaveLength(1);
 */
export function testObservability(options: TestObservabilityOptions = {}): TestObservability {
  return new TestObservability(options);
}
