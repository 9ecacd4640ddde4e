import { context } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, isTracingSuppressed } from '@opentelemetry/core';
import type { BatchExporter } from '../../../lib/pipeline/export-queue';

type Done = (result: ExportResult) => void;

/** What a {@link FakeExporter} does with a batch. */
export type Behaviour<T> = (items: readonly T[], done: Done) => void;

/** An error with a code, as the stock exporters hand them on. */
export function failure(code: string | number, message = 'failed'): Error {
  return Object.assign(new Error(message), { code });
}

export const SUCCEED: Behaviour<unknown> = (_items, done) => done({ code: ExportResultCode.SUCCESS });

/** Answers every batch with this error. */
export function failWith(error: Error): Behaviour<unknown> {
  return (_items, done) => done({ code: ExportResultCode.FAILED, error });
}

/** An exporter that keeps what it was given and does with it as it is told, for now or for each batch in turn. */
export class FakeExporter<T> implements BatchExporter<T> {
  readonly batches: T[][] = [];
  behaviour: Behaviour<T>;
  shutdowns = 0;
  inFlight = 0;
  mostInFlight = 0;
  tracingSuppressed: boolean | undefined;

  constructor(behaviour: Behaviour<T> = SUCCEED) {
    this.behaviour = behaviour;
  }

  /** Everything that was given, batch after batch. */
  get items(): T[] {
    return this.batches.flat();
  }

  export(items: T[], done: Done): void {
    this.batches.push(items);
    this.tracingSuppressed = isTracingSuppressed(context.active());
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    this.behaviour(items, (result) => {
      this.inFlight -= 1;
      done(result);
    });
  }

  async shutdown(): Promise<void> {
    this.shutdowns += 1;
  }
}
