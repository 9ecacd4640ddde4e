import type { Exemplar, WireWriter } from '../metrics';
import type { CumulativeHistogram } from './buckets';
import { exemplarLabels, exemplarsByBucket } from './exemplars';
import type { HistogramSeries, ValueSeries } from './family';
import type { LabelPair } from './labels';
import { deltas, type NativeHistogram, nativeHistogram, type SparseBuckets } from './native-histogram';

/** Fields of the messages of `io.prometheus.client` within a metric, by message. */
const METRIC = { label: 1, gauge: 2, counter: 3, histogram: 7 } as const;
const LABEL = { name: 1, value: 2 } as const;
const GAUGE = { value: 1 } as const;
const COUNTER = { value: 1, exemplar: 2, created: 3 } as const;
const EXEMPLAR = { label: 1, value: 2, timestamp: 3 } as const;
const BUCKET = { count: 1, upperBound: 2, exemplar: 3, countFloat: 4 } as const;
const SPAN = { offset: 1, length: 2 } as const;
const TIMESTAMP = { seconds: 1, nanos: 2 } as const;
const HISTOGRAM = {
  count: 1,
  sum: 2,
  bucket: 3,
  countFloat: 4,
  schema: 5,
  zeroThreshold: 6,
  zeroCount: 7,
  zeroCountFloat: 8,
  created: 15,
  exemplars: 16,
} as const;

/** Where the buckets of one sign of a native histogram are written. */
const POSITIVE = { span: 12, delta: 13, count: 14 } as const;
const NEGATIVE = { span: 9, delta: 10, count: 11 } as const;

/**
 * The largest count that is written as an integer, and so its differences: a larger one may not be what was counted any
 * more, and is written as the double that it is kept as, which the format has a field for.
 */
const MAX_EXACT_COUNT = 2 ** 52;

/** Lines of a text format beside those of the bounds: `+Inf`, sum, count. */
const LINES_BESIDE_BOUNDS = 3;

/** Writes the content of a counter's metric. Answers how many lines it would be as text. */
export function writeCounter(
  writer: WireWriter,
  { labels, value, exemplar, createdMs }: ValueSeries,
): number {
  writeLabels(writer, METRIC.label, labels.pairs);
  const counter = writer.open(METRIC.counter);
  writer.double(COUNTER.value, value);
  if (exemplar !== undefined) writeExemplar(writer, COUNTER.exemplar, exemplar);
  if (createdMs !== undefined) writeTime(writer, COUNTER.created, createdMs);
  writer.close(counter);
  return 1;
}

/** Writes the content of a gauge's metric. */
export function writeGauge(writer: WireWriter, { labels, value }: ValueSeries): number {
  writeLabels(writer, METRIC.label, labels.pairs);
  const gauge = writer.open(METRIC.gauge);
  writer.double(GAUGE.value, value);
  writer.close(gauge);
  return 1;
}

/** Writes the content of a histogram's metric: the fixed buckets, and the native ones where all of its family have them. */
export function writeHistogram(writer: WireWriter, series: HistogramSeries, isNative: boolean): number {
  const { labels, histogram, exponential, exemplars, createdMs } = series;
  const isExact = Number.isSafeInteger(histogram.count) && histogram.count <= MAX_EXACT_COUNT;
  writeLabels(writer, METRIC.label, labels.pairs);
  const message = writer.open(METRIC.histogram);
  writeCount(writer, HISTOGRAM, histogram.count, isExact);
  // A sum that is left out would be read as 0.
  writer.double(HISTOGRAM.sum, histogram.sum ?? Number.NaN);
  writeBuckets(writer, histogram, exemplars, isExact);
  if (createdMs !== undefined) writeTime(writer, HISTOGRAM.created, createdMs);
  const native = isNative && exponential !== undefined ? nativeHistogram(exponential) : undefined;
  if (native !== undefined) {
    writeNative(writer, native, isExact);
    for (const exemplar of exemplars) writeExemplar(writer, HISTOGRAM.exemplars, exemplar);
  }
  writer.close(message);
  return histogram.bounds.length + LINES_BESIDE_BOUNDS;
}

function writeBuckets(
  writer: WireWriter,
  { bounds, counts, count }: CumulativeHistogram,
  exemplars: readonly Exemplar[],
  isExact: boolean,
): void {
  const newest = exemplars.length === 0 ? [] : exemplarsByBucket(bounds, exemplars);
  for (let index = 0; index <= bounds.length; index += 1) {
    const bucket = writer.open(HISTOGRAM.bucket);
    writeCount(writer, BUCKET, counts[index] ?? count, isExact);
    writer.double(BUCKET.upperBound, bounds[index] ?? Number.POSITIVE_INFINITY);
    const exemplar = newest[index];
    if (exemplar !== undefined) writeExemplar(writer, BUCKET.exemplar, exemplar);
    writer.close(bucket);
  }
}

function writeNative(writer: WireWriter, native: NativeHistogram, isExact: boolean): void {
  writer.int64(HISTOGRAM.schema, zigzag(native.schema));
  writer.double(HISTOGRAM.zeroThreshold, native.zeroThreshold);
  writeCount(
    writer,
    { count: HISTOGRAM.zeroCount, countFloat: HISTOGRAM.zeroCountFloat },
    native.zeroCount,
    isExact,
  );
  writeSparse(writer, NEGATIVE, native.negative, isExact);
  writeSparse(writer, POSITIVE, native.positive, isExact);
}

function writeSparse(
  writer: WireWriter,
  fields: typeof POSITIVE | typeof NEGATIVE,
  { spans, counts }: SparseBuckets,
  isExact: boolean,
): void {
  for (const { offset, length } of spans) {
    const span = writer.open(fields.span);
    writer.int64(SPAN.offset, zigzag(offset));
    writer.int64(SPAN.length, length);
    writer.close(span);
  }
  if (isExact) for (const delta of deltas(counts)) writer.int64(fields.delta, zigzag(delta));
  else for (const count of counts) writer.double(fields.count, count);
}

function writeCount(
  writer: WireWriter,
  fields: { readonly count: number; readonly countFloat: number },
  count: number,
  isExact: boolean,
): void {
  if (isExact) writer.int64(fields.count, count);
  else writer.double(fields.countFloat, count);
}

function writeExemplar(writer: WireWriter, field: number, exemplar: Exemplar): void {
  const message = writer.open(field);
  writeLabels(writer, EXEMPLAR.label, exemplarLabels(exemplar));
  writer.double(EXEMPLAR.value, exemplar.value);
  const time = writer.open(EXEMPLAR.timestamp);
  const [seconds, nanos] = exemplar.timestamp;
  writer.int64(TIMESTAMP.seconds, seconds);
  writer.int64(TIMESTAMP.nanos, nanos);
  writer.close(time);
  writer.close(message);
}

function writeLabels(writer: WireWriter, field: number, pairs: readonly LabelPair[]): void {
  for (const [name, value] of pairs) {
    const label = writer.open(field);
    writer.string(LABEL.name, name);
    writer.string(LABEL.value, value);
    writer.close(label);
  }
}

function writeTime(writer: WireWriter, field: number, epochMs: number): void {
  const seconds = Math.floor(epochMs / 1_000);
  const time = writer.open(field);
  writer.int64(TIMESTAMP.seconds, seconds);
  writer.int64(TIMESTAMP.nanos, Math.round((epochMs - seconds * 1_000) * 1_000_000));
  writer.close(time);
}

/** A signed number as protobuf's `sint` has it on the wire. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
