import type { Attributes, Context, HrTime, ValueType } from '@opentelemetry/api';
import type { InstrumentType, MeterProvider, MetricData } from '@opentelemetry/sdk-metrics';

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
  /** Of a sum: what was observed has begun anew. */
  reset?: boolean;
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

export interface StockAttributesProcessor {
  process(attributes: Attributes, context?: Context): Attributes;
}

export interface StockStorage {
  readonly _instrumentDescriptor: StockDescriptor;
  readonly _attributesProcessor: StockAttributesProcessor | undefined;
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
  updateDescription(description: string): void;
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

export type StockStorageClass = new (
  descriptor: StockDescriptor,
  aggregator: StockAggregator,
  processor: StockAttributesProcessor | undefined,
  collectors: readonly StockCollector[],
  limit: number | undefined,
) => StockStorage;

export interface StockCallbacks {
  _callbacks: object[];
  _batchCallbacks: object[];
  addCallback(...values: unknown[]): void;
  addBatchCallback(...values: unknown[]): void;
  observe(time: HrTime, timeoutMs: number | undefined): Promise<unknown[]>;
  _observeCallbacks(time: HrTime, timeoutMs: number | undefined): Promise<void>[];
  _observeBatchCallbacks(time: HrTime, timeoutMs: number | undefined): Promise<void>[];
}

export interface StockMeterState {
  readonly metricStorageRegistry: StockRegistry;
  readonly observableRegistry: StockCallbacks;
  readonly _meterProviderSharedState: StockState;
  readonly _instrumentationScope: object;
  _registerMetricStorage(descriptor: StockDescriptor, type: StockStorageClass): StockStorage[];
}

export interface StockAggregation {
  createAggregator(descriptor: StockDescriptor): StockAggregator;
}

export interface StockCollector {
  collect(options?: object): Promise<unknown>;
  selectCardinalityLimit(type: InstrumentType): number;
}

export interface StockView {
  readonly name?: string;
  readonly description?: string;
  readonly aggregation: StockAggregation;
  /** Ours: the View gives no aggregation. */
  leavesAggregationToReaders?: boolean;
  readonly attributesProcessor: StockAttributesProcessor;
  readonly aggregationCardinalityLimit?: number;
  readonly instrumentSelector: { readonly _nameFilter: { _matchAll: boolean; _regexp: RegExp } };
}

export interface StockState {
  readonly viewRegistry: {
    readonly _registeredViews: readonly StockView[];
    findViews(descriptor: StockDescriptor, scope: object): readonly StockView[];
  };
  readonly metricCollectors: readonly StockCollector[];
  selectAggregations(type: InstrumentType): readonly (readonly [StockCollector, StockAggregation])[];
  getMeterSharedState(scope: object): StockMeterState;
}

/** The state that a stock provider shares with its meters. */
export function stockState(provider: MeterProvider): StockState {
  return (provider as unknown as { _sharedState: StockState })._sharedState;
}
