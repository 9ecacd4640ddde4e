import { type Context, context as contextApi, type Span } from '@opentelemetry/api';
import { endSpan, failSpan } from './failure';
import { isPromise } from './span-result';
import { whenSettled } from './when-settled';

/** A span that a generator's body runs in, piece by piece. */
export interface GeneratorSpan {
  readonly span: Span;
  readonly context: Context;
}

type Method = 'next' | 'return' | 'throw';
type AnyGenerator = Generator | AsyncGenerator;

const METHODS: readonly Method[] = ['next', 'return', 'throw'];

/** Whether a function is a generator function, of either kind. */
export function isGeneratorFunction(fn: object): boolean {
  return /^\[object (?:Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(fn));
}

/**
 * A generator whose body runs in a span: from the first `next` until it has returned or thrown, or is given up by a
 * `break`. One that is never begun has no span; one that is left where it stands, without a `return`, leaves its span
 * unended.
 *
 * @param begin starts the span; undefined when nothing is traced
 */
export function tracedGenerator(
  generator: AnyGenerator,
  begin: () => GeneratorSpan | undefined,
): AnyGenerator {
  let state: GeneratorSpan | 'fresh' | undefined = 'fresh';
  const step = (method: Method, args: readonly unknown[]): unknown => {
    if (state === 'fresh') state = method === 'next' ? begin() : undefined;
    const advance = () => Reflect.apply(generator[method], generator, args);
    return state ? advanceIn(state, advance) : advance();
  };
  return Object.create(
    Object.getPrototypeOf(generator),
    Object.fromEntries(
      METHODS.map((method) => [
        method,
        { value: (...args: readonly unknown[]) => step(method, args), configurable: true, writable: true },
      ]),
    ),
  );
}

function advanceIn({ span, context }: GeneratorSpan, advance: () => unknown): unknown {
  const failed = (thrown: unknown): void => failSpan(span, thrown);
  const advanced = (result: unknown): void => {
    if ((result as IteratorResult<unknown>).done === true) endSpan(span);
  };
  let result: unknown;
  try {
    result = contextApi.with(context, advance);
  } catch (thrown) {
    failed(thrown);
    throw thrown;
  }
  if (isPromise(result)) return whenSettled(result, context, advanced, failed);
  advanced(result);
  return result;
}
