import type { Attributes, Context, MeterProvider } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Bound } from './bound';
import type { InstrumentDescriptor } from './descriptor';
import { LazyBound } from './lazy-bound';
import { InstrumentType } from './sdk-values';
import type { Writer } from './writers';

/** What an instrument shows to the series that are bound to it. */
export interface BindableInstrument {
  readonly scope: InstrumentationScope;
  readonly descriptor: InstrumentDescriptor;
  readonly writers: readonly Writer[];
  readonly life: { readonly isClosed: boolean };
  accepts(value: number): boolean;
  measure(value: number, attributes: Attributes | undefined, context: Context | undefined): void;
  lost(error: unknown): void;
}

/** No epoch is this: rows have to be looked up first. */
const UNRESOLVED = -1;

/**
 * One series of an instrument of ours. It writes to the series' row; where that is, it looks up when it is first used,
 * and again after the series was given up. After its provider has been shut down, it goes on in the next.
 */
export class BoundSeries implements Bound {
  readonly #instrument: BindableInstrument;
  readonly #life: { readonly isClosed: boolean };
  readonly #attributes: Attributes;
  /** The only writer of the instrument, as nearly all have just one. */
  readonly #writer: Writer | undefined;
  #row = UNRESOLVED;
  #epoch = UNRESOLVED;
  #next: LazyBound | undefined;

  /** @param attributes are not copied: they must not change */
  constructor(instrument: BindableInstrument, attributes: Attributes) {
    this.#instrument = instrument;
    this.#life = instrument.life;
    this.#attributes = attributes;
    this.#writer = instrument.writers.length === 1 ? instrument.writers[0] : undefined;
  }

  get isClosed(): boolean {
    return this.#life.isClosed;
  }

  /** Adds or records a value; never throws. */
  add(value: number, context?: Context): void {
    const writer = this.#writer;
    if (writer === undefined || this.#life.isClosed || !this.#instrument.accepts(value)) {
      this.#addOtherwise(value, context);
      return;
    }
    try {
      if (this.#epoch !== writer.epoch) this.#resolve(writer, context);
      writer.recordRow(this.#row, value, this.#attributes, context);
    } catch (error) {
      this.#instrument.lost(error);
    }
  }

  record(value: number, context?: Context): void {
    this.add(value, context);
  }

  set(value: number, context?: Context): void {
    this.add(value, context);
  }

  #addOtherwise(value: number, context: Context | undefined): void {
    if (this.#life.isClosed) {
      this.#next ??= new LazyBound((provider) => this.#successor(provider), this.#attributes);
      this.#next.add(value, context);
    } else {
      this.#instrument.measure(value, this.#attributes, context);
    }
  }

  #resolve(writer: Writer, context: Context | undefined): void {
    this.#row = writer.row(this.#attributes, context);
    // The overflow series counts what it is given, and its place may be another's later: it is looked up each time.
    this.#epoch = writer.isOverflow(this.#row) ? UNRESOLVED : writer.epoch;
  }

  /** The same instrument of another provider, as it was asked for there. */
  #successor(provider: MeterProvider): unknown {
    const { descriptor, scope } = this.#instrument;
    const { name, type, ...options } = descriptor;
    const meter = provider.getMeter(
      scope.name,
      scope.version,
      scope.schemaUrl === undefined ? undefined : { schemaUrl: scope.schemaUrl },
    );
    const create = CREATE[type as keyof typeof CREATE];
    return create === undefined ? undefined : meter[create](name, options as object);
  }
}

const CREATE = {
  [InstrumentType.COUNTER]: 'createCounter',
  [InstrumentType.UP_DOWN_COUNTER]: 'createUpDownCounter',
  [InstrumentType.HISTOGRAM]: 'createHistogram',
  [InstrumentType.GAUGE]: 'createGauge',
} as const;
