import {
  type DecodedExemplar,
  type DecodedFamily,
  type DecodedHistogram,
  type DecodedMetric,
  type DecodedSpan,
  type DecodedTime,
  decodeFamilies,
  labelsOf,
} from '../../spec/prometheus/client-model';

/** What there is to be said of a family, or of a series. */
export type Aspect =
  | 'type'
  | 'help'
  | 'unit'
  | 'value'
  | 'count'
  | 'sum'
  | 'buckets'
  | 'native'
  | 'exemplars'
  | 'created';

/** Something that an exposition says, as text that can be compared. */
export type Facts = Partial<Record<Aspect, string>>;

/** A family as its facts, and those of its series. */
export interface FamilyFacts {
  readonly name: string;
  readonly facts: Facts;
  readonly series: readonly SeriesFacts[];
}

export interface SeriesFacts {
  readonly labels: Readonly<Record<string, string>>;
  readonly facts: Facts;
}

/** Of all formats protobuf says most: native histograms, when series began, exemplars, units. */
const PROTOBUF =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=allow-utf-8';

/** Scrapes an endpoint in protobuf, names as they are. @throws Error when it answers in another format */
export async function scrapeFacts(url: string): Promise<readonly FamilyFacts[]> {
  const response = await fetch(url, { headers: { accept: PROTOBUF } });
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !type.startsWith('application/vnd.google.protobuf'))
    throw new Error(`${url} answers ${response.status} ${type}`);
  return decodeFamilies(new Uint8Array(await response.arrayBuffer())).map(factsOf);
}

function factsOf({ name, type, help = '', unit = '', metric }: DecodedFamily): FamilyFacts {
  return {
    name,
    facts: { type, help, unit },
    series: metric.map((each) => ({ labels: labelsOf(each), facts: seriesFacts(each) })),
  };
}

function seriesFacts({ gauge, counter, histogram }: DecodedMetric): Facts {
  if (histogram !== undefined) return histogramFacts(histogram);
  const exemplars = counter?.exemplar === undefined ? [] : [exemplarText(counter.exemplar)];
  return {
    value: String(gauge?.value ?? counter?.value),
    ...withCreated(counter?.createdTimestamp),
    ...withExemplars(exemplars),
  };
}

function histogramFacts(histogram: DecodedHistogram): Facts {
  const { bucket = [], exemplars = [], createdTimestamp, sampleSum } = histogram;
  const count = histogram.sampleCount ?? histogram.sampleCountFloat ?? 0;
  // Every histogram has the bucket +Inf, which may be left out: it has the count.
  const bounded = bucket.filter(({ upperBound }) => upperBound !== Number.POSITIVE_INFINITY);
  const buckets = bounded.map(
    ({ upperBound, cumulativeCount, cumulativeCountFloat }) =>
      `${upperBound}: ${cumulativeCount ?? cumulativeCountFloat ?? 0}`,
  );
  const ofBuckets = bucket.flatMap(({ exemplar }) =>
    exemplar === undefined ? [] : [exemplarText(exemplar)],
  );
  return {
    count: String(count),
    sum: String(sampleSum),
    ...(buckets.length > 0 && { buckets: buckets.join(', ') }),
    ...withNative(histogram),
    ...withCreated(createdTimestamp),
    ...withExemplars([...ofBuckets, ...exemplars.map((each) => `native ${exemplarText(each)}`)]),
  };
}

function withNative(histogram: DecodedHistogram): Facts {
  const { schema, zeroThreshold = 0, zeroCount, zeroCountFloat } = histogram;
  const positive = sparseText(
    histogram.positiveSpan,
    histogram.positiveCount ?? sums(histogram.positiveDelta ?? []),
  );
  const negative = sparseText(
    histogram.negativeSpan,
    histogram.negativeCount ?? sums(histogram.negativeDelta ?? []),
  );
  if (zeroThreshold === 0 && positive === '' && negative === '') return {};
  const zero = `zero up to ${zeroThreshold}: ${zeroCount ?? zeroCountFloat ?? 0}`;
  return { native: `schema ${schema ?? 0}, ${zero}, positive ${positive}, negative ${negative}` };
}

/** The buckets that hold something, by their index. */
function sparseText(spans: readonly DecodedSpan[] = [], counts: readonly number[]): string {
  const found: string[] = [];
  let index = 0;
  let position = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let within = 0; within < length; within += 1) {
      const count = counts[position] ?? 0;
      if (count !== 0) found.push(`[${index}] ${count}`);
      index += 1;
      position += 1;
    }
  }
  return found.join(' ');
}

function sums(deltas: readonly number[]): readonly number[] {
  let sum = 0;
  return deltas.map((delta) => {
    sum += delta;
    return sum;
  });
}

function withCreated(created: DecodedTime | undefined): Facts {
  return created === undefined ? {} : { created: timeText(created) };
}

function withExemplars(texts: readonly string[]): Facts {
  return texts.length === 0 ? {} : { exemplars: [...texts].sort().join(' ') };
}

function exemplarText(exemplar: DecodedExemplar): string {
  const labels = Object.entries(labelsOf(exemplar)).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(labels)} ${exemplar.value} at ${timeText(exemplar.timestamp)}`;
}

function timeText({ seconds, nanos }: DecodedTime): string {
  return `${seconds}.${String(nanos ?? 0).padStart(9, '0')}`;
}
