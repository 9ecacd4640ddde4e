import {
  type Attributes,
  type Context,
  type Counter,
  diag,
  type Gauge,
  type Histogram,
  type MeterProvider,
  metrics,
  type UpDownCounter,
} from '@opentelemetry/api';
import { copyAttributes } from './attribute-values';
import type { BoundSeries } from './bound-series';
import { BIND } from './instruments';
import { textOf } from './reporter';

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
  return new Bound(instrument, attributes);
}

/** What an instrument of this package gives when it is bound, whichever copy of the package made it. */
type Bindable = AnyInstrument & { [BIND](attributes: Attributes): BoundSeries };

type Write = (value: number, context: Context | undefined) => void;

class Bound implements BoundCounter, BoundGauge {
  readonly #source: Source<AnyInstrument>;
  readonly #attributes: Attributes;
  /** Of the instrument that was given, when it is ours: the providers that come after its own have successors of it. */
  #origin: BoundSeries | undefined;
  /** Over our own storage. */
  #series: BoundSeries | undefined;
  /** Over another, or none. */
  #write: Write = ignore;
  /** The provider in place when the above was looked up. */
  #provider: MeterProvider | undefined;

  constructor(source: Source<AnyInstrument>, attributes: Attributes) {
    this.#source = source;
    this.#attributes = copyAttributes(attributes ?? {});
  }

  add(value: number, context?: Context): void {
    const series = this.#series;
    if (series !== undefined && !series.isClosed) series.write(value, context);
    else this.#find(value, context);
  }

  record(value: number, context?: Context): void {
    this.add(value, context);
  }

  set(value: number, context?: Context): void {
    this.add(value, context);
  }

  #find(value: number, context: Context | undefined): void {
    const provider = metrics.getMeterProvider();
    if (provider !== this.#provider) {
      this.#provider = provider;
      this.#resolve(provider);
    }
    if (this.#series !== undefined) this.#series.write(value, context);
    else this.#write(value, context);
  }

  #resolve(provider: MeterProvider): void {
    this.#series = undefined;
    this.#write = ignore;
    try {
      const instrument = this.#instrument(provider);
      if (isBindable(instrument)) this.#series = instrument[BIND](this.#attributes);
      else this.#write = writeTo(instrument, this.#attributes);
    } catch (error) {
      diag
        .createComponentLogger({ namespace: 'cardlink/metrics' })
        .error(`the instrument of a bound series could not be made: ${textOf(error)}`);
    }
  }

  #instrument(provider: MeterProvider): unknown {
    const source = this.#source;
    if (typeof source === 'function') return source();
    if (isBindable(source)) this.#origin ??= source[BIND](this.#attributes);
    return this.#origin?.isClosed ? this.#origin.successor(provider) : source;
  }
}

function isBindable(instrument: unknown): instrument is Bindable {
  return typeof instrument === 'object' && instrument !== null && BIND in instrument;
}

/** A call of an instrument that is not ours. */
function writeTo(instrument: unknown, attributes: Attributes): Write {
  const { add, record } = (instrument ?? {}) as { add?: Counter['add']; record?: Histogram['record'] };
  if (typeof add === 'function') return (value, context) => add.call(instrument, value, attributes, context);
  if (typeof record === 'function') {
    return (value, context) => record.call(instrument, value, attributes, context);
  }
  return ignore;
}

function ignore(): void {}
