import {
  type Context,
  context as contextApi,
  isSpanContextValid,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { endSpan, recordFailure } from './failure';
import { isPromise, isThenable, type SpanResult } from './span-result';
import { NO_SPAN, startSpan } from './target';

/** What is run, and below what. */
export interface SpanRun<R> {
  readonly tracer: Tracer | undefined;
  readonly name: string;
  readonly options: SpanOptions | undefined;
  /** Default: the active one. */
  readonly parent?: Context | undefined;
  readonly work: (span: Span) => R;
}

/** Runs `work` in a span of its own, which is active while it runs and ends when it has settled. */
export function runInSpan<R>({ tracer, name, options, parent, work }: SpanRun<R>): SpanResult<R> {
  const active = contextApi.active();
  const outer = parent ?? active;
  const span = tracer ? startSpan(tracer, name, options, outer) : NO_SPAN;
  const inner = contextWith(span, outer);
  if (!span.isRecording()) {
    const result = inner === active ? work(span) : contextApi.with(inner, work, undefined, span);
    return settled(result, inner) as SpanResult<R>;
  }
  let result: R;
  try {
    result = contextApi.with(inner, work, undefined, span);
  } catch (thrown) {
    recordFailure(span, thrown);
    endSpan(span);
    throw thrown;
  }
  return endWhenSettled(span, settled(result, inner)) as SpanResult<R>;
}

/**
 * The context for what is below a span. A span that records nothing and only stands for what is active already, as all
 * do when tracing is off, needs no context of its own.
 */
export function contextWith(span: Span, outer: Context): Context {
  if (span.isRecording()) return trace.setSpan(outer, span);
  const [own, around] = [span.spanContext(), trace.getSpanContext(outer)];
  const isSame = isSpanContextValid(own) ? own.spanId === around?.spanId : around === undefined;
  return isSame ? outer : trace.setSpan(outer, span);
}

/** Makes a promise of a thenable that is none, in the span's context: many begin their work only when they are asked. */
function settled(result: unknown, inner: Context): unknown {
  if (isPromise(result) || !isThenable(result)) return result;
  return contextApi.with(inner, () => Promise.resolve(result));
}

/** Ends the span now, or when the promise has settled: before whoever awaits it goes on. */
function endWhenSettled(span: Span, result: unknown): unknown {
  if (!isPromise(result)) {
    endSpan(span);
    return result;
  }
  result.then(
    () => endSpan(span),
    (thrown: unknown) => {
      recordFailure(span, thrown);
      endSpan(span);
    },
  );
  return result;
}
