import type { Attributes, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import type { CollectionResult, MetricReader, ViewOptions } from '@opentelemetry/sdk-metrics';
import { Callback } from './callback';
import { at, CREATE, isObservable, type Program, type Step } from './program';
import { PulledReader, viewOptions } from './pulled-reader';

/** The clock of a program, in epoch milliseconds. */
export class Clock {
  nowMs = 1_700_000_000_000;
  /** Whether a collection belongs to the round of the one before it, because it was asked for at the same time. */
  joinsRound = false;
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

type Write = (value: number, attributes?: Attributes) => void;
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
      for (const index of this.#readers.keys()) {
        this.#clock.joinsRound = which === 'together' && index > 0;
        await this.#collectOne(index, atStep);
      }
      this.#clock.joinsRound = false;
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
 * returns what the readers collected. `togetherIsEach` plays collections at once one after the other, as one round.
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
