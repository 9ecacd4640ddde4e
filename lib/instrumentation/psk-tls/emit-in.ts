import type { EventEmitter } from 'node:events';
import { type Context, context as contextApi } from '@opentelemetry/api';

type Emit = (this: unknown, ...args: unknown[]) => boolean;

/**
 * Runs every listener of an emitter in `context`, those that Node calls out of nowhere too: a socket's events come in the
 * context in which its connection was accepted, that is, in none. Returns what undoes it.
 */
export function emitIn(emitter: EventEmitter, context: Context): () => void {
  const hadOwn = Object.hasOwn(emitter, 'emit');
  const original = emitter.emit as Emit;
  const emit: Emit = function emitInContext(this: unknown, ...args) {
    // Most events of a socket have no listener, and a context costs some microseconds.
    if (emitter.listenerCount(args[0] as string) === 0) return Reflect.apply(original, this, args);
    return contextApi.with(context, original, this, ...args);
  };
  define(emitter, emit);
  return () => {
    // Someone who wrapped `emit` after us keeps their wrapper.
    if (emitter.emit !== emit) return;
    if (hadOwn) define(emitter, original);
    else Reflect.deleteProperty(emitter, 'emit');
  };
}

function define(emitter: EventEmitter, value: Emit): void {
  Object.defineProperty(emitter, 'emit', { value, configurable: true, writable: true, enumerable: false });
}
