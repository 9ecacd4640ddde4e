import type { EventEmitter } from 'node:events';

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;

/** Runs the listeners of an event inside something of the observer's: a context, say. */
type Around = (emit: () => boolean) => boolean;

/** Sees an event before any listener does, with its arguments; what it returns runs the listeners. */
export type EventObserver = (args: readonly unknown[]) => Around | undefined;

/** The observers of one emitter, which share one wrapper: so they can be undone in any order. */
interface Observed {
  readonly emit: Emit;
  readonly observers: Set<ReadonlyMap<string | symbol, EventObserver>>;
  readonly restore: () => void;
}

const observedEmitters = new WeakMap<EventEmitter, Observed>();

/**
 * Observes events of one emitter without being a listener: the emitter's `emit` gets a wrapper on the instance. So
 * nothing that asks for listeners sees a difference, listeners run after the observer, and what they return or throw
 * is untouched. Returns what undoes it; with the last observer the wrapper goes.
 */
export function observeEmit(
  emitter: EventEmitter,
  observers: ReadonlyMap<string | symbol, EventObserver>,
): () => void {
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
  const observers = new Set<ReadonlyMap<string | symbol, EventObserver>>();
  const emit: Emit = function observedEmit(event, ...args) {
    let run = (): boolean => Reflect.apply(original, this, [event, ...args]);
    for (const observer of observers) {
      const around = observer.get(event)?.(args);
      if (!around) continue;
      const inner = run;
      run = () => around(inner);
    }
    return run();
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
