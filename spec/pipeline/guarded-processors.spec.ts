import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { guardLogRecordProcessor, guardSpanProcessor } from '../../lib/pipeline/guarded-processors';

function broken(): never {
  throw new Error('broken');
}

const span = {} as Span & ReadableSpan;

describe("the user's processors", () => {
  test('keep what they throw and reject with to themselves', async () => {
    const processor = guardSpanProcessor({
      onStart: broken,
      onEnding: broken,
      onEnd: broken,
      forceFlush: async () => broken(),
      shutdown: broken,
    });
    expect(() => {
      processor.onStart(span, ROOT_CONTEXT);
      processor.onEnding?.(span);
      processor.onEnd(span);
    }).not.toThrow();
    await processor.forceFlush();
    await processor.shutdown();
    const logs = guardLogRecordProcessor({
      onEmit: broken,
      forceFlush: async () => broken(),
      shutdown: broken,
    });
    expect(() => logs.onEmit({} as ReadWriteLogRecord)).not.toThrow();
    await logs.forceFlush();
    await logs.shutdown();
  });

  test('are called with what they are for', async () => {
    const inner: jest.Mocked<Required<SpanProcessor>> = {
      onStart: jest.fn(),
      onEnding: jest.fn(),
      onEnd: jest.fn(),
      forceFlush: jest.fn(async () => {}),
      shutdown: jest.fn(async () => {}),
    };
    const processor = guardSpanProcessor(inner);
    processor.onStart(span, ROOT_CONTEXT);
    processor.onEnding?.(span);
    processor.onEnd(span);
    await processor.forceFlush();
    await processor.shutdown();
    expect(inner.onStart).toHaveBeenCalledWith(span, ROOT_CONTEXT);
    for (const mock of Object.values(inner)) expect(mock).toHaveBeenCalledTimes(1);
    const logs: jest.Mocked<LogRecordProcessor> = {
      onEmit: jest.fn(),
      forceFlush: jest.fn(async () => {}),
      shutdown: jest.fn(async () => {}),
    };
    const guarded = guardLogRecordProcessor(logs);
    guarded.onEmit({} as ReadWriteLogRecord, ROOT_CONTEXT);
    await guarded.forceFlush({ timeoutMillis: 1 });
    await guarded.shutdown();
    expect(logs.onEmit).toHaveBeenCalledWith({}, ROOT_CONTEXT);
    expect(logs.forceFlush).toHaveBeenCalledWith({ timeoutMillis: 1 });
    expect(logs.shutdown).toHaveBeenCalledTimes(1);
  });

  test('get no onEnding that they do not have', () => {
    const processor = guardSpanProcessor({
      onStart: broken,
      onEnd: broken,
      forceFlush: broken,
      shutdown: broken,
    });
    expect(processor.onEnding).toBeUndefined();
  });
});
