import type { Settings } from '../config';
import type { Signal } from './delivery';

/**
 * How much of `shutdown.timeout` one export may take. The stock exporters cannot be called off, and a request or a retry
 * of theirs under way keeps the process alive, whatever a race against a deadline says. Twice this share and the margin
 * fit in the whole: an export that was under way when the shutdown began, and the last one of the metrics after it.
 */
const EXPORT_SHARE = 0.4;

/** How much of the interval of metrics one push may take; the reader above it gives up after the whole at the latest. */
const INTERVAL_SHARE = 0.8;

/** What is left of `shutdown.timeout` for all that is no export. */
const MARGIN_SHARE = 0.05;

/** What a watchdog adds to an exporter's own bound before it takes the exporter for one that never calls back. */
const WATCHDOG_GRACE_MS = 1_000;

/** The bound of one export of a signal, in ms: its setting, but never more than a shutdown can wait for. */
export function exportTimeoutMs(settings: Settings, signal: Signal): number {
  const { otlp, metrics, shutdown } = settings.values;
  const askedMs = otlp[signal].timeout ?? otlp.timeout;
  const intervalMs = signal === 'metrics' ? INTERVAL_SHARE * metrics.interval : Number.POSITIVE_INFINITY;
  return Math.max(1, Math.floor(Math.min(askedMs, intervalMs, EXPORT_SHARE * shutdown.timeout)));
}

/** When the periodic reader gives up a collection or a push, in ms: after the exporter, so that the exporter tells why. */
export function readerTimeoutMs(settings: Settings): number {
  return Math.ceil(
    Math.min(settings.values.metrics.interval, exportTimeoutMs(settings, 'metrics') / INTERVAL_SHARE),
  );
}

/** When a push has to have ended, in ms: after its exporter's own bound, before the reader would tell a second time. */
export function pushWatchdogMs(settings: Settings): number {
  return (exportTimeoutMs(settings, 'metrics') + readerTimeoutMs(settings)) / 2;
}

/** When an exporter has to have called back, in ms: its own bound, a retry of its own begun within that, and a grace. */
export function watchdogMs(boundMs: number): number {
  return 2 * boundMs + WATCHDOG_GRACE_MS;
}

/** The bounds of a shutdown, in ms from its beginning. */
export interface ShutdownBudget {
  /** When the last export may begin, so that it ends in time. */
  readonly lastStartMs: number;
  /** When spans, log records and metrics have to be through. */
  readonly exportsMs: number;
  /** When everything has to be through. */
  readonly totalMs: number;
}

/**
 * Divides the time a shutdown has, given how long its longest export may take. Exports are begun in half of the time at
 * least: with less time than the settings give it, data is worth more than the moment at which the process ends.
 */
export function shutdownBudget(totalMs: number, longestExportMs: number): ShutdownBudget {
  const exportsMs = totalMs * (1 - MARGIN_SHARE);
  return { lastStartMs: Math.max(exportsMs / 2, exportsMs - longestExportMs), exportsMs, totalMs };
}
