import type { Attributes, Counter, Gauge, Histogram, UpDownCounter } from '@opentelemetry/api';
import { copyAttributes } from './attribute-values';
import {
  BIND,
  type Bindable,
  type BoundCounter,
  type BoundGauge,
  type BoundRecorder,
  isBindable,
} from './bound';
import { LazyBound } from './lazy-bound';

/** An instrument, or what makes or finds it when it is first needed. */
export type Source<Instrument> = Instrument | (() => Instrument);

type AnyInstrument = Counter | UpDownCounter | Histogram | Gauge;

/**
 * Binds an instrument to one attribute set, for call sites that record the same series again and again. Over the
 * `MeterProvider` of this package it is the storage cell itself; over any other it is a call with the same attributes.
 * The attributes are copied: what the caller does with its object afterwards changes nothing.
 *
 * Nothing is looked up before the first recording. When the provider is shut down and another takes its place in the
 * API, the next recording finds the instrument there. The API has no placeholder for instruments that are made before
 * the provider: give a function where that can be, and it is called again for each new provider.
 *
 *     const sent = bind(bytes, { 'apdu.direction': 'sent' });
 *     sent.add(5);
 *     const retries = bind(() => metrics.getMeter('provisioner').createCounter('retries'), { reason: 'timeout' });
 */
export function bind(instrument: Source<Counter | UpDownCounter>, attributes: Attributes): BoundCounter;
export function bind(instrument: Source<Gauge>, attributes: Attributes): BoundGauge;
export function bind(instrument: Source<Histogram>, attributes: Attributes): BoundRecorder;
export function bind(instrument: Source<AnyInstrument>, attributes: Attributes): BoundCounter & BoundGauge {
  const own = copyAttributes(attributes ?? {});
  if (isOurs(instrument)) return instrument[BIND](own);
  return new LazyBound(typeof instrument === 'function' ? instrument : () => instrument, own);
}

function isOurs(instrument: unknown): instrument is Bindable {
  try {
    return isBindable(instrument);
  } catch {
    // A proxy that cannot even be asked: the first recording tells what is wrong with it.
    return false;
  }
}
