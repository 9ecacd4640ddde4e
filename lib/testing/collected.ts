import type { LogRecordProcessor, ReadableLogRecord, SdkLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { LineSink } from '../logging';

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

/** Keeps every line that is logged. */
export class CollectedLines implements LineSink {
  readonly lines: string[] = [];

  write(line: string): void {
    this.lines.push(line.trimEnd());
  }

  async flush(): Promise<void> {}

  flushSync(): void {}
}
