import type { EventEmitter } from 'node:events';
import { type Context, context as contextApi } from '@opentelemetry/api';

type Emit = (this: unknown, ...args: unknown[]) => boolean;

/**
 * Sees an event before any listener does, with its first two arguments. The listeners run in the context that it
 * returns, if any. It must not throw.
 */
export type EventObserver = (first: unknown, second: unknown) => Context | undefined;

/** Observers by the event that they see. */
export type EventObservers = ReadonlyMap<unknown, EventObserver>;

/** The observers of one emitter, which share one wrapper: so they can be undone in any order. */
interface Observed {
  readonly emit: Emit;
  readonly observers: Set<EventObservers>;
  readonly restore: () => void;
}

const observedEmitters = new WeakMap<EventEmitter, Observed>();

/**
 * Observes events of one emitter without being a listener: the emitter's `emit` gets a wrapper on the instance. So
 * nothing that asks for listeners sees a difference, listeners run after the observer, and what they return or throw
 * is untouched. Returns what undoes it; with the last observer the wrapper goes.
 */
export function observeEmit(emitter: EventEmitter, observers: EventObservers): () => void {
  const known = observedEmitters.get(emitter);
  const observed = known && emitter.emit === known.emit ? known : wrapEmit(emitter);
  observed.observers.add(observers);
  return () => {
    observed.observers.delete(observers);
    if (observed.observers.size === 0) observed.restore();
  };
}

function wrapEmit(emitter: EventEmitter): Observed {
  const hadOwn = Object.hasOwn(emitter, 'emit');
  const original = emitter.emit as Emit;
  const observers = new Set<EventObservers>();
  // It runs for each event of the emitter: nothing is made here but what a context needs.
  const emit: Emit = function observedEmit(...args) {
    let context: Context | undefined;
    for (const observersOf of observers) {
      const own = observersOf.get(args[0])?.(args[1], args[2]);
      context ??= own;
    }
    if (context === undefined) return Reflect.apply(original, this, args);
    return contextApi.with(context, original, this, ...args);
  };
  const restore = (): void => {
    // Someone who wrapped `emit` after us keeps their wrapper; ours then only passes events on.
    if (emitter.emit !== emit) return;
    observedEmitters.delete(emitter);
    if (hadOwn) defineEmit(emitter, original);
    else Reflect.deleteProperty(emitter, 'emit');
  };
  defineEmit(emitter, emit);
  const observed: Observed = { emit, observers, restore };
  observedEmitters.set(emitter, observed);
  return observed;
}

function defineEmit(emitter: EventEmitter, value: Emit): void {
  Object.defineProperty(emitter, 'emit', { value, configurable: true, writable: true, enumerable: false });
}
