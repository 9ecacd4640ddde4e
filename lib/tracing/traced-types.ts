import type { SpanOptions } from '@opentelemetry/api';

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown;

/** What the spans of a function are like. */
export interface TracedOptions extends Omit<SpanOptions, 'startTime'> {
  /** The name of its spans. Default: the function's own, a method's with its class: `Provisioner.deliver`. */
  readonly name?: string;
}

/** What a standard decorator is told of the method that it stands on. */
export interface MethodContext {
  readonly kind: 'method';
  readonly name: string | symbol;
  readonly static: boolean;
  readonly private: boolean;
}

/** What a standard decorator is told of the field that it stands on. */
export interface FieldContext {
  readonly kind: 'field';
  readonly name: string | symbol;
  readonly static: boolean;
  readonly private: boolean;
}

/** A standard decorator (TC39, stage 3) of methods, static and private ones too, and of fields that hold a function. */
export interface TracedDecorator {
  <F extends AnyFunction>(method: F, context: MethodContext): F;
  (value: undefined, context: FieldContext): <F extends AnyFunction>(initial: F) => F;
}

/** `traced` as a decorator and as a function. */
export interface Traced extends TracedDecorator {
  /** The function with a span around each call of it. */
  <F extends AnyFunction>(fn: F, options?: TracedOptions): F;
  /** A decorator whose spans have this name. */
  (name: string, options?: Omit<TracedOptions, 'name'>): TracedDecorator;
  /** A decorator whose spans are named after class and method. */
  (options?: TracedOptions): TracedDecorator;
}
