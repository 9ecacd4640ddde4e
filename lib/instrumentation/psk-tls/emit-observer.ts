import type { EventEmitter } from 'node:events';

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;

/** Sees an event before any listener does; what it returns runs the listeners (in a context, say). */
export type EventObserver = (args: readonly unknown[]) => ((emit: () => boolean) => boolean) | undefined;

/**
 * Observes events of one emitter without being a listener: the emitter's `emit` gets a wrapper on the instance. So
 * nothing that asks for listeners sees a difference, listeners run after the observer, and what they return or throw
 * is untouched. Returns what undoes it.
 */
export function observeEmit(
  emitter: EventEmitter,
  observers: ReadonlyMap<string | symbol, EventObserver>,
): () => void {
  const hadOwn = Object.hasOwn(emitter, 'emit');
  const original = emitter.emit as Emit;
  let observing = true;
  const observed: Emit = function observedEmit(event, ...args) {
    const emit = () => Reflect.apply(original, this, [event, ...args]);
    const observer = observing ? observers.get(event) : undefined;
    const around = observer?.(args);
    return around ? around(emit) : emit();
  };
  Object.defineProperty(emitter, 'emit', {
    value: observed,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  return () => {
    observing = false;
    // Someone who wrapped `emit` after us keeps their wrapper; ours then only passes events on.
    if (emitter.emit !== observed) return;
    if (hadOwn)
      Object.defineProperty(emitter, 'emit', { value: original, configurable: true, writable: true });
    else Reflect.deleteProperty(emitter, 'emit');
  };
}
