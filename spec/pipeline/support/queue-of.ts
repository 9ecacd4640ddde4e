import type { ExportFailure } from '../../../lib/pipeline/export-failure';
import { ExportQueue, type ExportQueueOptions } from '../../../lib/pipeline/export-queue';
import type { FakeExporter } from './fake-exporter';

/** A queue of numbers in front of a fake exporter, with what it told its tracker and its metrics. */
export function queueOf(exporter: FakeExporter<number>, options: Partial<ExportQueueOptions<number>> = {}) {
  const dropped: Record<string, number> = {};
  const failures: ExportFailure[] = [];
  const told = { processed: 0, succeeded: 0, metricsDropped: 0, metricsEnded: false };
  const queue = new ExportQueue<number>({
    capacity: 8_192,
    capacityBytes: 1_000_000,
    createExporter: () => exporter,
    sizeOf: () => 1,
    watchdogMs: 1_000,
    delayMs: 5,
    backoffMs: { first: 5, longest: 10 },
    tracker: {
      succeeded: (count) => {
        told.succeeded += count;
      },
      failed: (reason) => void failures.push(reason),
      dropped: (count, reason) => {
        dropped[reason] = (dropped[reason] ?? 0) + count;
      },
    },
    metrics: {
      observeQueue: () => {},
      processed: (count, errorType) => {
        if (errorType === undefined) told.processed += count;
        else told.metricsDropped += count;
      },
      shutdown: () => {
        told.metricsEnded = true;
      },
    },
    ...options,
  });
  const addAll = (from: number, to: number) => {
    for (let item = from; item < to; item += 1) queue.add(item);
  };
  return { queue, addAll, dropped, failures, told };
}

/** The whole numbers from `from` to below `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
