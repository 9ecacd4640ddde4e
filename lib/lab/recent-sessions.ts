import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import {
  ATTR_APDU_COMMAND_TYPE,
  ATTR_DEVICE_TYPE,
  ATTR_SCP81_SCRIPT_COMMANDS,
  ATTR_SESSION_APDU_COUNT,
  ATTR_SESSION_APDU_ERROR_COUNT,
  ATTR_SESSION_STATUS,
  ATTR_SESSION_TYPE,
  SPAN_OTA_SESSION,
} from '../semconv';

/** A session that has ended, as its span tells it. */
export interface RecentSession {
  readonly traceId: string;
  readonly sessionType: string;
  readonly deviceType: string;
  readonly status: string;
  readonly durationMs: number;
  readonly commands: number;
  readonly commandErrors: number;
}

/** How long commands took of late, in milliseconds. */
export interface CommandLatency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const KEPT_SESSIONS = 8;
const KEPT_LATENCIES = 2_048;
const MS_PER_SECOND = 1_000;
const NS_PER_MS = 1_000_000;

/**
 * Keeps the last sessions and the latencies of the last commands for the lab's view: a span processor of the
 * application, so it works whether or not spans are exported. It holds a fixed amount.
 */
export class RecentSessions implements SpanProcessor {
  #sessions: readonly RecentSession[] = [];
  readonly #latenciesMs = new Float64Array(KEPT_LATENCIES);
  #latencyCount = 0;

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (span.name === SPAN_OTA_SESSION.namePattern) this.#keep(span);
    else if (timedAlone(span)) {
      this.#latenciesMs[this.#latencyCount % KEPT_LATENCIES] = durationMs(span);
      this.#latencyCount += 1;
    }
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  /** The last sessions, the newest first. */
  get sessions(): readonly RecentSession[] {
    return this.#sessions;
  }

  /** Percentiles over the last commands that were timed alone; undefined before the first. */
  latency(): CommandLatency | undefined {
    const count = Math.min(this.#latencyCount, KEPT_LATENCIES);
    if (count === 0) return undefined;
    const sorted = this.#latenciesMs.slice(0, count).sort();
    return { p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) };
  }

  #keep(span: ReadableSpan): void {
    const { attributes } = span;
    const session: RecentSession = {
      traceId: span.spanContext().traceId,
      sessionType: String(attributes[ATTR_SESSION_TYPE] ?? 'unknown'),
      deviceType: String(attributes[ATTR_DEVICE_TYPE] ?? 'unknown'),
      status: String(attributes[ATTR_SESSION_STATUS] ?? 'unknown'),
      durationMs: durationMs(span),
      commands: Number(attributes[ATTR_SESSION_APDU_COUNT] ?? 0),
      commandErrors: Number(attributes[ATTR_SESSION_APDU_ERROR_COUNT] ?? 0),
    };
    this.#sessions = [session, ...this.#sessions.slice(0, KEPT_SESSIONS - 1)];
  }
}

/** Whether a span is a command's own: a command whose script held others too lasts as long as the whole script. */
function timedAlone({ attributes }: ReadableSpan): boolean {
  return ATTR_APDU_COMMAND_TYPE in attributes && !(ATTR_SCP81_SCRIPT_COMMANDS in attributes);
}

function durationMs({ duration: [seconds, nanoseconds] }: ReadableSpan): number {
  return seconds * MS_PER_SECOND + nanoseconds / NS_PER_MS;
}

/** The nearest-rank percentile of sorted, non-empty values. */
function percentile(sorted: Float64Array, fraction: number): number {
  return sorted[Math.max(Math.ceil(sorted.length * fraction) - 1, 0)] ?? 0;
}
