import type { Attributes, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import {
  AggregationTemporality,
  AggregationType,
  type CollectionResult,
  createAllowListAttributesProcessor,
  createDenyListAttributesProcessor,
  InstrumentType,
  MetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import {
  at,
  isObservable,
  type Observation,
  type Program,
  type ReaderSpec,
  type Step,
  type TemporalityName,
  type ViewSpec,
} from './program';

/** The clock of a program, in epoch milliseconds. */
export class Clock {
  nowMs = 1_700_000_000_000;
}

/** What a provider under test is made from. */
export interface ProviderInput {
  readonly views: ViewOptions[];
  readonly readers: MetricReader[];
  readonly clock: Clock;
}

export type CreateProvider = (input: ProviderInput) => MeterProvider;

/** One collection of one reader, in the order of the program. */
export interface Collected {
  readonly reader: number;
  readonly atStep: number;
  readonly result: CollectionResult;
}

const { CUMULATIVE, DELTA } = AggregationTemporality;
const ADDITIVE: readonly InstrumentType[] = [
  InstrumentType.UP_DOWN_COUNTER,
  InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
];
const LOW_MEMORY: readonly InstrumentType[] = [InstrumentType.COUNTER, InstrumentType.HISTOGRAM];

const SELECTORS: Readonly<Record<TemporalityName, (type: InstrumentType) => AggregationTemporality>> = {
  cumulative: () => CUMULATIVE,
  delta: (type) => (ADDITIVE.includes(type) ? CUMULATIVE : DELTA),
  lowmemory: (type) => (LOW_MEMORY.includes(type) ? DELTA : CUMULATIVE),
  'everything-delta': () => DELTA,
};

class PulledReader extends MetricReader {
  constructor({ temporality, aggregations, limit }: ReaderSpec) {
    super({
      aggregationTemporalitySelector: SELECTORS[temporality],
      aggregationSelector: (type) => aggregations?.[type] ?? { type: AggregationType.DEFAULT },
      ...(limit === undefined ? {} : { cardinalitySelector: () => limit }),
    });
  }

  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

function viewOptions({ keys, ...view }: ViewSpec): ViewOptions {
  if (keys === undefined) return { ...view };
  const processor =
    'allow' in keys
      ? createAllowListAttributesProcessor([...keys.allow])
      : createDenyListAttributesProcessor([...keys.deny]);
  return { ...view, attributesProcessors: [processor] };
}

type Write = (value: number, attributes?: Attributes) => void;
type Observe = (observable: Observable, value: number, attributes?: Attributes) => void;

/** A callback whose observations the program sets: the same function for single instruments and for batches. */
class Callback {
  outcome: string = 'returns';
  observations: readonly Observation[] = [];
  /** One function per instrument or set of instruments that it was added for, to remove it again. */
  readonly functions = new Map<string, (result: { observe: unknown }) => void | Promise<void>>();

  for(observables: readonly Observable[], key: string, isBatch: boolean) {
    const existing = this.functions.get(key);
    if (existing !== undefined) return existing;
    const made = (result: { observe: unknown }): void | Promise<void> => {
      const observe = (result.observe as (...values: unknown[]) => void).bind(result);
      return this.#run((observable, value, attributes) =>
        isBatch ? observe(observable, value, attributes) : observe(value, attributes),
      )(observables);
    };
    this.functions.set(key, made);
    return made;
  }

  #run(observe: Observe): (observables: readonly Observable[]) => void | Promise<void> {
    return (observables) => {
      const all = (): void => {
        for (const { target, value, attributes } of this.observations) {
          const observable = at(observables, target);
          if (observable !== undefined) observe(observable, value, attributes && { ...attributes });
        }
      };
      if (this.outcome === 'resolves') return Promise.resolve().then(all);
      all();
      if (this.outcome === 'throws') throw new Error('a callback that throws');
      return this.outcome === 'rejects' ? Promise.reject(new Error('a callback that rejects')) : undefined;
    };
  }
}

const CREATE: Readonly<Record<InstrumentType, keyof Meter>> = {
  [InstrumentType.COUNTER]: 'createCounter',
  [InstrumentType.UP_DOWN_COUNTER]: 'createUpDownCounter',
  [InstrumentType.HISTOGRAM]: 'createHistogram',
  [InstrumentType.GAUGE]: 'createGauge',
  [InstrumentType.OBSERVABLE_COUNTER]: 'createObservableCounter',
  [InstrumentType.OBSERVABLE_UP_DOWN_COUNTER]: 'createObservableUpDownCounter',
  [InstrumentType.OBSERVABLE_GAUGE]: 'createObservableGauge',
};

class Player {
  readonly collected: Collected[] = [];
  readonly #writers: Write[] = [];
  readonly #observables: { readonly instrument: Observable; readonly meter: number }[] = [];
  readonly #callbacks = Array.from({ length: 4 }, () => new Callback());
  readonly #readers: MetricReader[];
  readonly #meters: Meter[];
  readonly #clock: Clock;
  readonly #togetherIsEach: boolean;

  constructor(program: Program, createProvider: CreateProvider, clock: Clock, togetherIsEach: boolean) {
    this.#clock = clock;
    this.#togetherIsEach = togetherIsEach;
    this.#readers = program.readers.map((spec) => new PulledReader(spec));
    const provider = createProvider({ views: program.views.map(viewOptions), readers: this.#readers, clock });
    this.#meters = program.meters.map(({ name, version, schemaUrl }) =>
      provider.getMeter(name, version, schemaUrl === undefined ? {} : { schemaUrl }),
    );
  }

  async step(step: Step, index: number): Promise<void> {
    switch (step.do) {
      case 'create':
        return this.#create(step.instrument);
      case 'record':
        return at(this.#writers, step.instrument)?.(step.value, step.attributes && { ...step.attributes });
      case 'addCallback':
      case 'removeCallback': {
        const number = this.#observables.length === 0 ? 0 : step.instrument % this.#observables.length;
        const observable = this.#observables[number]?.instrument;
        if (observable === undefined) return;
        return observable[step.do](
          this.#callback(step.callback).for([observable], `${number}`, false) as never,
        );
      }
      case 'addBatchCallback':
      case 'removeBatchCallback':
        return this.#batch(step.do, step.instruments, step.callback);
      case 'observe': {
        const callback = this.#callback(step.callback);
        callback.outcome = step.outcome;
        callback.observations = step.observations;
        return;
      }
      case 'advance':
        this.#clock.nowMs += step.milliseconds;
        return;
      case 'collect':
        return this.#collect(step.reader, index);
    }
  }

  #callback(index: number): Callback {
    return at(this.#callbacks, index) as Callback;
  }

  #create({ meter: meterIndex, kind, name, options }: Extract<Step, { do: 'create' }>['instrument']): void {
    const meter = at(this.#meters, meterIndex);
    if (meter === undefined) return;
    const instrument: unknown = (meter[CREATE[kind]] as (...values: unknown[]) => unknown).call(
      meter,
      name,
      options && { ...options },
    );
    if (isObservable(kind)) {
      this.#observables.push({
        instrument: instrument as Observable,
        meter: meterIndex % this.#meters.length,
      });
      return;
    }
    const writer = instrument as { add?: Write; record?: Write };
    this.#writers.push((value, attributes) =>
      writer.add === undefined ? writer.record?.(value, attributes) : writer.add(value, attributes),
    );
  }

  /** A batch callback belongs to one meter: that of its first instrument; the others of the set are left out. */
  #batch(
    method: 'addBatchCallback' | 'removeBatchCallback',
    indices: readonly number[],
    callback: number,
  ): void {
    const count = this.#observables.length;
    if (count === 0) return;
    const first = this.#observables[(indices[0] ?? 0) % count];
    const numbers = [...new Set(indices.map((index) => index % count))]
      .filter((index) => this.#observables[index]?.meter === first?.meter)
      .sort();
    const meter = first && this.#meters[first.meter];
    const observables = numbers.flatMap((index) => this.#observables[index]?.instrument ?? []);
    const call =
      method === 'addBatchCallback' ? 'addBatchObservableCallback' : 'removeBatchObservableCallback';
    const made = this.#callback(callback).for(observables, `batch ${numbers.join()}`, true);
    meter?.[call](made as never, observables);
  }

  async #collect(which: number | 'each' | 'together', atStep: number): Promise<void> {
    if (typeof which === 'number') return this.#collectOne(which % this.#readers.length, atStep);
    if (which === 'each' || this.#togetherIsEach) {
      for (const index of this.#readers.keys()) await this.#collectOne(index, atStep);
      return;
    }
    const results = await Promise.all(this.#readers.map((reader) => reader.collect()));
    for (const [reader, result] of results.entries()) this.collected.push({ reader, atStep, result });
  }

  async #collectOne(reader: number, atStep: number): Promise<void> {
    const result = await this.#readers[reader]?.collect();
    if (result !== undefined) this.collected.push({ reader, atStep, result });
  }
}

/**
 * Plays a program into the provider that `createProvider` makes, under a clock of its own (also as `Date.now`), and
 * returns what the readers collected. `togetherIsEach` plays collections at once one after the other.
 */
export async function play(
  program: Program,
  createProvider: CreateProvider,
  { togetherIsEach = false }: { togetherIsEach?: boolean } = {},
): Promise<readonly Collected[]> {
  const clock = new Clock();
  const dateNow = jest.spyOn(Date, 'now').mockImplementation(() => clock.nowMs);
  try {
    const player = new Player(program, createProvider, clock, togetherIsEach);
    for (const [index, step] of program.steps.entries()) await player.step(step, index);
    return player.collected;
  } finally {
    dateNow.mockRestore();
  }
}
