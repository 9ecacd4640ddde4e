import type { EventEmitter } from 'node:events';
import {
  type Context,
  context as contextApi,
  type Span,
  type SpanOptions,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { NO_SPAN } from '../signals';
import { type BaggageEntries, baggageOf, contextWithBaggage } from './baggage';
import { bindFunction } from './bind';
import { bindListeners, isEmitter } from './bound-emitter';
import { type Carrier, carrierGetter, carrierSetter } from './carriers';
import { givenContext, isContext } from './given-context';
import { runInSpan } from './run-in-span';
import type { SpanResult } from './span-result';
import { startSpan, type TracingTarget } from './target';
import { createTraced } from './traced';
import type { AnyFunction, Traced } from './traced-types';

type Work<R> = (span: Span) => R;

/**
 * The application's own spans, and the way of traces and baggage to other processes. It speaks the OpenTelemetry API
 * alone, so that its spans and those of recorders, instrumentations and plain OpenTelemetry code are in one tree. Nothing
 * in it throws; before the start, after the shutdown and when tracing is off it runs what it is given, and no more.
 *
 *     await obs.tracing.withSpan('provision', { attributes: { 'card.profile': 'test' } }, async (span) => {
 *       span.addEvent('profile.loaded', { size: (await load()).length });
 *     });
 */
export class Tracing {
  /**
   * Puts a span around each call of a function, or of a method as its decorator; see `Traced` for the forms. The span is
   * active while the function runs and ends when it has returned, thrown, or its promise has settled; what it throws is
   * recorded and thrown unchanged. A generator's body runs in one span, from its first `next` to its end. The decorator
   * is a standard one (TC39, stage 3).
   *
   *     const load = traced(async (id: string) => store.read(id), { name: 'load' });
   *     class Provisioner { @traced() async deliver() {} @traced('card.check') check() {} }
   *
   * @throws TypeError where it is applied, to what it cannot trace: a class, an accessor, or as a legacy decorator
   */
  readonly traced: Traced;
  readonly #target: () => TracingTarget;

  /** @param target is asked at each use: it changes with start and shutdown */
  constructor(target: () => TracingTarget) {
    this.#target = target;
    this.traced = createTraced(() => target().tracer);
  }

  /**
   * Starts a span below the active one, or the one in `context`. It is not made active, and whoever starts it ends it:
   * `withSpan` does both.
   */
  startSpan(name: string, options: SpanOptions = {}, context: Context = contextApi.active()): Span {
    const { tracer } = this.#target();
    return tracer ? startSpan(tracer, name, options, context) : NO_SPAN;
  }

  /**
   * Runs `work` in a span of its own, below the active one or the one in `context`. The span is active while `work` runs
   * and ends when it has returned, thrown, or the promise that it returned has settled. What `work` throws becomes an
   * exception event, the status and `error.type` of the span.
   *
   * @returns what `work` returns; of a promise one that settles as it does, so that a rejection that nobody handles is
   *   reported as without the span; see `SpanResult`
   * @throws what `work` throws, unchanged
   */
  withSpan<R>(name: string, work: Work<R>): SpanResult<R>;
  withSpan<R>(name: string, options: SpanOptions, work: Work<R>): SpanResult<R>;
  withSpan<R>(name: string, options: SpanOptions, context: Context, work: Work<R>): SpanResult<R>;
  withSpan<R>(name: string, ...rest: readonly unknown[]): SpanResult<R> {
    const work = rest.at(-1) as Work<R>;
    const [options = {}, parent] = rest.slice(0, -1) as [SpanOptions?, Context?];
    return runInSpan({ tracer: this.#target().tracer, name, options, parent, work });
  }

  /** The active span. Where none is, one that takes everything and does nothing: `isRecording()` tells. */
  currentSpan(): Span {
    return trace.getActiveSpan() ?? NO_SPAN;
  }

  /**
   * Writes the active trace context and baggage (or those of `context`) to the headers of a message, as
   * `tracing.propagators` has them: W3C trace context and baggage. Baggage passes redaction before, and is bounded
   * (180 members, 8192 bytes). Never throws; what a carrier does not take is told once through diag.
   *
   *     await fetch(url, { headers: obs.tracing.inject({}) });
   *
   * @param setter writes to a carrier of a kind that is not known; see `Carrier` for those that are
   * @returns the carrier
   */
  inject<C extends Carrier>(
    carrier: C,
    setter: TextMapSetter<C> = carrierSetter,
    context: Context = contextApi.active(),
  ): C {
    this.#target().propagator?.inject(context, carrier, setter);
    return carrier;
  }

  /**
   * Reads trace context and baggage from the headers of a message. Nothing in them is trusted: malformed ones do not
   * count, over-long ones are cut. Never throws.
   *
   *     await obs.tracing.withSpan('handle', {}, obs.tracing.extract(message.headers), handle);
   *
   * @param getter reads from a carrier of a kind that is not known; see `Carrier` for those that are
   * @returns the active context with what was read: run code in it, or start a span in it
   */
  extract<C extends Carrier>(carrier: C, getter: TextMapGetter<C> = carrierGetter): Context {
    const active = contextApi.active();
    return this.#target().propagator?.extract(active, carrier, getter) ?? active;
  }

  /**
   * The function, to be called where the context is lost (a native callback, a queue that another drains): it runs in the
   * context that is active now, or in `context`.
   */
  bind<F extends AnyFunction>(fn: F, context: Context = contextApi.active()): F {
    return bindFunction(fn, givenContext(context));
  }

  /**
   * Has the listeners that are added to an emitter from now on run in the context in which each is added, or all in
   * `context`; by themselves they run in that of whoever emits. A later call for the same emitter changes the context of
   * the listeners after it.
   *
   * @returns the emitter
   */
  bindEmitter<E extends EventEmitter>(emitter: E, context?: Context): E {
    if (isEmitter(emitter)) bindListeners(emitter, isContext(context) ? context : undefined);
    return emitter;
  }

  /**
   * Runs `work` with these members of baggage beside those that are active: they travel with `inject`. Secrets and
   * identities in them do not leave the process. What is no text is left out.
   *
   * @returns what `work` returns
   */
  withBaggage<R>(entries: BaggageEntries, work: () => R): R {
    const active = contextApi.active();
    const inner = contextWithBaggage(active, entries);
    return inner === active ? work() : contextApi.with(inner, work);
  }

  /** The active baggage, members by their keys: what this process set, and what it heard. */
  baggage(): ReadonlyMap<string, string> {
    return baggageOf(contextApi.active());
  }
}
