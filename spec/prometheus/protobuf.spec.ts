import type { HrTime } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import fc from 'fast-check';
import { type HistogramFamily, type MetricFamily, renderProtobuf } from '../../lib/prometheus';
import { exemplarLabels } from '../../lib/prometheus/exemplars';
import { type DecodedFamily, type DecodedMetric, decodeFamilies, labelsOf } from './client-model';
import { hostileScopes } from './hostile-metrics';
import {
  collected,
  counter,
  exponential,
  gauge,
  histogram,
  inScope,
  readerOver,
  recordDiagnostics,
  three,
} from './support';

type Metric = Parameters<typeof inScope>[1];

const EXEMPLAR = {
  value: 1.5,
  timestamp: [1_700_000_001, 5] as HrTime,
  filteredAttributes: { card: 7 },
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
};
const SHOWN_EXEMPLAR = {
  label: [
    { name: 'trace_id', value: EXEMPLAR.traceId },
    { name: 'span_id', value: EXEMPLAR.spanId },
    { name: 'card', value: '7' },
  ],
  value: 1.5,
  timestamp: { seconds: 1_700_000_001, nanos: 5 },
};
const CREATED = { seconds: 1_700_000_000, nanos: 250_000_000 };
const BESIDE = { exemplars: [EXEMPLAR], startTime: [1_700_000_000, 250_000_000] as HrTime };

const decode = (families: readonly MetricFamily[]): readonly DecodedFamily[] =>
  decodeFamilies(Buffer.concat([...renderProtobuf(families)]));

async function decoded(...metrics: Metric[]): Promise<readonly DecodedFamily[]> {
  return decode(await readerOver([inScope('', ...metrics)]).families());
}

beforeEach(() => {
  recordDiagnostics();
});

describe('renderProtobuf', () => {
  it('has a counter under its name with _total, with unit, help, start and exemplar', async () => {
    const metric = counter({ name: 'uses', unit: 's', description: 'Uses' }, [[{ 'a.b': 'x' }, 4.5, BESIDE]]);
    expect(await decoded(metric)).toEqual([
      {
        name: 'uses_seconds_total',
        help: 'Uses',
        type: 'COUNTER',
        unit: 'seconds',
        metric: [
          {
            label: [{ name: 'a_b', value: 'x' }],
            counter: { value: 4.5, exemplar: SHOWN_EXEMPLAR, createdTimestamp: CREATED },
          },
        ],
      },
    ]);
  });

  it('has gauges, and the resource as one', async () => {
    const resource = resourceFromAttributes({ 'service.name': 's' });
    const data = () =>
      collected([inScope('', gauge({ name: 'g' }, [[{}, Number.NaN, BESIDE]]))], { resource });
    expect(decode(await readerOver(data, { scopeLabels: false }).families())).toEqual([
      { name: 'g', type: 'GAUGE', metric: [{ gauge: { value: Number.NaN } }] },
      {
        name: 'target_info',
        help: 'Target metadata',
        type: 'GAUGE',
        metric: [{ label: [{ name: 'service_name', value: 's' }], gauge: { value: 1 } }],
      },
    ]);
  });

  it('has a histogram with cumulative buckets, the exemplar of each and the start', async () => {
    const [family] = await decoded(histogram({ name: 'h' }, [[{}, three, BESIDE]]));
    expect(family).toEqual({
      name: 'h',
      type: 'HISTOGRAM',
      metric: [
        {
          histogram: {
            sampleCount: 3,
            sampleSum: 6,
            bucket: [
              { cumulativeCount: 1, upperBound: 1 },
              { cumulativeCount: 2, upperBound: 2, exemplar: SHOWN_EXEMPLAR },
              { cumulativeCount: 3, upperBound: Number.POSITIVE_INFINITY },
            ],
            createdTimestamp: CREATED,
          },
        },
      ],
    });
  });

  it('has an exponential histogram as a native one beside the fixed buckets, with all exemplars', async () => {
    const value = {
      count: 9,
      sum: 4,
      scale: 1,
      zeroCount: 1,
      positive: { offset: 0, bucketCounts: [2, 1] },
      negative: { offset: -3, bucketCounts: [5] },
    };
    const [family] = await decoded(exponential({ name: 'h' }, [[{}, value, BESIDE]]));
    expect(family?.metric[0]?.histogram).toMatchObject({
      sampleCount: 9,
      sampleSum: 4,
      schema: 1,
      zeroThreshold: 1e-128,
      zeroCount: 1,
      positiveSpan: [{ offset: 1, length: 2 }],
      positiveDelta: [2, -1],
      negativeSpan: [{ offset: -2, length: 1 }],
      negativeDelta: [5],
      createdTimestamp: CREATED,
      exemplars: [SHOWN_EXEMPLAR],
    });
    expect(family?.metric[0]?.histogram?.bucket.length).toBeGreaterThan(2);
  });

  it.each([
    ['comes after', 1],
    ['comes before', 0],
  ])(
    'has no native histogram in a family where one without %s: Prometheus would refuse all',
    async (_case, at) => {
      const buckets = { offset: 0, bucketCounts: [1] };
      const none = { offset: 0, bucketCounts: [] };
      const native = { count: 1, sum: 1, scale: 0, zeroCount: 0, positive: buckets, negative: none };
      const { sum, ...without } = native;
      const values = at === 1 ? [native, without] : [without, native];
      const [family] = await decoded(
        exponential(
          { name: 'h' },
          values.map((value, n) => [{ n }, value]),
        ),
      );
      expect(family?.metric).toHaveLength(2);
      for (const { histogram: held } of family?.metric ?? []) {
        expect(held?.bucket.length).toBeGreaterThan(1);
        expect(held).not.toHaveProperty('schema');
        expect(held).not.toHaveProperty('positiveSpan');
      }
    },
  );

  it('says of a histogram without a sum that its sum is not known, not that it is 0', async () => {
    const [family] = await decoded(
      histogram({ name: 'h' }, [[{}, { buckets: { boundaries: [1], counts: [1, 0] }, count: 1 }]]),
    );
    expect(family?.metric[0]?.histogram?.sampleSum).toBeNaN();
  });

  it('writes counts beyond what a number counts exactly as the doubles that they are', async () => {
    const many = 2 ** 60;
    const [classic] = await decoded(
      histogram({ name: 'h' }, [
        [{}, { buckets: { boundaries: [1], counts: [many, 0] }, count: many, sum: 1 }],
      ]),
    );
    expect(classic?.metric[0]?.histogram).toMatchObject({
      sampleCountFloat: many,
      bucket: [{ cumulativeCountFloat: many }, { cumulativeCountFloat: many }],
    });
    const value = {
      count: many,
      sum: 1,
      scale: 0,
      zeroCount: 0,
      positive: { offset: 0, bucketCounts: [many / 2, many / 2] },
      negative: { offset: 0, bucketCounts: [] },
    };
    const [native] = await decoded(exponential({ name: 'h' }, [[{}, value]]));
    expect(native?.metric[0]?.histogram).toMatchObject({
      sampleCountFloat: many,
      zeroCountFloat: 0,
      positiveCount: [many / 2, many / 2],
    });
    expect(native?.metric[0]?.histogram).not.toHaveProperty('positiveDelta');
  });

  it('leaves out of a native family what has become too wide for one since it was looked at', async () => {
    const narrow = {
      scale: 0,
      zeroCount: 0,
      count: 1,
      sum: 1,
      positive: { offset: 0, bucketCounts: [1] },
      negative: { offset: 0, bucketCounts: [] },
    };
    const points = [{ k: 'narrow' }, { k: 'wide' }].map((attributes) => [attributes, narrow] as const);
    const families = await readerOver([inScope('', exponential({ name: 'h' }, points))]).families();
    const family = families[0] as HistogramFamily;
    let isSeen = false;
    const series = {
      length: 2,
      *[Symbol.iterator]() {
        for (const one of family.series) {
          const isWide = isSeen && one.labels.text.includes('wide');
          yield isWide ? { ...one, exponential: { ...narrow, scale: -5 } } : one;
        }
        isSeen = true;
      },
    };
    const [shown] = decodeFamilies(Buffer.concat([...renderProtobuf([{ ...family, series }])]));
    expect(shown?.metric.map(labelsOf)).toEqual([expect.objectContaining({ k: 'narrow' })]);
  });

  it('is nothing where nothing was recorded', async () => {
    expect([...renderProtobuf([])]).toEqual([]);
  });

  it('keeps a label value of 64 KiB whole', async () => {
    const long = 'x\\"\n😀'.repeat(10_000);
    const [family] = await decoded(gauge({ name: 'g' }, [[{ long }, 1]]));
    expect(labelsOf(family?.metric[0] ?? {})).toEqual({ long });
  });

  it('is decoded by protobufjs to what the families hold, however hostile names, values and exemplars', async () => {
    await fc.assert(
      fc.asyncProperty(hostileScopes, async (scopes) => {
        const families = await readerOver(scopes, {}).families();
        expect(decode(families).map(shownFamily)).toEqual(families.map(heldFamily));
      }),
      { numRuns: 200 },
    );
  });
});

function shownFamily({ name, help, unit, metric }: DecodedFamily) {
  return { name, help: help ?? '', unit: unit ?? '', metrics: metric.map(shownMetric) };
}

function shownMetric(metric: DecodedMetric) {
  const { gauge: shownGauge, counter: shownCounter, histogram: shownHistogram } = metric;
  const exemplars = [shownCounter?.exemplar, ...(shownHistogram?.exemplars ?? [])];
  return {
    labels: labelsOf(metric),
    value: shownGauge?.value ?? shownCounter?.value,
    count: shownHistogram && (shownHistogram.sampleCount ?? shownHistogram.sampleCountFloat),
    sum: shownHistogram?.sampleSum,
    buckets: shownHistogram?.bucket.map((each) => [
      each.upperBound,
      each.cumulativeCount ?? each.cumulativeCountFloat,
    ]),
    exemplars: exemplars.flatMap((each) => (each ? [[labelsOf(each), each.value, each.timestamp]] : [])),
  };
}

function heldFamily(family: MetricFamily) {
  const { name, help, unit } = family;
  const isNative =
    family.type === 'histogram' &&
    [...family.series].every(({ exponential: held }) => (held?.scale ?? -5) >= -4 && held?.sum !== undefined);
  const metrics =
    family.type === 'histogram'
      ? [...family.series].map(({ labels, histogram: held, exemplars }) => ({
          labels: Object.fromEntries(labels.pairs),
          value: undefined,
          count: held.count,
          sum: held.sum ?? Number.NaN,
          buckets: [...held.bounds, Number.POSITIVE_INFINITY].map((bound, index) => [
            bound,
            held.counts[index] ?? held.count,
          ]),
          exemplars: isNative ? exemplars.map(heldExemplar) : [],
        }))
      : [...family.series].map(({ labels, value, exemplar }) => ({
          labels: Object.fromEntries(labels.pairs),
          value,
          count: undefined,
          sum: undefined,
          buckets: undefined,
          exemplars: exemplar === undefined ? [] : [heldExemplar(exemplar)],
        }));
  return { name, help, unit, metrics };
}

function heldExemplar(exemplar: Parameters<typeof exemplarLabels>[0]) {
  const [seconds, nanos] = exemplar.timestamp;
  return [Object.fromEntries(exemplarLabels(exemplar)), exemplar.value, { seconds, nanos }];
}
