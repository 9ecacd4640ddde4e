import { WireWriter } from '../metrics';
import { LINES_PER_CHUNK } from './chunks';
import type { FamilyType, HistogramSeries, MetricFamily } from './family';
import { isNativeHistogram } from './native-histogram';
import { writeCounter, writeGauge, writeHistogram } from './protobuf-metrics';

/** Fields of `io.prometheus.client.MetricFamily`. */
const NAME = 1;
const HELP = 2;
const TYPE = 3;
const METRIC = 4;
const UNIT = 5;

/** Numbers of `io.prometheus.client.MetricType`, which knows no info. */
const TYPE_NUMBERS: Readonly<Record<FamilyType, number>> = { counter: 0, gauge: 1, info: 1, histogram: 4 };

/** After how many histograms that are only looked at others may run. */
const HISTOGRAMS_PER_STEP = 200;

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * The families as length-delimited `io.prometheus.client.MetricFamily` messages (Prometheus's `client_model`), with what
 * text formats do not have: native histograms, beside the fixed buckets.
 *
 * In chunks of some 200 lines. A message begins with its length, so that all of a large family is rendered before any
 * of it goes out: the chunks that come meanwhile are empty, and there for the caller to let others run.
 */
export function* renderProtobuf(families: Iterable<MetricFamily>): Generator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = [];
  let waitingLines = 0;
  for (const family of families) {
    const slices: Uint8Array[] = [];
    const isNative = family.type === 'histogram' && (yield* areNative(family.series));
    for (const slice of familySlices(family, isNative)) {
      if (slices.length > 0) yield NOTHING;
      slices.push(slice);
    }
    waiting.push(lengthOf(slices), ...(slices.length === 1 ? slices : []));
    waitingLines += family.series.length;
    if (slices.length === 1 && waitingLines < LINES_PER_CHUNK) continue;
    yield Buffer.concat(waiting);
    if (slices.length > 1) yield* slices;
    waiting = [];
    waitingLines = 0;
  }
  if (waiting.length > 0) yield Buffer.concat(waiting);
}

/**
 * Whether each of the histograms has a native one: Prometheus reads a family as all native or all classic, and refuses
 * the whole exposition where a classic one follows a native one.
 */
function* areNative(histograms: Iterable<HistogramSeries>): Generator<Uint8Array, boolean, undefined> {
  let seen = 0;
  for (const histogram of histograms) {
    if (!isNativeSeries(histogram)) return false;
    seen += 1;
    if (seen % HISTOGRAMS_PER_STEP === 0) yield NOTHING;
  }
  return true;
}

function isNativeSeries({ exponential }: HistogramSeries): boolean {
  return exponential !== undefined && isNativeHistogram(exponential);
}

/** The content of a family's message, in slices of some 200 lines; at least one. */
function* familySlices(family: MetricFamily, isNative: boolean): Generator<Uint8Array, void, undefined> {
  let writer = new WireWriter();
  writeHead(writer, family);
  let lines = 0;
  for (const writeMetric of metricWriters(family, isNative)) {
    if (lines >= LINES_PER_CHUNK) {
      yield writer.written;
      writer = new WireWriter();
      lines = 0;
    }
    const metric = writer.open(METRIC);
    lines += writeMetric(writer);
    writer.close(metric);
  }
  yield writer.written;
}

/** For each series what writes its metric, and answers how many lines of text it would be. */
function* metricWriters(
  family: MetricFamily,
  isNative: boolean,
): Generator<(writer: WireWriter) => number, void, undefined> {
  if (family.type === 'histogram') {
    for (const series of family.series) {
      // Recordings go on meanwhile: one whose buckets have become too wide is shown again when the next scrape finds it so.
      if (!isNative || isNativeSeries(series)) yield (writer) => writeHistogram(writer, series, isNative);
    }
    return;
  }
  const write = family.type === 'counter' ? writeCounter : writeGauge;
  for (const series of family.series) yield (writer) => write(writer, series);
}

function writeHead(writer: WireWriter, { name, help, type, unit }: MetricFamily): void {
  writer.string(NAME, name);
  if (help !== '') writer.string(HELP, help);
  writer.int64(TYPE, TYPE_NUMBERS[type]);
  if (unit !== '') writer.string(UNIT, unit);
}

function lengthOf(slices: readonly Uint8Array[]): Uint8Array {
  const writer = new WireWriter();
  writer.varint(slices.reduce((bytes, slice) => bytes + slice.byteLength, 0));
  return writer.written;
}
