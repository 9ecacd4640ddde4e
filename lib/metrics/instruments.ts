import {
  type Attributes,
  type Context,
  type Counter,
  type Gauge,
  type Histogram,
  type UpDownCounter,
  ValueType,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { BIND, type Bindable } from './bound';
import { type BindableInstrument, BoundSeries } from './bound-series';
import type { InstrumentDescriptor } from './descriptor';
import { type Reporter, textOf } from './reporter';
import { InstrumentType } from './sdk-values';
import { LastValueWriter, type Writer } from './writers';

/** Takes measurements. */
export interface MeasurementSink {
  record(value: number, attributes: Attributes | undefined, context: Context | undefined): void;
}

/** Whether the provider of an instrument is still in use. */
export interface ProviderLife {
  readonly isClosed: boolean;
}

/** What the instruments of a meter are made with. */
export interface InstrumentParts {
  readonly scope: InstrumentationScope;
  readonly descriptor: InstrumentDescriptor;
  readonly writers: readonly Writer[];
  readonly reporter: Reporter;
  readonly life: ProviderLife;
}

/** What counters, updowncounters, histograms and gauges have in common: they take values of their own accord. */
export class RecordingInstrument implements Bindable, BindableInstrument {
  readonly scope: InstrumentationScope;
  readonly descriptor: InstrumentDescriptor;
  readonly life: ProviderLife;
  readonly writers: readonly Writer[];
  readonly #reporter: Reporter;
  readonly #sink: MeasurementSink;
  /** Where NaN goes: a gauge may have it as its last value, but a View may make a sum or a histogram of the gauge. */
  readonly #nanSink: MeasurementSink;
  /** Values below this are refused, and NaN where there is a bound. */
  readonly #lowest: number;
  readonly #isInt: boolean;

  constructor({ scope, descriptor, writers, reporter, life }: InstrumentParts) {
    this.scope = scope;
    this.descriptor = descriptor;
    this.life = life;
    this.writers = writers;
    this.#reporter = reporter;
    this.#sink = sinkOf(writers);
    this.#nanSink = sinkOf(writers.filter((writer) => writer instanceof LastValueWriter));
    this.#lowest = NON_NEGATIVE.has(descriptor.type) ? 0 : Number.NEGATIVE_INFINITY;
    this.#isInt = descriptor.valueType === ValueType.INT;
  }

  /** Binds the instrument to attributes; see `bind`. */
  [BIND](attributes: Attributes): BoundSeries {
    return new BoundSeries(this, attributes);
  }

  /** Takes a measurement; never throws. */
  measure(value: number, attributes: Attributes | undefined, context: Context | undefined): void {
    const isAccepted = this.accepts(value);
    const accepted = isAccepted ? value : this.corrected(value);
    if (accepted === undefined) return;
    const sink = isAccepted || !Number.isNaN(accepted) ? this.#sink : this.#nanSink;
    try {
      sink.record(accepted, attributes, context);
    } catch (error) {
      this.lost(error);
    }
  }

  /** Tells once that a measurement was lost. */
  lost(error: unknown): void {
    const { name } = this.descriptor;
    this.#reporter.warn(`record ${name}`, `a measurement of ${name} was lost: ${textOf(error)}`);
  }

  /** Whether a value can be recorded as it is. */
  accepts(value: number): boolean {
    return typeof value === 'number' && value >= this.#lowest && (!this.#isInt || Number.isInteger(value));
  }

  /** What is recorded instead of a value that is not accepted as it is; nothing when it is refused, which is told once. */
  corrected(value: unknown): number | undefined {
    const { name, type } = this.descriptor;
    if (typeof value !== 'number') {
      this.#refuse(`${name} was given a value of type ${typeof value}: it must be a number`);
    } else if (Number.isNaN(value)) {
      if (type === InstrumentType.GAUGE && !this.#isInt) return value;
      this.#refuse(`${name} was given NaN, which is left out: it would make the sum NaN for good`);
    } else if (value < this.#lowest) {
      this.#refuse(`negative value provided to ${type.toLowerCase()} ${name}: ${value} is left out`);
    } else if (!this.#isInt || Number.isInteger(value)) {
      return value;
    } else {
      this.#refuse(`${name} counts in integers: the fraction of ${value} is left out`);
      if (Number.isFinite(value)) return Math.trunc(value);
    }
    return undefined;
  }

  #refuse(message: string): void {
    this.#reporter.warn(`value ${this.descriptor.name}`, message);
  }
}

/** A counter: values cannot be negative. */
export class CounterInstrument extends RecordingInstrument implements Counter {
  add(value: number, attributes?: Attributes, context?: Context): void {
    this.measure(value, attributes, context);
  }
}

/** A counter that goes both ways. */
export class UpDownCounterInstrument extends RecordingInstrument implements UpDownCounter {
  add(value: number, attributes?: Attributes, context?: Context): void {
    this.measure(value, attributes, context);
  }
}

/** A histogram: values cannot be negative. */
export class HistogramInstrument extends RecordingInstrument implements Histogram {
  record(value: number, attributes?: Attributes, context?: Context): void {
    this.measure(value, attributes, context);
  }
}

/** A gauge: the last value counts. */
export class GaugeInstrument extends RecordingInstrument implements Gauge {
  record(value: number, attributes?: Attributes, context?: Context): void {
    this.measure(value, attributes, context);
  }
}

const NON_NEGATIVE = new Set<InstrumentType>([InstrumentType.COUNTER, InstrumentType.HISTOGRAM]);

const NOWHERE: MeasurementSink = { record: () => {} };

function sinkOf(writers: readonly Writer[]): MeasurementSink {
  const [only, ...others] = writers;
  if (only === undefined) return NOWHERE;
  if (others.length === 0) return only;
  return {
    record: (value, attributes, context) => {
      for (const writer of writers) writer.record(value, attributes, context);
    },
  };
}
