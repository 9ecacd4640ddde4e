import type { Attributes } from '@opentelemetry/api';
import { type OwnAttributes, readAttributes } from './attribute-values';
import { ExponentialCells, HistogramCells, LastValueCells, SumCells } from './cells';
import {
  BucketReservoir,
  type ExemplarFilter,
  ExemplarSampler,
  FixedSizeReservoir,
  type Reservoir,
} from './exemplar-sampling';
import { type ObservationTarget, ObservedStream } from './observed-stream';
import { exponentialValue, gaugeData, histogramValue, numberValue, sumData } from './points';
import type { Reporter } from './reporter';
import { DataPointType, InstrumentType } from './sdk-values';
import { SeriesTable } from './series-table';
import type { SpanFinder } from './span-finder';
import { RecordedStream, type RecordedStreamOptions, type Stream } from './stream';
import type { StreamDefinition } from './stream-definition';
import {
  type AttributeFilter,
  ExponentialWriter,
  HistogramWriter,
  LastValueWriter,
  SumWriter,
  type Writer,
} from './writers';

/** What all streams of a provider are made with. */
export interface StreamContext {
  readonly now: () => number;
  readonly reporter: Reporter;
  readonly exemplarFilter: ExemplarFilter;
  readonly spans: SpanFinder;
  readonly seriesTtlMs: number | undefined;
  readonly cleanAttributes: ((attributes: OwnAttributes) => void) | undefined;
  readonly onOverflow: (definition: StreamDefinition) => void;
}

/** How the attributes of a stream are reduced. */
export interface AttributeChoice {
  /** What a View's attribute processors make of the attributes. */
  readonly filter: AttributeFilter | undefined;
  /** The keys that the instrument's advice keeps. */
  readonly allowedKeys: ReadonlySet<string> | undefined;
}

/** A stream with what its instruments write to. */
export type WritableStream =
  | { readonly kind: 'recorded'; readonly stream: Stream; readonly writer: Writer }
  | { readonly kind: 'observed'; readonly stream: Stream; readonly target: ObservationTarget };

/** Exemplars that a series without fixed buckets keeps (OTel metrics SDK, "Exemplar defaults"). */
const EXPONENTIAL_RESERVOIR_SIZE = 20;
const DEFAULT_RESERVOIR_SIZE = 1;

const OBSERVABLE = new Set<InstrumentType>([
  InstrumentType.OBSERVABLE_COUNTER,
  InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
  InstrumentType.OBSERVABLE_GAUGE,
]);

/** Whether callbacks observe this type of instrument. */
export function isObservable(type: InstrumentType): boolean {
  return OBSERVABLE.has(type);
}

/** Makes the storage of a stream. */
export function createStream(
  definition: StreamDefinition,
  choice: AttributeChoice,
  context: StreamContext,
): WritableStream {
  const { aggregation, descriptor } = definition;
  if (isObservable(descriptor.type) && (aggregation.kind === 'sum' || aggregation.kind === 'last-value')) {
    return createObserved(definition, aggregation, choice, context);
  }
  const { stream, writer } = createRecorded(definition, choice, context);
  if (!isObservable(descriptor.type)) return { kind: 'recorded', stream, writer };
  return { kind: 'observed', stream, target: writing(writer) };
}

function createObserved(
  definition: StreamDefinition,
  aggregation: ConstructorParameters<typeof ObservedStream>[1],
  choice: AttributeChoice,
  context: StreamContext,
): WritableStream {
  const stream = new ObservedStream(definition, aggregation, {
    createdMs: context.now(),
    isFiltered: choice.filter !== undefined || choice.allowedKeys !== undefined,
    createSeries: (grow, forget, startMs) =>
      createSeries(definition, choice, context, { grow, forget, startMs }),
  });
  const { filter } = choice;
  const target: ObservationTarget =
    filter === undefined
      ? stream
      : {
          observe: (attributes, value, round) =>
            stream.observe(filter(attributes ?? {}, undefined), value, round),
        };
  return { kind: 'observed', stream, target };
}

/** The observations of a histogram are measurements like others. NaN is in no bucket. */
function writing(writer: Writer): ObservationTarget {
  return {
    observe: (attributes, value) => {
      if (!Number.isNaN(value)) writer.record(value, attributes, undefined);
    },
  };
}

function createRecorded(
  definition: StreamDefinition,
  choice: AttributeChoice,
  context: StreamContext,
): { stream: Stream; writer: Writer } {
  const { aggregation } = definition;
  const { filter } = choice;
  const options = recordedOptions(definition, choice, context);
  switch (aggregation.kind) {
    case 'sum': {
      const stream = new RecordedStream(definition, options, {
        create: () => new SumCells(),
        value: numberValue,
        data: (descriptor, temporality, points) =>
          sumData(descriptor, temporality, aggregation.isMonotonic, points),
      });
      return { stream, writer: new SumWriter(stream, filter) };
    }
    case 'last-value': {
      const stream = new RecordedStream(definition, options, {
        create: () => new LastValueCells(),
        value: numberValue,
        data: gaugeData,
      });
      return { stream, writer: new LastValueWriter(stream, filter) };
    }
    case 'histogram': {
      const stream = new RecordedStream(definition, options, {
        create: () => new HistogramCells(aggregation.boundaries),
        value: (cells, row) => histogramValue(cells, row, aggregation),
        data: (descriptor, aggregationTemporality, dataPoints) => ({
          descriptor,
          aggregationTemporality,
          dataPointType: DataPointType.HISTOGRAM,
          dataPoints,
        }),
      });
      return { stream, writer: new HistogramWriter(stream, filter) };
    }
    case 'exponential-histogram': {
      const stream = new RecordedStream(definition, options, {
        create: () => new ExponentialCells(aggregation.maxSize),
        value: (cells, row) => exponentialValue(cells, row, aggregation),
        data: (descriptor, aggregationTemporality, dataPoints) => ({
          descriptor,
          aggregationTemporality,
          dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
          dataPoints,
        }),
      });
      return { stream, writer: new ExponentialWriter(stream, filter) };
    }
  }
}

function recordedOptions(
  definition: StreamDefinition,
  choice: AttributeChoice,
  context: StreamContext,
): RecordedStreamOptions {
  return {
    createdMs: context.now(),
    sampler: createSampler(definition, choice, context),
    // What is observed began when the round before it took place, what is recorded begins now.
    createSeries: (grow, forget, settledMs) =>
      createSeries(definition, choice, context, {
        grow,
        forget,
        startMs: isObservable(definition.descriptor.type) ? settledMs : context.now,
      }),
  };
}

function createSeries(
  definition: StreamDefinition,
  { allowedKeys }: AttributeChoice,
  { seriesTtlMs, cleanAttributes, reporter, onOverflow }: StreamContext,
  follow: {
    readonly grow: (capacity: number) => void;
    readonly forget: (row: number) => void;
    readonly startMs: () => number;
  },
): SeriesTable {
  const { name } = definition.descriptor;
  return new SeriesTable({
    ...follow,
    limit: definition.limit,
    allowedKeys,
    ttlMs: seriesTtlMs,
    clean: cleanAttributes && cleaner(cleanAttributes, name, reporter),
    rejectAttribute: (key) => reportAttribute(reporter, name, key),
    overflowed: () => onOverflow(definition),
  });
}

/** Attributes that cannot be cleaned do not go out. */
function cleaner(
  clean: (attributes: OwnAttributes) => void,
  name: string,
  reporter: Reporter,
): (attributes: OwnAttributes) => void {
  return (attributes) => {
    try {
      clean(attributes);
    } catch {
      for (const key of Object.keys(attributes)) delete attributes[key];
      reporter.error(`clean ${name}`, `the attributes of ${name} could not be cleaned and were left out`);
    }
  };
}

function reportAttribute(reporter: Reporter, name: string, key: string): void {
  reporter.warn(
    `attribute ${name}`,
    key === ''
      ? `the attributes given to ${name} cannot be read: they must be an object with non-empty keys`
      : `attribute "${key}" of ${name} is left out: values must be strings, numbers, booleans or arrays of one of these`,
  );
}

function createSampler(
  definition: StreamDefinition,
  choice: AttributeChoice,
  context: StreamContext,
): ExemplarSampler | undefined {
  const { exemplarFilter, now, spans } = context;
  if (exemplarFilter === 'always_off') return undefined;
  return new ExemplarSampler({
    filter: exemplarFilter,
    spans,
    now,
    createReservoir: reservoirsFor(definition),
    filteredAttributes: filteredAttributes(choice, context),
  });
}

function reservoirsFor({ aggregation }: StreamDefinition): () => Reservoir {
  if (aggregation.kind === 'histogram' && aggregation.boundaries.length > 0) {
    const buckets = aggregation.boundaries.length + 1;
    return () => new BucketReservoir(buckets);
  }
  const size =
    aggregation.kind === 'exponential-histogram'
      ? Math.min(EXPONENTIAL_RESERVOIR_SIZE, aggregation.maxSize)
      : DEFAULT_RESERVOIR_SIZE;
  return () => new FixedSizeReservoir(size);
}

/** Finds what is left out of a measurement's attributes; nothing when nothing can be. */
function filteredAttributes(
  { filter, allowedKeys }: AttributeChoice,
  { cleanAttributes }: StreamContext,
): ((given: Attributes | undefined) => OwnAttributes | undefined) | undefined {
  if (filter === undefined && allowedKeys === undefined) return undefined;
  return (given) => {
    const left = readAttributes(given, () => {});
    const kept = filter === undefined ? left : readAttributes(filter({ ...left }, undefined), () => {});
    for (const key of Object.keys(left)) {
      const isKept = Object.hasOwn(kept, key) && (allowedKeys === undefined || allowedKeys.has(key));
      if (isKept) delete left[key];
    }
    try {
      cleanAttributes?.(left);
    } catch {
      // What cannot be cleaned does not go out; the series' own attributes have told of it.
      return undefined;
    }
    return left;
  };
}
