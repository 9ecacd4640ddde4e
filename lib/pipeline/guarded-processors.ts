import { type Context, diag } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';

/**
 * The user's span processor, with what it throws kept from the code that ends a span and from the processors after it.
 * The first failure is told.
 */
export function guardSpanProcessor(processor: SpanProcessor): SpanProcessor {
  const guard = createGuard('span processor');
  return {
    onStart: (span: Span, context: Context) => guard.call(() => processor.onStart(span, context)),
    ...(processor.onEnding && { onEnding: (span: Span) => guard.call(() => processor.onEnding?.(span)) }),
    onEnd: (span: ReadableSpan) => guard.call(() => processor.onEnd(span)),
    forceFlush: () => guard.await(() => processor.forceFlush()),
    shutdown: () => guard.await(() => processor.shutdown()),
  };
}

/** The user's log record processor, guarded as {@link guardSpanProcessor} does. */
export function guardLogRecordProcessor(processor: LogRecordProcessor): LogRecordProcessor {
  const guard = createGuard('log record processor');
  return {
    onEmit: (record: ReadWriteLogRecord, context?: Context) =>
      guard.call(() => processor.onEmit(record, context)),
    forceFlush: (options) => guard.await(() => processor.forceFlush(options)),
    shutdown: () => guard.await(() => processor.shutdown()),
  };
}

interface Guard {
  call(work: () => void): void;
  await(work: () => Promise<void>): Promise<void>;
}

function createGuard(what: string): Guard {
  const log = diag.createComponentLogger({ namespace: 'cardlink/pipeline' });
  let told = false;
  const tell = (error: unknown): void => {
    if (told) return;
    told = true;
    log.warn(`a ${what} given in code has failed and its failures are ignored from now on: ${String(error)}`);
  };
  return {
    call: (work) => {
      try {
        work();
      } catch (error) {
        tell(error);
      }
    },
    await: async (work) => {
      try {
        await work();
      } catch (error) {
        tell(error);
      }
    },
  };
}
