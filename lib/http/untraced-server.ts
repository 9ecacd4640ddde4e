import { EventEmitter } from 'node:events';
import { Server } from 'node:http';
import { context, ProxyTracerProvider, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Runs something, and whatever it starts that goes on, so that it leaves no spans. The context is made from the root:
 * Node would otherwise carry the span that is active now into every connection and every turn of a timer.
 */
export function untraced<T>(act: () => T): T {
  return isTracingOff() ? act() : context.with(UNTRACED, act);
}

/** As {@link untraced}, keeping what else is active. */
export function untracedWithin<T>(act: () => T): T {
  return isTracingOff() ? act() : context.with(suppressTracing(context.active()), act);
}

/**
 * Whether a provider is registered that records nothing, and no span is active. No context is made active then: that
 * turns on Node's async hooks, which from then on cost something for all that the process does. Where no provider is
 * registered, one may still come.
 */
function isTracingOff(): boolean {
  const provider = trace.getTracerProvider();
  return (
    provider instanceof ProxyTracerProvider &&
    provider.getDelegate() === NOOP_PROVIDER &&
    provider.getDelegateTracer('') !== undefined &&
    context.active() === ROOT_CONTEXT
  );
}

const NOOP_PROVIDER = new ProxyTracerProvider().getDelegate();

/** Node's own `emit`, past any that an instrumentation has put in the way, and untraced. */
export function emitUntraced(emitter: EventEmitter, event: string | symbol, values: unknown[]): boolean {
  return untraced(() => EventEmitter.prototype.emit.call(emitter, event, ...values));
}

/**
 * An HTTP server whose requests leave no trace in the telemetry that they ask for: no span and no measurement of
 * `http.server.request.duration` for a scrape every 15 s, and no span of what its handlers do inside.
 *
 * `@opentelemetry/instrumentation-http` sees incoming requests by wrapping `emit` of `http.Server.prototype`, whenever
 * it is enabled, before or after a server is made. Tracing that is suppressed around it would not help: it starts its
 * span from the root context and records its histogram regardless. So this class brings an `emit` of its own, which
 * goes to EventEmitter's past the wrapped one; that needs nothing of whoever made the instrumentation.
 */
export class UntracedServer extends Server {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    return emitUntraced(this, event, values);
  }

  /**
   * Nothing, for `close()` calls it and Node then also destroys connections whose answer is ended but not yet sent to
   * its last byte: a slow reader would get half of it. `Connections` knows when an answer is out.
   */
  override closeIdleConnections(): void {}
}
