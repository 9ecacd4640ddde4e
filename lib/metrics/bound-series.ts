import type { Attributes, Context, MeterProvider } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { InstrumentDescriptor } from './descriptor';
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
 * and again after the series was given up.
 */
export class BoundSeries {
  readonly #instrument: BindableInstrument;
  readonly #attributes: Attributes;
  /** The only writer of the instrument, as nearly all have just one. */
  readonly #writer: Writer | undefined;
  #row = UNRESOLVED;
  #epoch = UNRESOLVED;

  /** @param attributes are not copied: they must not change */
  constructor(instrument: BindableInstrument, attributes: Attributes) {
    this.#instrument = instrument;
    this.#attributes = attributes;
    this.#writer = instrument.writers.length === 1 ? instrument.writers[0] : undefined;
  }

  /** Whether the provider of the instrument has been shut down. */
  get isClosed(): boolean {
    return this.#instrument.life.isClosed;
  }

  /** Records a value; never throws. */
  write(value: number, context: Context | undefined): void {
    const writer = this.#writer;
    if (writer === undefined || !this.#instrument.accepts(value)) {
      this.#instrument.measure(value, this.#attributes, context);
      return;
    }
    try {
      if (this.#epoch !== writer.epoch) this.#resolve(writer, context);
      writer.recordRow(this.#row, value, this.#attributes, context);
    } catch (error) {
      this.#instrument.lost(error);
    }
  }

  #resolve(writer: Writer, context: Context | undefined): void {
    this.#row = writer.row(this.#attributes, context);
    // The overflow series counts what it is given, and its place may be another's later: it is looked up each time.
    this.#epoch = writer.isOverflow(this.#row) ? UNRESOLVED : writer.epoch;
  }

  /** The same instrument of another provider, as it was asked for there. */
  successor(provider: MeterProvider): unknown {
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
