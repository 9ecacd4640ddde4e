import type { IdGenerator } from '@opentelemetry/sdk-trace';

/** Trace and span ids that count from 1, so that a test can name them. */
export class SequentialIds implements IdGenerator {
  #traces = 0;
  #spans = 0;

  generateTraceId(): string {
    this.#traces += 1;
    return this.#traces.toString(16).padStart(32, '0');
  }

  generateSpanId(): string {
    this.#spans += 1;
    return this.#spans.toString(16).padStart(16, '0');
  }
}
