import {
  type Context,
  diag,
  isSpanContextValid,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import type { SettingValues } from '../config';
import type { Redactor } from '../redaction';
import { boundedGetter } from './bounded-getter';
import { cleanBaggage, MOST_BAGGAGE_BYTES, MOST_BAGGAGE_MEMBERS } from './clean-baggage';

/** The names of `tracing.propagators`. */
type PropagatorName = SettingValues['tracing']['propagators'][number];

const logger = diag.createComponentLogger({ namespace: 'cardlink/propagation' });

/** The flags that W3C Trace Context names: sampled (3.2.2.5.1) and random trace id (level 2). Others are to be sent as 0. */
const KNOWN_FLAGS = 0b11;

/** Makes what `tracing.propagators` names; undefined for none. */
export function createPropagator(
  names: readonly PropagatorName[],
  redactor: Redactor,
): TextMapPropagator | undefined {
  if (names.length === 0) return undefined;
  const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } =
    require('@opentelemetry/core') as typeof import('@opentelemetry/core');
  const made: { readonly [name in PropagatorName]: () => TextMapPropagator } = {
    tracecontext: () => new W3CTraceContextPropagator(),
    baggage: () => new W3CBaggagePropagator(),
  };
  return new GuardedPropagator(
    new CompositePropagator({ propagators: names.map((name) => made[name]()) }),
    redactor,
  );
}

/** What the host registered with the API, whichever that is when it is used, with the same guard around it. */
export function guardedHostPropagator(redactor: Redactor): TextMapPropagator {
  return new GuardedPropagator(propagation, redactor);
}

/** Neither tells nor hears anything. */
export const NO_PROPAGATOR: TextMapPropagator = {
  inject: () => undefined,
  extract: (context) => context,
  fields: () => [],
};

/**
 * Stands around a propagator: baggage passes redaction and its bounds before it is sent, what comes from outside is
 * bounded before it is read, and neither a carrier nor the propagator throws into the application.
 */
class GuardedPropagator implements TextMapPropagator {
  readonly #inner: Pick<TextMapPropagator, 'inject' | 'extract' | 'fields'>;
  readonly #redactor: Redactor;
  readonly #told = new Set<string>();

  constructor(inner: Pick<TextMapPropagator, 'inject' | 'extract' | 'fields'>, redactor: Redactor) {
    this.#inner = inner;
    this.#redactor = redactor;
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const guarded: TextMapSetter = {
      set: (target, key, value) => this.#attempt('set', () => setter.set(target, key, value)),
    };
    this.#attempt('inject', () => this.#inner.inject(this.#withCleanBaggage(context), carrier, guarded));
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const extracted = this.#attempt('extract', () =>
      this.#inner.extract(context, carrier, boundedGetter(getter)),
    );
    return extracted === undefined ? context : withKnownFlags(context, extracted);
  }

  fields(): string[] {
    return this.#inner.fields();
  }

  #withCleanBaggage(context: Context): Context {
    const baggage = propagation.getBaggage(context);
    if (!baggage) return context;
    const { baggage: clean, left } = cleanBaggage(baggage, this.#redactor);
    if (left > 0) {
      this.#tell(
        'baggage',
        `baggage is more than W3C Baggage lets through (${MOST_BAGGAGE_MEMBERS} members, ${MOST_BAGGAGE_BYTES} bytes), ` +
          'or is no text: what is beyond is not sent',
      );
    }
    return propagation.setBaggage(context, clean);
  }

  /** What is thrown may hold a header's value, and is not told. */
  #attempt<T>(place: string, work: () => T): T | undefined {
    try {
      return work();
    } catch {
      this.#tell(place, `a carrier or a propagator failed at '${place}': the trace is not carried on there`);
      return undefined;
    }
  }

  #tell(cause: string, message: string): void {
    if (this.#told.has(cause)) return;
    this.#told.add(cause);
    logger.warn(message);
  }
}

/** A client may set any of the eight flags; they would be sent on as three digits in place of two. */
function withKnownFlags(before: Context, extracted: Context): Context {
  const remote = trace.getSpanContext(extracted);
  if (!remote || !isSpanContextValid(remote) || remote === trace.getSpanContext(before)) return extracted;
  if ((remote.traceFlags & ~KNOWN_FLAGS) === 0) return extracted;
  return trace.setSpanContext(extracted, { ...remote, traceFlags: remote.traceFlags & KNOWN_FLAGS });
}
