import type { Attributes } from '@opentelemetry/api';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import { canonicalAttributes } from './compare';
import type { Clock } from './play';
import { isObservable } from './program';
import type { StockStorage } from './stock-internals';

export const AGGREGATIONS = ['drop', 'sum', 'last value', 'histogram', 'exponential histogram'] as const;

/** What the oracle remembers of a series while a program runs, to know what the specification wants of it. */
export interface SeriesTrack {
  readonly attributes: Attributes;
  /** When it was recorded first, in epoch milliseconds. */
  readonly firstMs: number;
  /** When it began as observed total or value. */
  startMs: number;
  /** The last round of collection in which it was observed. */
  round: number;
  /** The total that was observed last. */
  value: number | undefined;
  /** Changes that readers were not told because the series was not observed in their rounds. */
  readonly withheld: Map<object, number>;
}

/** The rounds of collection of a provider. */
export interface Rounds {
  number: number;
}

/** What the oracle remembers of a stream of the stock SDK. */
export class StreamTrack {
  readonly storage: StockStorage;
  readonly aggregation: (typeof AGGREGATIONS)[number];
  readonly isObservable: boolean;
  readonly isMonotonic: boolean;
  readonly isFiltered: boolean;
  readonly limit: number;
  readonly createdMs: number;
  readonly series = new Map<string, SeriesTrack>();
  readonly #forgotten = new Set<string>();
  /** When each reader collected last. */
  readonly collectedMs = new Map<object, number>();
  readonly clock: Clock;
  readonly #rounds: Rounds;
  /** When the round before this one took place, or when the stream was made. */
  settledMs: number;

  constructor(storage: StockStorage, clock: Clock, rounds: Rounds) {
    const aggregator = storage._deltaMetricStorage._aggregator;
    this.storage = storage;
    this.aggregation = AGGREGATIONS[aggregator.kind] ?? 'drop';
    this.isObservable = isObservable(storage._instrumentDescriptor.type);
    this.isMonotonic = aggregator.monotonic === true;
    this.isFiltered =
      storage._attributesProcessor !== undefined && '_processors' in storage._attributesProcessor;
    this.limit = storage._aggregationCardinalityLimit ?? 2000;
    this.createdMs = clock.nowMs;
    this.settledMs = clock.nowMs;
    this.clock = clock;
    this.#rounds = rounds;
  }

  get round(): number {
    return this.#rounds.number;
  }

  get isGauge(): boolean {
    const { type } = this.storage._instrumentDescriptor;
    return type === InstrumentType.GAUGE || type === InstrumentType.OBSERVABLE_GAUGE;
  }

  /** The series of these attributes as far as there is one. */
  find(attributes: Attributes): SeriesTrack | undefined {
    return this.series.get(canonicalAttributes(attributes));
  }

  /** The series of these attributes, which are recorded or observed now. */
  touch(attributes: Attributes): SeriesTrack {
    let series = this.find(attributes);
    if (series === undefined) {
      series = {
        attributes,
        firstMs: this.clock.nowMs,
        startMs: this.settledMs,
        round: 0,
        value: undefined,
        withheld: new Map(),
      };
      this.series.set(canonicalAttributes(attributes), series);
    }
    series.round = this.round;
    this.#forgotten.delete(canonicalAttributes(attributes));
    return series;
  }

  /** Takes note of a total; one that goes back begins anew with the round before this one. */
  observe(attributes: Attributes, value: number): void {
    const series = this.find(attributes);
    if (series === undefined) return;
    if (this.isMonotonic && series.value !== undefined && value < series.value) {
      series.startMs = this.settledMs;
      series.withheld.clear();
    }
    series.value = value;
  }

  forget(attributes: Attributes): void {
    this.series.delete(canonicalAttributes(attributes));
    this.#forgotten.add(canonicalAttributes(attributes));
  }

  /** Whether the series of these attributes was given up and has not come back. */
  hasForgotten(attributes: Attributes): boolean {
    return this.#forgotten.has(canonicalAttributes(attributes));
  }
}
