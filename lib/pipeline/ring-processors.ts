import { type Meter, TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { type DrainLimits, type DrainResult, ExportQueue, type ExportQueueOptions } from './export-queue';
import { estimateLogRecordBytes, estimateSpanBytes } from './item-size';
import { createQueueMetrics, type QueuedKind } from './queue-metrics';

/** How a ring processor works: as its queue does, with the queue's metrics on a meter that may be missing. */
export type RingProcessorOptions<T> = Omit<ExportQueueOptions<T>, 'sizeOf' | 'metrics'> & {
  readonly meter?: Meter | undefined;
  /** Which of a pipeline's queues of its kind it is. Default 0. */
  readonly place?: number;
};

/** The bound of a `forceFlush` or `shutdown` that is asked for without one: OTel's own default. */
const DEFAULT_LIMITS: DrainLimits = { timeoutMs: 30_000 };

/** What both processors are: a queue, and its end. */
class RingProcessor<T> {
  readonly #queue: ExportQueue<T>;

  constructor(
    kind: QueuedKind,
    sizeOf: (item: T) => number,
    { meter, place, ...options }: RingProcessorOptions<T>,
  ) {
    this.#queue = new ExportQueue({ ...options, metrics: createQueueMetrics(kind, meter, place), sizeOf });
  }

  /** Loads the exporter now. */
  warmUp(): void {
    this.#queue.warmUp();
  }

  protected add(item: T): void {
    this.#queue.add(item);
  }

  /** Exports what waits now, within the bounds, and says what could not be delivered. Never rejects. */
  drain(limits: DrainLimits): Promise<DrainResult> {
    return this.#queue.drain(limits);
  }

  async forceFlush(): Promise<void> {
    await this.#queue.drain(DEFAULT_LIMITS);
  }

  /** {@link close} with OTel's default bound, for a provider that shuts its processors down. */
  async shutdown(): Promise<void> {
    await this.#queue.shutdown(DEFAULT_LIMITS);
  }

  /** Drains within the bounds and closes the exporter; what comes later is counted and dropped. Never rejects. */
  close(limits: DrainLimits): Promise<DrainResult> {
    return this.#queue.shutdown(limits);
  }
}

/**
 * Exports sampled spans through a bounded queue of its own; takes the place of the stock `BatchSpanProcessor`, which
 * drops the newest spans when full and everything that a backend does not take at once. See {@link ExportQueue}.
 */
export class RingSpanProcessor extends RingProcessor<ReadableSpan> implements SpanProcessor {
  constructor(options: RingProcessorOptions<ReadableSpan>) {
    super('span', estimateSpanBytes, options);
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) this.add(span);
  }
}

/** What the rings of spans can do, one as several. */
export type SpanRing = SpanProcessor & Pick<RingSpanProcessor, 'warmUp' | 'drain' | 'close'>;

/** Takes several rings for one: each has every span. A span that two of them could not deliver counts twice. */
export function joinRings(rings: readonly RingSpanProcessor[]): SpanRing {
  const [only] = rings;
  if (only !== undefined && rings.length === 1) return only;
  const together = async (end: (ring: RingSpanProcessor) => Promise<DrainResult>): Promise<DrainResult> => {
    const results = await Promise.all(rings.map(end));
    return { undelivered: results.reduce((sum, { undelivered }) => sum + undelivered, 0) };
  };
  const all = async (end: (ring: RingSpanProcessor) => Promise<void>): Promise<void> => {
    await Promise.all(rings.map(end));
  };
  return {
    onStart: () => {},
    onEnd: (span) => {
      for (const ring of rings) ring.onEnd(span);
    },
    warmUp: () => {
      for (const ring of rings) ring.warmUp();
    },
    drain: (limits) => together((ring) => ring.drain(limits)),
    close: (limits) => together((ring) => ring.close(limits)),
    forceFlush: () => all((ring) => ring.forceFlush()),
    shutdown: () => all((ring) => ring.shutdown()),
  };
}

/** Exports log records as {@link RingSpanProcessor} does spans. */
export class RingLogRecordProcessor extends RingProcessor<ReadableLogRecord> implements LogRecordProcessor {
  constructor(options: RingProcessorOptions<ReadableLogRecord>) {
    super('log', estimateLogRecordBytes, options);
  }

  onEmit(record: ReadWriteLogRecord): void {
    this.add(record);
  }
}
