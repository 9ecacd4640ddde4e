import type { InstrumentationScope } from '@opentelemetry/core';
import type { IMetricReader, InstrumentType } from '@opentelemetry/sdk-metrics';
import { type Aggregation, isSameAggregation, resolveAggregation } from './aggregation';
import { type AttributeChoice, createStream, type StreamContext, type WritableStream } from './create-stream';
import type { InstrumentDescriptor } from './descriptor';
import { warnOfConflict, warnOfDescription } from './registration-conflicts';
import { textOf } from './reporter';
import { AggregationType } from './sdk-values';
import type { Stream } from './stream';
import type { StreamReader } from './stream-definition';
import type { CompiledView } from './views';

/** What a provider's streams are made for. */
export interface RegistryContext extends StreamContext {
  readonly readers: readonly IMetricReader[];
  readonly views: readonly CompiledView[];
  /** Series a stream may have where no View says so; `undefined` asks the readers. */
  readonly cardinalityLimit: number | undefined;
}

/** The limit of a reader that has none (OTel metrics SDK, "Cardinality limits"). */
const DEFAULT_LIMIT = 2_000;

/** What an instrument is to become: the settings of a stream before it is made or found. */
interface Plan {
  readonly descriptor: InstrumentDescriptor;
  readonly aggregation: Aggregation;
  readonly choice: AttributeChoice;
  readonly readers: readonly IMetricReader[];
  readonly limit: number;
}

interface Registered {
  readonly plan: Plan;
  readonly writable: WritableStream;
}

/** The streams of one meter. */
export class StreamRegistry {
  readonly #scope: InstrumentationScope;
  readonly #context: RegistryContext;
  readonly #registered: Registered[] = [];

  constructor(scope: InstrumentationScope, context: RegistryContext) {
    this.#scope = scope;
    this.#context = context;
  }

  get streams(): readonly Stream[] {
    return this.#registered.map(({ writable }) => writable.stream);
  }

  /** The streams that an instrument writes to, each once; made where there are none yet. */
  streamsFor(instrument: InstrumentDescriptor): readonly WritableStream[] {
    const streams = new Set<WritableStream>();
    for (const plan of this.#plans(instrument)) {
      const writable = this.#findOrCreate(plan);
      if (writable !== undefined) streams.add(writable);
    }
    return [...streams];
  }

  #plans(instrument: InstrumentDescriptor): readonly Plan[] {
    const views = this.#context.views.filter((view) => view.matches(instrument, this.#scope));
    return (views.length > 0 ? views : [undefined]).flatMap((view) => this.#plansOf(instrument, view));
  }

  /**
   * What becomes of an instrument under a View, or under none. Where the View does not say, each reader chooses the
   * aggregation and the limit (OTel metrics SDK, "View"); readers that want the same share a stream.
   */
  #plansOf(instrument: InstrumentDescriptor, view: CompiledView | undefined): readonly Plan[] {
    const descriptor: InstrumentDescriptor = {
      ...instrument,
      name: view?.name ?? instrument.name,
      description: view?.description ?? instrument.description,
    };
    const choice: AttributeChoice = {
      filter: view?.filter,
      allowedKeys: view?.filter === undefined ? advisedKeys(instrument) : undefined,
    };
    const plans: (Plan & { readonly readers: IMetricReader[] })[] = [];
    for (const reader of this.#context.readers) {
      const aggregation = this.#aggregationOf(reader, instrument, view);
      const limit = this.#checkedLimit(view?.limit) ?? this.#limitOf(reader, instrument.type);
      const known = plans.find(
        (plan) => plan.limit === limit && isSameAggregation(plan.aggregation, aggregation),
      );
      if (known === undefined) plans.push({ descriptor, aggregation, choice, readers: [reader], limit });
      else known.readers.push(reader);
    }
    return plans;
  }

  /** What a View or a reader chooses; a reader that chooses what cannot be gets the default. */
  #aggregationOf(
    reader: IMetricReader,
    descriptor: InstrumentDescriptor,
    view: CompiledView | undefined,
  ): Aggregation {
    if (view?.aggregation !== undefined) return resolveAggregation(view.aggregation, descriptor);
    try {
      return resolveAggregation(reader.selectAggregation(descriptor.type), descriptor);
    } catch (error) {
      this.#context.reporter.error(
        `aggregation ${descriptor.type}`,
        `the aggregation that a reader chose for each ${descriptor.type} is left out: ${textOf(error)}`,
      );
      return resolveAggregation({ type: AggregationType.DEFAULT }, descriptor);
    }
  }

  #limitOf(reader: IMetricReader, type: InstrumentType): number {
    return (
      this.#checkedLimit(this.#context.cardinalityLimit) ??
      this.#checkedLimit(reader.selectCardinalityLimit?.(type)) ??
      DEFAULT_LIMIT
    );
  }

  /** A limit that can be held to; with NaN series would grow without end. */
  #checkedLimit(limit: number | undefined): number | undefined {
    if (limit === undefined || limit >= 0) return limit;
    this.#context.reporter.error(
      `limit ${limit}`,
      `a limit of ${limit} attribute sets for each metric is left out: it must be a number from 0`,
    );
    return undefined;
  }

  #findOrCreate(plan: Plan): WritableStream | undefined {
    const { aggregation } = plan;
    if (aggregation.kind === 'drop') return undefined;
    const namesakes = this.#registered.filter((known) => isNamesake(known.plan, plan));
    const same = namesakes.find((known) => isSamePlan(known.plan, plan));
    if (same !== undefined) {
      this.#describe(same, plan.descriptor);
      return same.writable;
    }
    for (const { plan: known } of namesakes) {
      warnOfConflict(this.#context.reporter, this.#scope, known.descriptor, plan.descriptor);
    }
    const writable = createStream(
      {
        scope: this.#scope,
        descriptor: plan.descriptor,
        aggregation,
        readers: plan.readers.map((reader) => streamReader(reader, plan)),
        limit: plan.limit,
      },
      plan.choice,
      this.#context,
    );
    this.#registered.push({ plan, writable });
    return writable;
  }

  /** Of several descriptions the longest is taken (OTel metrics SDK, "Duplicate instrument registration"). */
  #describe({ writable }: Registered, { description, ...descriptor }: InstrumentDescriptor): void {
    const { stream } = writable;
    const known = stream.descriptor.description;
    if (known === description) return;
    if (description.length > known.length) stream.descriptor = { ...stream.descriptor, description };
    warnOfDescription(this.#context.reporter, this.#scope, descriptor.name, known, description);
  }
}

function streamReader(reader: IMetricReader, { descriptor }: Plan): StreamReader {
  return { reader, temporality: reader.selectAggregationTemporality(descriptor.type) };
}

function advisedKeys({ advice }: InstrumentDescriptor): ReadonlySet<string> | undefined {
  return advice.attributes && new Set(advice.attributes);
}

/** Whether two streams reach a reader under the same name. */
function isNamesake(one: Plan, other: Plan): boolean {
  return (
    one.descriptor.name.toLowerCase() === other.descriptor.name.toLowerCase() &&
    one.readers.some((reader) => other.readers.includes(reader))
  );
}

/** Whether two plans are one stream: what they are, what they add up to, and from which attributes. */
function isSamePlan(one: Plan, other: Plan): boolean {
  return (
    one.descriptor.type === other.descriptor.type &&
    one.descriptor.unit === other.descriptor.unit &&
    one.descriptor.valueType === other.descriptor.valueType &&
    one.limit === other.limit &&
    one.readers.length === other.readers.length &&
    one.readers.every((reader) => other.readers.includes(reader)) &&
    one.choice.filter === other.choice.filter &&
    isSameSet(one.choice.allowedKeys, other.choice.allowedKeys) &&
    isSameAggregation(one.aggregation, other.aggregation)
  );
}

function isSameSet(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.size === other.size && [...one].every((key) => other.has(key));
}
