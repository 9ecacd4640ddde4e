import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** What a span, a log record, an event or a link takes beside its strings: ids, times, counts. */
const SPAN_BASE_BYTES = 256;
const LOG_RECORD_BASE_BYTES = 192;
const PART_BASE_BYTES = 64;

/** What any value that is no text counts as. */
const SCALAR_BYTES = 8;

/** How deep a log body is looked into; what is deeper counts as one scalar. */
const MAX_DEPTH = 4;

/**
 * About how many bytes a finished span keeps in memory: the length of its texts and a flat amount for each part. An
 * estimate for a bound, made without serialising anything.
 */
export function estimateSpanBytes(span: ReadableSpan): number {
  let bytes = SPAN_BASE_BYTES + span.name.length + (span.status.message?.length ?? 0);
  bytes += valueBytes(span.attributes, 0);
  for (const event of span.events) {
    bytes += PART_BASE_BYTES + event.name.length + valueBytes(event.attributes, 0);
  }
  for (const link of span.links) bytes += PART_BASE_BYTES + valueBytes(link.attributes, 0);
  return bytes;
}

/** About how many bytes a log record keeps in memory, estimated like {@link estimateSpanBytes}. */
export function estimateLogRecordBytes(record: ReadableLogRecord): number {
  return (
    LOG_RECORD_BASE_BYTES +
    (record.eventName?.length ?? 0) +
    (record.severityText?.length ?? 0) +
    valueBytes(record.body, 0) +
    valueBytes(record.attributes, 0)
  );
}

function valueBytes(value: unknown, depth: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return SCALAR_BYTES;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let bytes = 0;
  if (Array.isArray(value)) {
    for (const item of value) bytes += valueBytes(item, depth + 1);
    return bytes;
  }
  for (const key in value) {
    bytes += key.length + valueBytes((value as Record<string, unknown>)[key], depth + 1);
  }
  return bytes;
}
