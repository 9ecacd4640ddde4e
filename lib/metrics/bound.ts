import type { Attributes, Context } from '@opentelemetry/api';

/** One series of a counter or an updowncounter. */
export interface BoundCounter {
  /** Adds `value`, in the instrument's unit. `context` is where exemplars find their span (default: the active one). */
  add(value: number, context?: Context): void;
}

/** One series of a histogram. */
export interface BoundRecorder {
  /** Records `value`, in the instrument's unit. */
  record(value: number, context?: Context): void;
}

/** One series of a gauge. */
export interface BoundGauge extends BoundRecorder {
  /** The same as `record`. */
  set(value: number, context?: Context): void;
}

/** What all bound series are, whatever the instrument. */
export interface Bound extends BoundCounter, BoundGauge {
  /** Whether the provider of the instrument has been shut down. */
  readonly isClosed: boolean;
}

/**
 * Under which an instrument of this package, whichever copy of it made it, can be bound to attributes. A symbol of the
 * process, so that the `bind` of one copy finds the instruments of another.
 */
export const BIND = Symbol.for('@cardlink/observability/metrics.bind');

/** What an instrument of this package gives when it is bound. The attributes must not change any more. */
export interface Bindable {
  [BIND](attributes: Attributes): Bound;
}

/** Whether an instrument is one of this package. It throws what a proxy throws. */
export function isBindable(instrument: unknown): instrument is Bindable {
  return typeof instrument === 'object' && instrument !== null && BIND in instrument;
}
