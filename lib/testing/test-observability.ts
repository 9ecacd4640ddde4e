import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/api-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Options, readSettings, type Settings } from '../config';
import { type Core, createCore, readExposition, readMetric, recorderChoices, signalsOver } from '../core';
import { installContextManager } from '../globals';
import type { HealthRegistry } from '../health';
import { reportHealth } from '../observe-health';
import { OverflowEvents } from '../overflow-events';
import type {
  AdbRecorder,
  ApduRecorder,
  AtRecorder,
  BipRecorder,
  DbRecorder,
  DeviceRecorder,
  ProcessRecorder,
  ReaderRecorder,
  ScriptRecorder,
  SessionRecorder,
  Signals,
  TestRecorder,
  TlsRecorder,
  TriggerRecorder,
} from '../signals';
import { clockedLoggerProvider, clockedTracerProvider } from './clocked-providers';
import { CollectedLogRecords, CollectedSpans } from './collected';
import { SequentialIds } from './sequential-ids';
import { TestClock } from './test-clock';

/** What `testObservability` takes: any setting, and where its clock starts. */
export interface TestObservabilityOptions extends Options {
  /** Default: 2026-01-01T00:00:00Z. */
  readonly startEpochMs?: number;
}

/**
 * An isolated observability for tests: nothing global, nothing that listens, nothing from the environment. Spans, logs
 * and metrics stay in memory, the clock stands still until it is told to go on, and ids count from 1.
 */
export class TestObservability {
  readonly settings: Settings;
  readonly clock: TestClock;
  readonly meterProvider: MeterProvider;
  readonly tracerProvider: TracerProvider;
  readonly loggerProvider: LoggerProvider;
  /** The recorders together, for instrumentations. */
  readonly signals: Signals;
  readonly #core: Core;
  readonly #spans = new CollectedSpans();
  readonly #logs = new CollectedLogRecords();

  constructor({ startEpochMs, ...options }: TestObservabilityOptions = {}) {
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
    reportHealth(this.#core, this.signals);
  }

  get apdu(): ApduRecorder {
    return this.signals.apdu;
  }

  get session(): SessionRecorder {
    return this.signals.session;
  }

  get script(): ScriptRecorder {
    return this.signals.script;
  }

  get tls(): TlsRecorder {
    return this.signals.tls;
  }

  get bip(): BipRecorder {
    return this.signals.bip;
  }

  get device(): DeviceRecorder {
    return this.signals.device;
  }

  get at(): AtRecorder {
    return this.signals.at;
  }

  get adb(): AdbRecorder {
    return this.signals.adb;
  }

  get reader(): ReaderRecorder {
    return this.signals.reader;
  }

  get trigger(): TriggerRecorder {
    return this.signals.trigger;
  }

  /** Reports nothing of the process and its machine by itself: hand figures of your own to `process.observe`. */
  get process(): ProcessRecorder {
    return this.signals.process;
  }

  get tests(): TestRecorder {
    return this.signals.tests;
  }

  get db(): DbRecorder {
    return this.signals.db;
  }

  get health(): HealthRegistry {
    return this.#core.health;
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
    await this.#core.pipeline.shutdown(this.settings.values.shutdown.timeout);
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
