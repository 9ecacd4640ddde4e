import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { estimateLogRecordBytes, estimateSpanBytes } from '../../lib/pipeline/item-size';

const TEXT = 'x'.repeat(10_000);

function span(parts: Partial<ReadableSpan>): ReadableSpan {
  return {
    name: '',
    status: { code: 0 },
    attributes: {},
    events: [],
    links: [],
    ...parts,
  } as unknown as ReadableSpan;
}

function record(parts: Partial<ReadableLogRecord>): ReadableLogRecord {
  return { attributes: {}, ...parts } as unknown as ReadableLogRecord;
}

const linked = { traceId: '', spanId: '', traceFlags: 0 };

describe('the estimated size', () => {
  test.each<[string, Partial<ReadableSpan>]>([
    ['its name', { name: TEXT }],
    ['its status', { status: { code: 2, message: TEXT } }],
    ['an attribute', { attributes: { a: TEXT } }],
    ['a list', { attributes: { a: ['', TEXT] } }],
    ["an event's attribute", { events: [{ name: '', time: [0, 0], attributes: { a: TEXT } }] }],
    ["an event's name", { events: [{ name: TEXT, time: [0, 0] }] }],
    ["a link's attribute", { links: [{ context: linked, attributes: { a: TEXT } }] }],
  ])('of a span counts %s', (_what, parts) => {
    const grown = estimateSpanBytes(span(parts)) - estimateSpanBytes(span({}));
    expect(grown).toBeGreaterThanOrEqual(TEXT.length);
    expect(grown).toBeLessThan(TEXT.length + 200);
  });

  test.each<[string, Partial<ReadableLogRecord>]>([
    ['its body', { body: TEXT }],
    ['what is deep in its body', { body: { a: [{ b: TEXT }] } }],
    ['bytes', { body: { a: new Uint8Array(10_000) } }],
    ['its attributes', { attributes: { a: TEXT } }],
    ['its names', { eventName: TEXT, severityText: '' }],
  ])('of a log record counts %s', (_what, parts) => {
    const grown = estimateLogRecordBytes(record(parts)) - estimateLogRecordBytes(record({}));
    expect(grown).toBeGreaterThanOrEqual(TEXT.length - 8);
    expect(grown).toBeLessThan(TEXT.length + 200);
  });

  test('is found without end neither in time nor in depth', () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    expect(estimateLogRecordBytes(record({ body: endless as never }))).toBeLessThan(1_000);
  });
});
