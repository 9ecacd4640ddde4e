import {
  type Context,
  context as contextApi,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { NO_SPAN } from '../signals';
import { endSpan, failSpan } from './failure';
import { givenContext } from './given-context';
import { isPromise, promiseOf, type SpanResult } from './span-result';
import { startSpan } from './target';
import { whenSettled } from './when-settled';

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
  if (!tracer) return runUntraced(work, contextWithout(options, parent)) as SpanResult<R>;
  const outer = givenContext(parent);
  const span = startSpan(tracer, name, options, outer);
  const inner = trace.setSpan(outer, span);
  let result: unknown;
  try {
    result = contextApi.with(inner, () => settled(work(span)));
  } catch (thrown) {
    failSpan(span, thrown);
    throw thrown;
  }
  return endWhenSettled(span, inner, result) as SpanResult<R>;
}

/**
 * The context to run in where nothing is traced; undefined for the active one. What other processes said of their trace
 * is passed on, except by what is to begin a trace.
 */
function contextWithout(options: SpanOptions | undefined, parent: Context | undefined): Context | undefined {
  const isRoot = options?.root === true;
  if (!parent && !isRoot) return undefined;
  const outer = givenContext(parent);
  const inner = isRoot && trace.getSpan(outer) ? trace.deleteSpan(outer) : outer;
  return inner === contextApi.active() ? undefined : inner;
}

/** To make a context active has Node carry contexts from then on, for all that the process does: only if it must be. */
function runUntraced(work: (span: Span) => unknown, inner: Context | undefined): unknown {
  if (inner === undefined) return settled(work(NO_SPAN));
  return contextApi.with(inner, () => settled(work(NO_SPAN)));
}

/** Makes a promise of a thenable that is none, in the span's context: many begin their work only when they are asked. */
function settled(result: unknown): unknown {
  return isPromise(result) ? result : (promiseOf(result) ?? result);
}

/** Ends the span now, or when the promise has settled: before whoever awaits it goes on. */
function endWhenSettled(span: Span, context: Context, result: unknown): unknown {
  if (!span.isRecording()) return result;
  const ended = () => endSpan(span);
  if (isPromise(result)) return whenSettled(result, context, ended, (thrown) => failSpan(span, thrown));
  ended();
  return result;
}
