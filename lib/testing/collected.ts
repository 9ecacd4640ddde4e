import type { LogRecordProcessor, ReadableLogRecord, SdkLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** Keeps every finished span, sampled ones only, in the order in which they ended. */
export class CollectedSpans implements SpanProcessor {
  readonly spans: ReadableSpan[] = [];

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.spans.push(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Keeps every log record. */
export class CollectedLogRecords implements LogRecordProcessor {
  readonly records: ReadableLogRecord[] = [];

  onEmit(record: SdkLogRecord): void {
    this.records.push(record as SdkLogRecord & ReadableLogRecord);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
