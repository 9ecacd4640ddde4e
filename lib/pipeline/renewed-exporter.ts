import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

/** What all stock OTLP exporters can do. */
export interface OtlpExporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** After how many failures in a row an exporter is made anew. */
const FAILURES_BEFORE_RENEWAL = 3;

/**
 * A gRPC exporter that is made anew while its backend stays away. A gRPC channel pauses between its attempts to connect
 * for up to two minutes, fails everything in between, and its pause cannot be set through the stock exporter; a new
 * channel begins with the shortest pause, so export resumes within seconds of the backend's return.
 */
export class RenewedExporter<Items> implements OtlpExporter<Items> {
  readonly #create: (generation: number) => OtlpExporter<Items>;
  #exporter: OtlpExporter<Items>;
  #generation = 1;
  #failuresInRow = 0;

  /** @param create makes an exporter whose channel differs from those of other generations: grpc-js shares equal ones */
  constructor(create: (generation: number) => OtlpExporter<Items>) {
    this.#create = create;
    this.#exporter = create(this.#generation);
  }

  export(items: Items, done: (result: ExportResult) => void): void {
    this.#exporter.export(items, (result) => {
      this.#failuresInRow = result.code === ExportResultCode.SUCCESS ? 0 : this.#failuresInRow + 1;
      if (this.#failuresInRow >= FAILURES_BEFORE_RENEWAL) this.#renew();
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #renew(): void {
    const old = this.#exporter;
    this.#failuresInRow = 0;
    this.#generation += 1;
    this.#exporter = this.#create(this.#generation);
    // What it could reject with is the failure that was just told.
    old.shutdown().catch(() => {});
  }
}
