import { type Attributes, type Context, type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { OwnAttributes } from './attribute-values';
import type { Exemplar } from './exemplar-data';
import { toHrTime } from './hr-time';
import type { SpanFinder } from './span-finder';

/** The filters that there are; the first is the default. */
export const EXEMPLAR_FILTERS = ['trace_based', 'always_on', 'always_off'] as const;

/**
 * Which measurements may become exemplars (OTel metrics SDK, "ExemplarFilter"): those in a sampled span, all, or none.
 */
export type ExemplarFilter = (typeof EXEMPLAR_FILTERS)[number];

/** Keeps exemplars of one series. */
export interface Reservoir {
  /** The slot for a measurement, or nothing when it is not to be kept. `bucket` is the histogram bucket it fell into. */
  slotFor(bucket: number): ExemplarSlot | undefined;
  readonly slots: readonly (ExemplarSlot | undefined)[];
  /** Called after each collection. */
  collected(): void;
}

/** One measurement that was kept; overwritten by the next, so that sampling allocates nothing. */
export class ExemplarSlot {
  value = 0;
  timeMs = 0;
  /** The round of collection that was the last before it; times do not tell, as one millisecond may hold both. */
  round = 0;
  spanContext: SpanContext | undefined;
  /** The attributes that the series does not have, where a View left some out. */
  filteredAttributes: OwnAttributes | undefined;
}

/** Keeps the newest measurement of each bucket (OTel metrics SDK, "AlignedHistogramBucketExemplarReservoir"). */
export class BucketReservoir implements Reservoir {
  readonly slots: (ExemplarSlot | undefined)[];

  constructor(buckets: number) {
    this.slots = new Array<ExemplarSlot | undefined>(buckets).fill(undefined);
  }

  slotFor(bucket: number): ExemplarSlot {
    this.slots[bucket] ??= new ExemplarSlot();
    return this.slots[bucket];
  }

  collected(): void {
    // The newest stays until the next comes.
  }
}

/** A uniform sample of the measurements since the last collection ("SimpleFixedSizeExemplarReservoir"). */
export class FixedSizeReservoir implements Reservoir {
  readonly slots: (ExemplarSlot | undefined)[];
  #seen = 0;

  constructor(size: number) {
    this.slots = new Array<ExemplarSlot | undefined>(size).fill(undefined);
  }

  slotFor(): ExemplarSlot | undefined {
    const at = this.#seen < this.slots.length ? this.#seen : Math.floor(Math.random() * (this.#seen + 1));
    this.#seen += 1;
    if (at >= this.slots.length) return undefined;
    this.slots[at] ??= new ExemplarSlot();
    return this.slots[at];
  }

  collected(): void {
    this.#seen = 0;
  }
}

/** What the exemplars of a stream are sampled with. */
export interface ExemplarOptions {
  readonly filter: Exclude<ExemplarFilter, 'always_off'>;
  readonly spans: SpanFinder;
  readonly createReservoir: () => Reservoir;
  readonly now: () => number;
  /** Reads and cleans what a View left out of a measurement's attributes, to be kept with an exemplar. */
  readonly filteredAttributes?: ((given: Attributes | undefined) => OwnAttributes | undefined) | undefined;
}

/** Samples the exemplars of a stream, by row. */
export class ExemplarSampler {
  readonly #createReservoir: ExemplarOptions['createReservoir'];
  readonly #filteredAttributes: ExemplarOptions['filteredAttributes'];
  readonly #now: () => number;
  readonly #isTraceBased: boolean;
  readonly #spans: SpanFinder;
  readonly #reservoirs: (Reservoir | undefined)[] = [];
  #round = 0;

  constructor(options: ExemplarOptions) {
    this.#createReservoir = options.createReservoir;
    this.#filteredAttributes = options.filteredAttributes;
    this.#now = options.now;
    this.#spans = options.spans;
    this.#isTraceBased = options.filter === 'trace_based';
  }

  /**
   * Offers a measurement.
   *
   * @param given the attributes as the caller gave them
   * @param context where the span is looked for (default: the active context)
   */
  offer(
    row: number,
    value: number,
    bucket: number,
    given: Attributes | undefined,
    context: Context | undefined,
  ): void {
    const spanContext = this.#spans.find(context);
    if (this.#isTraceBased && !isSampled(spanContext)) return;
    const slot = (this.#reservoirs[row] ?? this.#addReservoir(row)).slotFor(bucket);
    if (slot === undefined) return;
    slot.value = value;
    slot.timeMs = this.#now();
    slot.round = this.#round;
    // Storing a reference costs more than comparing it, and a run of measurements is taken in the same span.
    if (slot.spanContext !== spanContext) slot.spanContext = spanContext;
    if (this.#filteredAttributes !== undefined) slot.filteredAttributes = this.#filteredAttributes(given);
  }

  /** The exemplars of a row that were sampled since a round of collection, or nothing. */
  exemplars(row: number, sinceRound: number): readonly Exemplar[] | undefined {
    const reservoir = this.#reservoirs[row];
    if (reservoir === undefined) return undefined;
    const exemplars: Exemplar[] = [];
    for (const slot of reservoir.slots) {
      if (slot !== undefined && slot.round >= sinceRound) exemplars.push(toExemplar(slot));
    }
    return exemplars.length > 0 ? exemplars : undefined;
  }

  /** Notes a round of collection: what is offered now came after it. */
  settle(round: number): void {
    this.#round = round;
  }

  /** Begins a new round of sampling; what is kept stays until it is replaced. */
  collected(): void {
    for (const reservoir of this.#reservoirs) reservoir?.collected();
  }

  #addReservoir(row: number): Reservoir {
    // Without holes, or the engine would turn the array into a slow table.
    while (this.#reservoirs.length <= row) this.#reservoirs.push(undefined);
    const reservoir = this.#createReservoir();
    this.#reservoirs[row] = reservoir;
    return reservoir;
  }

  /** Forgets the exemplars of a row that is given up. */
  forget(row: number): void {
    if (row < this.#reservoirs.length) this.#reservoirs[row] = undefined;
  }
}

function isSampled(spanContext: SpanContext | undefined): boolean {
  return spanContext !== undefined && (spanContext.traceFlags & TraceFlags.SAMPLED) !== 0;
}

function toExemplar({ value, timeMs, spanContext, filteredAttributes }: ExemplarSlot): Exemplar {
  return {
    filteredAttributes: filteredAttributes ?? {},
    value,
    timestamp: toHrTime(timeMs),
    ...(spanContext && { traceId: spanContext.traceId, spanId: spanContext.spanId }),
  };
}
