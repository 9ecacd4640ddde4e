import type { EventEmitter } from 'node:events';
import { type Context, context as contextApi } from '@opentelemetry/api';

// biome-ignore lint/suspicious/noExplicitAny: a listener takes whatever its event brings.
type Listener = (this: unknown, ...args: any[]) => unknown;
type Add = (this: EventEmitter, event: string | symbol, listener: Listener) => EventEmitter;
/** Node finds a listener to remove by this property of what stands for it (`EventEmitter.rawListeners`). */
type StandIn = Listener & { listener: Listener };

/** The context that listeners of an emitter are bound to; undefined for the one that each is added in. */
const boundEmitters = new WeakMap<EventEmitter, { context: Context | undefined }>();

/** Binds a function: it runs in `context` wherever it is called, with the `this` and the arguments of its call. */
export function bindFunction<F extends (...args: never[]) => unknown>(fn: F, context: Context): F {
  const bound = function boundToContext(this: unknown, ...args: unknown[]) {
    // Where nothing is active and nothing was, there is nothing to keep, and no need for Node to begin to keep it.
    if (context === contextApi.active()) return Reflect.apply(fn, this, args);
    return contextApi.with(context, fn as unknown as Listener, this, ...args);
  };
  return dressedAs(bound, fn) as unknown as F;
}

/** Gives a function that stands for another its name and length. */
export function dressedAs<F extends object>(standIn: F, original: object): F {
  for (const property of ['name', 'length'] as const) {
    const described = Object.getOwnPropertyDescriptor(original, property);
    if (described) Object.defineProperty(standIn, property, { ...described, configurable: true });
  }
  return standIn;
}

/**
 * Binds the listeners that are added to an emitter from now on; see `Tracing.bindEmitter`. They are removed, counted and
 * listed as without it; 'removeListener' may tell of what stands for one, as it does for those of `once` anyway.
 */
export function bindListeners(emitter: EventEmitter, context: Context | undefined): void {
  const known = boundEmitters.get(emitter);
  if (known) {
    known.context = context;
    return;
  }
  const state = { context };
  boundEmitters.set(emitter, state);
  const standIns = new WeakSet<Listener>();
  const standInFor = (listener: Listener): StandIn => {
    const bound = bindFunction(listener, state.context ?? contextApi.active()) as unknown as StandIn;
    bound.listener = listener;
    standIns.add(bound);
    return bound;
  };
  const add =
    (original: Add): Add =>
    (event, listener) =>
      Reflect.apply(original, emitter, [event, isToBeBound(listener) ? standInFor(listener) : listener]);
  /** Node's own would add a stand-in of its own through `on`, and then not find the listener in it. */
  const addOnce =
    (original: Add): Add =>
    (event, listener) => {
      if (!isToBeBound(listener)) return Reflect.apply(original, emitter, [event, listener]);
      const inContext = standInFor(listener);
      const once: StandIn = Object.assign(
        function onceInContext(this: unknown, ...args: unknown[]) {
          emitter.removeListener(event, once);
          return Reflect.apply(inContext, this, args);
        },
        { listener },
      );
      standIns.add(once);
      return Reflect.apply(original, emitter, [event, once]);
    };
  /** What is no function is Node's to refuse. */
  const isToBeBound = (listener: Listener): boolean =>
    typeof listener === 'function' && !standIns.has(listener);
  const { on, addListener, prependListener } = emitter as unknown as Record<string, Add>;
  for (const [name, method] of Object.entries({
    on: on && add(on),
    addListener: addListener && add(addListener),
    prependListener: prependListener && add(prependListener),
    once: on && addOnce(on),
    prependOnceListener: prependListener && addOnce(prependListener),
  })) {
    if (!method) continue;
    Object.defineProperty(emitter, name, {
      value: method,
      configurable: true,
      writable: true,
      enumerable: false,
    });
  }
}
