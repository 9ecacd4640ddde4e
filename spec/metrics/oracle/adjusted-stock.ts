import type { Attributes, HrTime } from '@opentelemetry/api';
import { type DataPoint, MeterProvider, type MetricData } from '@opentelemetry/sdk-metrics';
import type { OracleException } from './exception';
import type { Clock, CreateProvider, ProviderInput } from './play';
import {
  type RecordObserved,
  type RecordSynchronous,
  type StockCallbacks,
  type StockMap,
  type StockMeterState,
  type StockState,
  type StockStorage,
  stockState,
} from './stock-internals';
import { type Rounds, StreamTrack } from './track';

/** One observation on its way into a stream: as the callback gave it, and as the stream files it. */
export interface FiledObservation {
  readonly given: Attributes;
  readonly attributes: Attributes;
  readonly value: number;
}

/** The stock SDK with its storage opened at the points where exceptions reach in; without any it is as it was. */
class AdjustedStock {
  readonly #exceptions: readonly OracleException[];
  readonly #tracks: StreamTrack[] = [];
  readonly #flushes: (() => void)[] = [];
  readonly #rounds: Rounds = { number: 0 };
  readonly #clock: Clock;

  constructor(exceptions: readonly OracleException[], state: StockState, { clock, views }: ProviderInput) {
    this.#exceptions = exceptions;
    this.#clock = clock;
    for (const exception of exceptions) exception.provider?.(state, views);
    this.#openMeters(state);
    this.#openCollections(state);
  }

  #openMeters(state: StockState): void {
    const getMeterSharedState = state.getMeterSharedState.bind(state);
    const opened = new WeakSet<StockMeterState>();
    state.getMeterSharedState = (scope) => {
      const meter = getMeterSharedState(scope);
      if (opened.has(meter)) return meter;
      opened.add(meter);
      for (const exception of this.#exceptions) exception.meter?.(meter);
      this.#openCallbacks(meter.observableRegistry);
      const registry = meter.metricStorageRegistry;
      const register = registry.register.bind(registry);
      const registerForCollector = registry.registerForCollector.bind(registry);
      registry.register = (storage) => register(this.#opened(storage));
      registry.registerForCollector = (collector, storage) =>
        registerForCollector(collector, this.#opened(storage));
      return meter;
    };
  }

  /** Collections of one round share its observations. */
  #openCallbacks(callbacks: StockCallbacks): void {
    const observe = callbacks.observe.bind(callbacks);
    let errors: unknown[] = [];
    callbacks.observe = async (time, timeoutMs) => {
      if (!this.#clock.joinsRound) errors = await observe(time, timeoutMs);
      return errors;
    };
  }

  #openCollections(state: StockState): void {
    for (const collector of state.metricCollectors) {
      const collect = collector.collect.bind(collector);
      collector.collect = async (options) => {
        if (!this.#clock.joinsRound) this.#rounds.number += 1;
        const collected = await collect(options);
        for (const flush of this.#flushes) flush();
        for (const track of this.#tracks) {
          for (const exception of this.#exceptions) exception.roundEnds?.(track);
          track.settledMs = this.#clock.nowMs;
        }
        return collected;
      };
    }
  }

  #opened(storage: StockStorage): StockStorage {
    if (this.#tracks.some((track) => track.storage === storage)) return storage;
    const track = new StreamTrack(storage, this.#clock, this.#rounds);
    this.#tracks.push(track);
    for (const exception of this.#exceptions) exception.storage?.(storage, track);
    if (track.aggregation === 'drop') return storage;
    const flush = track.isObservable
      ? this.#openObserved(storage, track)
      : this.#openRecorded(storage, track);
    this.#flushes.push(flush);
    const collect = storage.collect.bind(storage);
    storage.collect = (collector, time) => {
      flush();
      const data = this.#adjusted(collect(collector, time), collector, track);
      track.collectedMs.set(collector, this.#clock.nowMs);
      return data;
    };
    return storage;
  }

  #filed(track: StreamTrack, given: Attributes, value: number): FiledObservation | undefined {
    let attributes = given;
    for (const exception of this.#exceptions) attributes = exception.attributes?.(attributes) ?? attributes;
    const sanitized = attributes;
    attributes = track.storage._attributesProcessor?.process(attributes) ?? attributes;
    if (this.#exceptions.some((exception) => exception.accepts?.(track, value) === false)) return undefined;
    for (const exception of this.#exceptions)
      attributes = exception.admits?.(track, attributes) ?? attributes;
    track.touch(attributes);
    return { given: sanitized, attributes, value };
  }

  #openRecorded(storage: StockStorage, track: StreamTrack): () => void {
    const record: RecordSynchronous = (value, attributes, _context, timeMs) => {
      const filed = this.#filed(track, attributes, value);
      if (filed !== undefined) storage._deltaMetricStorage.record(value, filed.attributes, timeMs);
    };
    storage.record = record as never;
    return () => undefined;
  }

  /** Observations wait until all callbacks of the round have returned, because exceptions add them up. */
  #openObserved(storage: StockStorage, track: StreamTrack): () => void {
    let batches: (readonly FiledObservation[])[] = [];
    let time: HrTime = [0, 0];
    const record: RecordObserved = (measurements, observationTime) => {
      const filed = [...measurements.entries()].map(([attributes, value]) =>
        this.#filed(track, attributes, value),
      );
      batches.push(filed.filter((observation) => observation !== undefined));
      time = observationTime;
    };
    storage.record = record as never;
    return () => {
      let observed = batches;
      batches = [];
      if (observed.length === 0) return;
      for (const exception of this.#exceptions) observed = exception.observes?.(track, observed) ?? observed;
      const { _deltaMetricStorage: cells } = storage;
      for (const batch of observed) {
        const MapOfStock = cells._activeCollectionStorage.constructor as new () => StockMap<number>;
        const measurements = new MapOfStock();
        for (const { attributes, value } of batch) {
          measurements.set(attributes, value);
          track.observe(attributes, value);
        }
        cells.batchCumulate(measurements, time);
      }
    };
  }

  #adjusted(data: MetricData | undefined, collector: object, track: StreamTrack): MetricData | undefined {
    if (data === undefined) return undefined;
    const points = (data.dataPoints as DataPoint<unknown>[]).flatMap((point) => {
      const series = track.find(point.attributes);
      if (series === undefined) return track.hasForgotten(point.attributes) ? [] : [point];
      const { aggregationTemporality: temporality } = data;
      const context = { track, series, collector, temporality, value: point.value };
      if (this.#exceptions.some((exception) => exception.reports?.(context) === false)) return [];
      let { startTime, value } = point;
      for (const exception of this.#exceptions) {
        startTime = exception.startTime?.(context) ?? startTime;
        value = exception.value?.({ ...context, value }) ?? value;
      }
      return [{ ...point, startTime, value }];
    });
    return points.length === 0 ? undefined : ({ ...data, dataPoints: points } as MetricData);
  }
}

/** A factory of the stock provider, adjusted by these exceptions. */
export function adjustedStock(exceptions: readonly OracleException[]): CreateProvider {
  return (input) => {
    const provider = new MeterProvider({ views: input.views, readers: input.readers });
    new AdjustedStock(exceptions, stockState(provider), input);
    return provider;
  };
}

/** The stock provider as it is. */
export const plainStock: CreateProvider = ({ views, readers }) => new MeterProvider({ views, readers });
