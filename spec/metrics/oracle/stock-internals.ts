import type { Attributes, Context, HrTime, ValueType } from '@opentelemetry/api';
import type {
  AggregationTemporality,
  InstrumentType,
  MeterProvider,
  MetricData,
} from '@opentelemetry/sdk-metrics';

// The inside of @opentelemetry/sdk-metrics 2.12.0, as far as the oracle's exceptions reach into it. A newer version
// that changes it fails the oracle's own tests.

export interface StockDescriptor {
  readonly name: string;
  readonly type: InstrumentType;
  readonly unit: string;
  readonly valueType: ValueType;
  readonly description: string;
}

/** What the stock SDK has added up for one series: only what exponential histograms need is listed. */
export interface StockAccumulation {
  readonly count: number;
  readonly zeroCount: number;
  readonly scale: number;
  readonly positive: StockBuckets;
  readonly negative: StockBuckets;
  clone(): StockAccumulation;
  merge(previous: StockAccumulation): void;
  _minScale(other: StockAccumulation): number;
  _changeScale(high: number, low: number): number;
  readonly _mapping: { readonly scale: number };
}

export interface StockBuckets {
  readonly length: number;
  readonly indexStart: number;
  readonly indexEnd: number;
}

export interface StockAggregator {
  /** 0 drop, 1 sum, 2 last value, 3 histogram, 4 exponential histogram. */
  readonly kind: number;
  readonly monotonic?: boolean;
  _boundaries?: readonly number[];
  merge(previous: StockAccumulation, delta: StockAccumulation): StockAccumulation;
}

export interface StockMap<V> {
  set(attributes: Attributes, value: V): void;
  entries(): Iterable<readonly [Attributes, V, string]>;
}

export interface StockStorage {
  readonly _instrumentDescriptor: StockDescriptor;
  readonly _attributesProcessor:
    | { process(attributes: Attributes, context?: Context): Attributes }
    | undefined;
  readonly _aggregationCardinalityLimit: number | undefined;
  readonly _deltaMetricStorage: {
    _cardinalityLimit: number;
    _aggregator: StockAggregator;
    readonly _activeCollectionStorage: StockMap<unknown>;
    record(value: number, attributes: Attributes, timeMs: number): void;
    batchCumulate(measurements: StockMap<number>, time: HrTime): void;
  };
  readonly _temporalMetricStorage: { _aggregator: StockAggregator };
  record(...values: never[]): void;
  collect(collector: object, time: HrTime): MetricData | undefined;
}

export type RecordSynchronous = (
  value: number,
  attributes: Attributes,
  context: Context,
  timeMs: number,
) => void;
export type RecordObserved = (measurements: StockMap<number>, time: HrTime) => void;

export interface StockRegistry {
  _sharedRegistry: Map<string, StockStorage[]>;
  _perCollectorRegistry: Map<object, Map<string, StockStorage[]>>;
  register(storage: StockStorage): void;
  registerForCollector(collector: object, storage: StockStorage): void;
}

export interface StockMeterState {
  readonly metricStorageRegistry: StockRegistry;
  _registerMetricStorage(descriptor: StockDescriptor, type: unknown): StockStorage[];
}

export interface StockView {
  readonly instrumentSelector: { readonly _nameFilter: { _matchAll: boolean; _regexp: RegExp } };
}

export interface StockState {
  readonly viewRegistry: { readonly _registeredViews: readonly StockView[] };
  readonly metricCollectors: readonly { collect(options?: object): Promise<unknown> }[];
  getMeterSharedState(scope: object): StockMeterState;
}

/** The state that a stock provider shares with its meters. */
export function stockState(provider: MeterProvider): StockState {
  return (provider as unknown as { _sharedState: StockState })._sharedState;
}

export type { AggregationTemporality };
