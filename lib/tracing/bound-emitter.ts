import type { EventEmitter } from 'node:events';
import { type Context, context as contextApi } from '@opentelemetry/api';
import { bindFunction, type Listener } from './bind';

type Add = (event: string | symbol, listener: Listener) => EventEmitter;

/** Node finds the listener to remove by this property of what stands for it (`EventEmitter.rawListeners`). */
type StandIn = Listener & { listener: Listener };

const boundEmitters = new WeakMap<EventEmitter, BoundEmitter>();

/**
 * Binds the listeners that are added to an emitter from now on; see `Tracing.bindEmitter`. They are removed, counted and
 * listed as without it; 'removeListener' may tell of what stands for one, as it does for those of `once` anyway.
 *
 * @param context undefined for the one that each is added in
 */
export function bindListeners(emitter: EventEmitter, context: Context | undefined): void {
  const bound = boundEmitters.get(emitter);
  if (bound) bound.context = context;
  else boundEmitters.set(emitter, new BoundEmitter(emitter, context));
}

/** Whether it has listeners as Node's emitters do: an EventTarget has not, nor what was left out. */
export function isEmitter(value: unknown): value is EventEmitter {
  return typeof (value as Partial<EventEmitter> | null | undefined)?.on === 'function';
}

/** An emitter whose methods that add listeners are replaced on the instance. */
class BoundEmitter {
  context: Context | undefined;
  readonly #emitter: EventEmitter;
  readonly #standIns = new WeakSet<Listener>();

  constructor(emitter: EventEmitter, context: Context | undefined) {
    this.#emitter = emitter;
    this.context = context;
    const { on, addListener, prependListener } = emitter as unknown as Record<string, Add | undefined>;
    this.#replace('on', on && this.#add(on));
    this.#replace('addListener', addListener && this.#add(addListener));
    this.#replace('prependListener', prependListener && this.#add(prependListener));
    this.#replace('once', on && this.#addOnce(on));
    this.#replace('prependOnceListener', prependListener && this.#addOnce(prependListener));
  }

  #replace(name: string, method: Add | undefined): void {
    if (!method) return;
    Object.defineProperty(this.#emitter, name, {
      value: method,
      configurable: true,
      writable: true,
      enumerable: false,
    });
  }

  #add(original: Add): Add {
    return (event, listener) => {
      const added = this.#isToBeBound(listener) ? this.#standInFor(listener) : listener;
      return Reflect.apply(original, this.#emitter, [event, added]);
    };
  }

  /** In the place of Node's own, which adds a stand-in of its own through `on`, and would not find the listener in ours. */
  #addOnce(original: Add): Add {
    return (event, listener) => {
      if (!this.#isToBeBound(listener)) return Reflect.apply(original, this.#emitter, [event, listener]);
      const inContext = this.#standInFor(listener);
      const emitter = this.#emitter;
      const once: StandIn = Object.assign(
        function onceInContext(this: unknown, ...args: unknown[]) {
          emitter.removeListener(event, once);
          return Reflect.apply(inContext, this, args);
        },
        { listener },
      );
      this.#standIns.add(once);
      return Reflect.apply(original, emitter, [event, once]);
    };
  }

  #standInFor(listener: Listener): StandIn {
    const bound = bindFunction(listener, this.context ?? contextApi.active());
    const standIn: StandIn = Object.assign(bound, { listener });
    this.#standIns.add(standIn);
    return standIn;
  }

  /** What is no function is Node's to refuse. */
  #isToBeBound(listener: Listener): boolean {
    return typeof listener === 'function' && !this.#standIns.has(listener);
  }
}
