import { context as contextApi, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';
import { ATTR_CODE_FUNCTION_NAME } from '../semconv';
import { dressedAs } from './bind';
import { calledOn, methodName, ownName } from './method-name';
import { runInSpan } from './run-in-span';
import { startSpan } from './target';
import { isGeneratorFunction, tracedGenerator } from './traced-generator';
import type {
  AnyFunction,
  FieldContext,
  MethodContext,
  Traced,
  TracedDecorator,
  TracedOptions,
} from './traced-types';

/** The tracer now, asked at each call: a function may be wrapped before the start, and outlive a restart. */
export type CurrentTracer = () => Tracer | undefined;

/** What a call's span is called, and its options. */
interface CallSpan {
  readonly name: string;
  readonly options: SpanOptions;
}

const ANONYMOUS = '(anonymous)';

const LEGACY =
  'traced() is a standard decorator (TC39, stage 3), and was used as a legacy one: remove "experimentalDecorators" from ' +
  'the tsconfig (TypeScript 5 and newer need no flag), or wrap the function: traced(fn)';

/** Makes `traced` over a tracer that is asked for at each call. */
export function createTraced(tracer: CurrentTracer): Traced {
  const decorator = (options: TracedOptions): TracedDecorator =>
    ((target: unknown, context: unknown) => decorate(tracer, target, context, options)) as TracedDecorator;
  const traced = (...args: readonly unknown[]): unknown => {
    const [first, second] = args;
    refuseLegacy(args);
    if (isDecoratorContext(second)) return decorate(tracer, first, second, {});
    if (typeof first === 'function') return tracedFunction(tracer, first as AnyFunction, optionsOf(second));
    if (typeof first === 'string') return decorator({ ...optionsOf(second), name: first });
    return decorator(optionsOf(first));
  };
  return traced as Traced;
}

function optionsOf(value: unknown): TracedOptions {
  return typeof value === 'object' && value !== null ? value : {};
}

/** A standard decorator is told the kind as a word; the kind of a span is a number. */
function isDecoratorContext(
  value: unknown,
): value is { readonly kind: string; readonly name: string | symbol } {
  return typeof (value as { readonly kind?: unknown } | undefined)?.kind === 'string';
}

/** A legacy decorator is called with the class or its prototype, the member's name and, for a method, its descriptor. */
function refuseLegacy(args: readonly unknown[]): void {
  const [target, key] = args;
  const isMember = typeof key === 'string' || typeof key === 'symbol';
  if (isMember && (typeof target === 'object' || typeof target === 'function')) throw new TypeError(LEGACY);
}

function decorate(tracer: CurrentTracer, target: unknown, context: unknown, options: TracedOptions): unknown {
  // A legacy decorator of a class is called with the class alone.
  if (!isDecoratorContext(context)) throw new TypeError(LEGACY);
  const place = context as MethodContext | FieldContext;
  if (place.kind === 'method') return tracedMethod(tracer, target as AnyFunction, place, options);
  if (place.kind === 'field') return tracedField(tracer, place, options);
  throw new TypeError(
    `traced() stands on methods and on fields that hold a function; ${String(context.name)} is a ${context.kind}`,
  );
}

/** @throws TypeError for a class: it is no function that could be called */
function tracedFunction(tracer: CurrentTracer, fn: AnyFunction, options: TracedOptions): AnyFunction {
  if (/^class\b/.test(Function.prototype.toString.call(fn))) {
    throw new TypeError(
      `traced() wraps functions; ${fn.name || 'what it was given'} is a class: trace its methods`,
    );
  }
  const call = callSpan(fn.name || ANONYMOUS, options);
  return wrapped(tracer, fn, () => call);
}

function tracedMethod(
  tracer: CurrentTracer,
  method: AnyFunction,
  place: MethodContext,
  options: TracedOptions,
): AnyFunction {
  const describe = methodCalls(place, options, () => standIn);
  const standIn: AnyFunction = wrapped(tracer, method, describe);
  return standIn;
}

/** What sets up a field of each object: a function in it is traced as a method of what it belongs to. */
function tracedField(tracer: CurrentTracer, place: FieldContext, options: TracedOptions) {
  const describe = methodCalls(place, options);
  return function initialize(this: unknown, initial: unknown): unknown {
    return typeof initial === 'function'
      ? wrapped(tracer, initial as AnyFunction, () => describe(this))
      : initial;
  };
}

/**
 * What the spans of a method are like, by what it is called on: their name has the class that declares it, which is not
 * known before the first call, for a decorator runs before there is a class. Whatever was called first, the same call has
 * the same name.
 */
function methodCalls(
  place: MethodContext | FieldContext,
  options: TracedOptions,
  method?: () => AnyFunction,
): (self: unknown) => CallSpan {
  const alone = callSpan(ownName(place), options);
  const calls = new WeakMap<object, CallSpan>();
  return (self) => {
    const start = calledOn(self, place);
    if (start === undefined) return alone;
    const known = calls.get(start);
    if (known !== undefined) return known;
    const call = callSpan(methodName(start, place, method?.()), options);
    calls.set(start, call);
    return call;
  };
}

function callSpan(functionName: string, { name = functionName, ...options }: TracedOptions): CallSpan {
  return {
    name,
    options: { ...options, attributes: { [ATTR_CODE_FUNCTION_NAME]: functionName, ...options.attributes } },
  };
}

/** The function with a span around each call, and its own `this`, arguments, name, length and what else is on it. */
function wrapped(tracer: CurrentTracer, fn: AnyFunction, describe: (self: unknown) => CallSpan): AnyFunction {
  const begin = (self: unknown) => {
    const current = tracer();
    if (!current) return undefined;
    const { name, options } = describe(self);
    const active = contextApi.active();
    const span = startSpan(current, name, options, active);
    return { span, context: trace.setSpan(active, span) };
  };
  const standIn = isGeneratorFunction(fn)
    ? function tracedCall(this: unknown, ...args: unknown[]) {
        const generator = Reflect.apply(fn, this, args) as Generator | AsyncGenerator;
        return tracedGenerator(generator, () => begin(this));
      }
    : function tracedCall(this: unknown, ...args: unknown[]) {
        const work = () => Reflect.apply(fn, this, args);
        const current = tracer();
        return runInSpan({ tracer: current, ...(current ? describe(this) : NOT_TRACED), work });
      };
  dressedAs(standIn, fn);
  // To be traced once more a generator has to be seen to be one. Not for each function: it makes calls slower.
  if (isGeneratorFunction(fn) || hasProperties(fn)) Object.setPrototypeOf(standIn, fn);
  return standIn as AnyFunction;
}

/** Whether something was put on a function: a `cancel`, say. */
function hasProperties(fn: AnyFunction): boolean {
  return Reflect.ownKeys(fn).some((key) => !PROPERTIES_OF_ALL.has(key));
}

const PROPERTIES_OF_ALL: ReadonlySet<string | symbol> = new Set([
  'length',
  'name',
  'prototype',
  'arguments',
  'caller',
]);

const NOT_TRACED: CallSpan = { name: '', options: {} };
