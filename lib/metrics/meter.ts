import type {
  Meter as ApiMeter,
  BatchObservableCallback,
  Counter,
  Gauge,
  Histogram,
  MetricOptions,
  Observable,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
  UpDownCounter,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Callbacks } from './callbacks';
import type { WritableStream } from './create-stream';
import {
  describeInstrument,
  type InstrumentDescriptor,
  instrumentIdentity,
  isSameAdvice,
} from './descriptor';
import {
  CounterInstrument,
  GaugeInstrument,
  HistogramInstrument,
  type InstrumentParts,
  type ProviderLife,
  type RecordingInstrument,
  UpDownCounterInstrument,
} from './instruments';
import { ObservableInstrument } from './observables';
import { warnOfSecond } from './registration-conflicts';
import { InstrumentType } from './sdk-values';
import type { Stream } from './stream';
import { type RegistryContext, StreamRegistry } from './stream-registry';

/** What the meters of a provider share. */
export interface MeterContext extends RegistryContext {
  readonly callbacks: Callbacks;
  readonly life: ProviderLife;
  readonly cleanText: (text: string) => string;
}

type Instrument = RecordingInstrument | ObservableInstrument;

/** Makes the instruments of one scope. An identical instrument is the same object (OTel metrics API, "Instrument"). */
export class Meter implements ApiMeter {
  readonly scope: InstrumentationScope;
  readonly #context: MeterContext;
  readonly #registry: StreamRegistry;
  readonly #instruments = new Map<string, Instrument>();

  constructor(scope: InstrumentationScope, context: MeterContext) {
    this.scope = scope;
    this.#context = context;
    this.#registry = new StreamRegistry(scope, context);
  }

  /** What there is to collect. */
  get streams(): readonly Stream[] {
    return this.#registry.streams;
  }

  createCounter(name: string, options?: MetricOptions): Counter {
    return this.#recording(CounterInstrument, InstrumentType.COUNTER, name, options);
  }

  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounter {
    return this.#recording(UpDownCounterInstrument, InstrumentType.UP_DOWN_COUNTER, name, options);
  }

  createHistogram(name: string, options?: MetricOptions): Histogram {
    return this.#recording(HistogramInstrument, InstrumentType.HISTOGRAM, name, options);
  }

  createGauge(name: string, options?: MetricOptions): Gauge {
    return this.#recording(GaugeInstrument, InstrumentType.GAUGE, name, options);
  }

  createObservableCounter(name: string, options?: MetricOptions): ObservableCounter {
    return this.#observable(InstrumentType.OBSERVABLE_COUNTER, name, options);
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): ObservableUpDownCounter {
    return this.#observable(InstrumentType.OBSERVABLE_UP_DOWN_COUNTER, name, options);
  }

  createObservableGauge(name: string, options?: MetricOptions): ObservableGauge {
    return this.#observable(InstrumentType.OBSERVABLE_GAUGE, name, options);
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#context.callbacks.addBatch(callback, observables);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#context.callbacks.removeBatch(callback, observables);
  }

  #recording<Made extends RecordingInstrument>(
    Instrument: new (parts: InstrumentParts) => Made,
    type: InstrumentType,
    name: string,
    options: MetricOptions | undefined,
  ): Made {
    const { reporter, life } = this.#context;
    return this.#findOrCreate(type, name, options, (descriptor, streams) => {
      const writers = streams.flatMap((stream) => (stream.kind === 'recorded' ? [stream.writer] : []));
      return new Instrument({ scope: this.scope, descriptor, writers, reporter, life });
    });
  }

  #observable(type: InstrumentType, name: string, options: MetricOptions | undefined): ObservableInstrument {
    const { callbacks, reporter } = this.#context;
    return this.#findOrCreate(type, name, options, (descriptor, streams) => {
      const targets = streams.flatMap((stream) => (stream.kind === 'observed' ? [stream.target] : []));
      return new ObservableInstrument(descriptor, targets, callbacks, reporter);
    });
  }

  #findOrCreate<Made extends Instrument>(
    type: InstrumentType,
    name: string,
    options: MetricOptions | undefined,
    create: (descriptor: InstrumentDescriptor, streams: readonly WritableStream[]) => Made,
  ): Made {
    const { reporter, cleanText } = this.#context;
    const given = describeInstrument(name, type, options, reporter);
    const descriptor = { ...given, description: cleanText(given.description) };
    const identity = instrumentIdentity(descriptor);
    const known = this.#instruments.get(identity);
    if (known !== undefined) {
      this.#compare(known.descriptor, descriptor);
      // The identity has the type in it, so it is of the same class.
      return known as Made;
    }
    const made = create(descriptor, this.#registry.streamsFor(descriptor));
    this.#instruments.set(identity, made);
    return made;
  }

  #compare(known: InstrumentDescriptor, again: InstrumentDescriptor): void {
    const { reporter } = this.#context;
    if (known.name !== again.name) {
      warnOfSecond(reporter, this.scope, known.name, `the name written as ${again.name}`);
    }
    if (!isSameAdvice(known.advice, again.advice)) {
      warnOfSecond(reporter, this.scope, known.name, 'other advice');
    }
    if (known.description !== again.description) {
      this.#registry.streamsFor({ ...known, description: again.description });
    }
  }
}
