import type { Attributes, Context, Counter, Gauge, Histogram, UpDownCounter } from '@opentelemetry/api';

/** One series of a counter or an updowncounter. */
export interface BoundCounter {
  /** Adds `value`, in the instrument's unit. `context` is where exemplars find their span (default: the active one). */
  add(value: number, context?: Context): void;
}

/** One series of a histogram or a gauge. */
export interface BoundRecorder {
  /** Records `value`, in the instrument's unit. */
  record(value: number, context?: Context): void;
}

/**
 * Binds an instrument to one attribute set, for call sites that record the same series again and again.
 * The attributes are copied: what the caller does with its object afterwards changes nothing.
 *
 *     const sent = bind(bytes, { 'apdu.direction': 'sent' });
 *     sent.add(5);
 */
export function bind(instrument: Counter | UpDownCounter, attributes: Attributes): BoundCounter;
export function bind(instrument: Histogram | Gauge, attributes: Attributes): BoundRecorder;
export function bind(
  instrument: Counter | UpDownCounter | Histogram | Gauge,
  attributes: Attributes,
): BoundCounter | BoundRecorder {
  const own = Object.freeze({ ...attributes });
  if ('add' in instrument) {
    return { add: (value, context) => instrument.add(value, own, context) };
  }
  return { record: (value, context) => instrument.record(value, own, context) };
}
