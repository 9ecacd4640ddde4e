import type {
  StockAggregator,
  StockAttributesProcessor,
  StockCollector,
  StockDescriptor,
  StockMeterState,
  StockStorage,
  StockStorageClass,
  StockView,
} from './stock-internals';

/** What an instrument becomes, by a View or by what readers want. */
interface Plan {
  readonly descriptor: StockDescriptor;
  readonly aggregator: StockAggregator;
  readonly processor: StockAttributesProcessor | undefined;
  readonly collectors: StockCollector[];
  readonly limit: number;
}

/**
 * The registry of streams as we have it, for the stock SDK: what has the same plan is one stream. Names are compared as
 * the maps of the stock registry do it.
 */
export class StreamsByPlan {
  readonly #meter: StockMeterState;
  readonly #streams: Map<string, Map<string, StockStorage>>;
  readonly #instruments: Map<string, readonly StockDescriptor[]>;
  readonly #numbers = new Map<unknown, number>();

  constructor(meter: StockMeterState) {
    this.#meter = meter;
    const MapOfNames = meter.metricStorageRegistry._sharedRegistry.constructor as MapConstructor;
    this.#streams = new MapOfNames();
    this.#instruments = new MapOfNames();
  }

  register(descriptor: StockDescriptor, type: StockStorageClass): StockStorage[] {
    return this.#plans(this.#asFirst(descriptor)).map((plan) => this.#findOrCreate(plan, type));
  }

  /** An identical instrument is the first one again: what it advises otherwise is not taken. */
  #asFirst(descriptor: StockDescriptor): StockDescriptor {
    const namesakes = this.#instruments.get(descriptor.name) ?? [];
    const known = namesakes.find(
      ({ type, unit, valueType }) =>
        type === descriptor.type && unit === descriptor.unit && valueType === descriptor.valueType,
    );
    if (known !== undefined) return { ...known, description: descriptor.description };
    this.#instruments.set(descriptor.name, [...namesakes, descriptor]);
    return descriptor;
  }

  #plans(instrument: StockDescriptor): readonly Plan[] {
    const { _meterProviderSharedState: state, _instrumentationScope: scope } = this.#meter;
    const views: readonly (StockView | undefined)[] = state.viewRegistry.findViews(instrument, scope);
    return (views.length > 0 ? views : [undefined]).flatMap((view) => this.#plansOf(instrument, view));
  }

  #plansOf(instrument: StockDescriptor, view: StockView | undefined): readonly Plan[] {
    const { name = instrument.name, description = instrument.description } = view ?? {};
    const descriptor = { ...instrument, name, description };
    const processor =
      view && '_processors' in view.attributesProcessor ? view.attributesProcessor : undefined;
    const plans = new Map<string, Plan>();
    for (const [collector, chosen] of this.#meter._meterProviderSharedState.selectAggregations(
      instrument.type,
    )) {
      const aggregation = view === undefined || view.leavesAggregationToReaders ? chosen : view.aggregation;
      const aggregator = aggregation.createAggregator(descriptor);
      const limit = view?.aggregationCardinalityLimit ?? collector.selectCardinalityLimit(instrument.type);
      const plan = { descriptor, aggregator, processor, collectors: [], limit };
      const key = this.#keyOf(plan);
      plans.set(key, plans.get(key) ?? plan);
      plans.get(key)?.collectors.push(collector);
    }
    return [...plans.values()];
  }

  #findOrCreate(plan: Plan, type: StockStorageClass): StockStorage {
    const { descriptor, aggregator, processor, collectors, limit } = plan;
    const namesakes = this.#streams.get(descriptor.name) ?? new Map<string, StockStorage>();
    this.#streams.set(descriptor.name, namesakes);
    const key = this.#keyOf(plan);
    const known = namesakes.get(key);
    if (known !== undefined) {
      const { description } = known._instrumentDescriptor;
      if (descriptor.description.length > description.length) known.updateDescription(descriptor.description);
      return known;
    }
    const made = new type(descriptor, aggregator, processor, collectors, limit);
    namesakes.set(key, made);
    const registry = this.#meter.metricStorageRegistry;
    for (const collector of collectors) registry.registerForCollector(collector, made);
    return made;
  }

  #keyOf({ descriptor: { type, unit, valueType }, aggregator, processor, collectors, limit }: Plan): string {
    const numbers = [processor, ...collectors].map((part) => this.#numberOf(part));
    const boundaries = aggregator._boundaries && [...new Set(aggregator._boundaries)];
    const added = { ...aggregator, ...(boundaries && { _boundaries: boundaries }) };
    return JSON.stringify([type, unit, valueType, added, limit, ...numbers]);
  }

  #numberOf(part: unknown): number {
    const number = this.#numbers.get(part) ?? this.#numbers.size;
    this.#numbers.set(part, number);
    return number;
  }
}
