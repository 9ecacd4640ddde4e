import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/api-logs';
import type { Resource } from '@opentelemetry/resources';
import { type ShutdownBudget, shutdownBudget } from './budget';
import type { ExporterStatus } from './delivery';
import type { DrainLimits, DrainResult } from './export-queue';
import type { Pipeline, Undelivered } from './pipeline';
import type { Signals } from './signals';
import { endsWithin } from './within';

const NOTHING: DrainResult = { undelivered: 0 };

/** A pipeline of signals that are in use: how they are flushed together, and in which order they end. */
export class LivePipeline implements Pipeline {
  readonly #signals: Signals;
  readonly #shutdownTimeoutMs: number;
  #shutdown: Promise<Undelivered> | undefined;

  constructor(signals: Signals, shutdownTimeoutMs: number) {
    this.#signals = signals;
    this.#shutdownTimeoutMs = shutdownTimeoutMs;
  }

  get resource(): Resource {
    return this.#signals.resource;
  }

  get meterProvider(): MeterProvider {
    return this.#signals.meterProvider;
  }

  get tracerProvider(): TracerProvider {
    return this.#signals.tracerProvider;
  }

  get loggerProvider(): LoggerProvider {
    return this.#signals.loggerProvider;
  }

  get exporters(): readonly ExporterStatus[] {
    return this.#signals.reporter.states();
  }

  async flush(timeoutMs = this.#shutdownTimeoutMs): Promise<Undelivered> {
    if (this.#shutdown) return this.#shutdown;
    const { tracing, logs, metrics, push } = this.#signals;
    const [spans, logRecords, collected] = await Promise.all([
      tracing?.ring?.drain({ timeoutMs }) ?? NOTHING,
      logs?.ring?.drain({ timeoutMs }) ?? NOTHING,
      endsWithin(metrics?.flush(timeoutMs) ?? Promise.resolve(), timeoutMs),
      endsWithin(tracing?.provider.forceFlush({ timeoutMillis: timeoutMs }) ?? Promise.resolve(), timeoutMs),
      endsWithin(logs?.provider.forceFlush({ timeoutMillis: timeoutMs }) ?? Promise.resolve(), timeoutMs),
    ]);
    return report(spans, logRecords, push !== undefined && (!collected || push.lastPushFailed));
  }

  shutdown(timeoutMs = this.#shutdownTimeoutMs): Promise<Undelivered> {
    this.#shutdown ??= this.#close(shutdownBudget(timeoutMs, this.#signals.longestExportMs));
    return this.#shutdown;
  }

  async #close({ lastStartMs, exportsMs, totalMs }: ShutdownBudget): Promise<Undelivered> {
    const startedMs = performance.now();
    const leftOf = (boundMs: number): number => Math.max(0, boundMs - (performance.now() - startedMs));
    const { tracing, logs, metrics, push, connections } = this.#signals;
    push?.pause();
    tracing?.settle();
    const drained = this.#drain({ timeoutMs: exportsMs, lastStartMs });
    // The providers close the user's processors, and the rings a second time, which changes nothing.
    const closed = [drained, tracing?.provider.shutdown(), logs?.provider.shutdown()];
    await endsWithin(Promise.all(closed), lastStartMs);
    push?.resume(leftOf(lastStartMs));
    const pushed = await endsWithin(
      metrics?.closePush(leftOf(exportsMs)) ?? Promise.resolve(),
      leftOf(exportsMs),
    );
    const [spans, logRecords] = await drained;
    connections.abort();
    await endsWithin(metrics?.closeReaders(leftOf(totalMs)) ?? Promise.resolve(), leftOf(totalMs));
    return report(spans, logRecords, push !== undefined && (!pushed || push.lastPushFailed));
  }

  #drain(limits: DrainLimits): Promise<[DrainResult, DrainResult]> {
    const { tracing, logs } = this.#signals;
    return Promise.all([tracing?.ring?.close(limits) ?? NOTHING, logs?.ring?.close(limits) ?? NOTHING]);
  }
}

function report(spans: DrainResult, logRecords: DrainResult, metrics: boolean): Undelivered {
  return { spans: spans.undelivered, logRecords: logRecords.undelivered, metrics };
}
