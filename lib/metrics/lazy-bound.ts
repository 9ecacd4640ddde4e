import {
  type Attributes,
  type Context,
  type Counter,
  type Histogram,
  type MeterProvider,
  metrics,
} from '@opentelemetry/api';
import { BIND, type Bound, isBindable } from './bound';
import { Reporter, textOf } from './reporter';

type Write = (value: number, context: Context | undefined) => void;

/**
 * A series of an instrument that is found when it is first needed, and again for each provider that takes the place of
 * another in the API.
 */
export class LazyBound implements Bound {
  readonly #find: (provider: MeterProvider) => unknown;
  readonly #attributes: Attributes;
  /** Over our own storage. */
  #series: Bound | undefined;
  /** Over another, or none. */
  #write: Write = ignore;
  /** The provider in place when the above was looked up. */
  #provider: MeterProvider | undefined;

  /**
   * @param find the instrument under a provider
   * @param attributes are not copied: they must not change
   */
  constructor(find: (provider: MeterProvider) => unknown, attributes: Attributes) {
    this.#find = find;
    this.#attributes = attributes;
  }

  get isClosed(): boolean {
    return this.#series?.isClosed ?? false;
  }

  add(value: number, context?: Context): void {
    const series = this.#series;
    if (series !== undefined && !series.isClosed) series.add(value, context);
    else this.#addAnew(value, context);
  }

  record(value: number, context?: Context): void {
    this.add(value, context);
  }

  set(value: number, context?: Context): void {
    this.add(value, context);
  }

  #addAnew(value: number, context: Context | undefined): void {
    const provider = metrics.getMeterProvider();
    if (provider !== this.#provider) {
      this.#provider = provider;
      this.#resolve(provider);
    }
    const series = this.#series;
    if (series === undefined) this.#write(value, context);
    else if (!series.isClosed) series.add(value, context);
  }

  #resolve(provider: MeterProvider): void {
    this.#series = undefined;
    this.#write = ignore;
    try {
      const instrument = this.#find(provider);
      if (isBindable(instrument)) this.#series = instrument[BIND](this.#attributes);
      else this.#write = writeTo(instrument, this.#attributes);
    } catch (error) {
      new Reporter().error('bind', `the instrument of a bound series could not be made: ${textOf(error)}`);
    }
  }
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
