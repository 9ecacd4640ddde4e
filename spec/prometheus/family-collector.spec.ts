import type { HrTime } from '@opentelemetry/api';
import type { HistogramFamily, MetricFamily, ValueFamily } from '../../lib/prometheus';
import {
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

const exemplar = (value: number, seconds: number) => ({
  value,
  timestamp: [seconds, 0] as HrTime,
  filteredAttributes: {},
});
const from = (seconds: number) => ({ startTime: [seconds, 0] as HrTime });

/** The only family of metrics from two scopes that nothing tells apart. */
async function merged(one: Metric, other: Metric): Promise<MetricFamily> {
  const [family, ...others] = await readerOver([inScope('a', one), inScope('b', other)]).families();
  expect(others).toEqual([]);
  if (family === undefined) throw new Error('there is no family');
  expect(family.series).toHaveLength(1);
  return family;
}

const seriesOf = (family: MetricFamily) => [...(family as ValueFamily).series][0];
const histogramOf = (family: MetricFamily) => [...(family as HistogramFamily).series][0];

beforeEach(() => {
  recordDiagnostics();
});

describe('series that collide', () => {
  it('are one counter with the newest exemplar and the earliest start', async () => {
    const one = counter({ name: 'c' }, [[{}, 1, { ...from(20), exemplars: [exemplar(1, 30)] }]]);
    const other = counter({ name: 'c' }, [
      [{}, 2, { ...from(10), exemplars: [exemplar(2, 40), exemplar(3, 35)] }],
    ]);
    for (const family of [await merged(one, other), await merged(other, one)]) {
      expect(seriesOf(family)).toMatchObject({ value: 3, createdMs: 10_000, exemplar: { value: 2 } });
    }
  });

  it('have no start where that of one is not known, which may be the earlier one', async () => {
    const one = counter({ name: 'c' }, [[{}, 1, from(20)]]);
    expect(
      seriesOf(await merged(one, counter({ name: 'c' }, [[{}, 1, from(0)]])))?.createdMs,
    ).toBeUndefined();
  });

  it('are one histogram with the exemplars of both', async () => {
    const one = histogram({ name: 'h' }, [[{}, three, { ...from(20), exemplars: [exemplar(1, 1)] }]]);
    const other = histogram({ name: 'h' }, [[{}, three, { ...from(10), exemplars: [exemplar(2, 2)] }]]);
    expect(histogramOf(await merged(one, other))).toMatchObject({
      createdMs: 10_000,
      exemplars: [{ value: 1 }, { value: 2 }],
      histogram: { count: 6 },
    });
  });

  it('are one native histogram where both are exponential, and none where one is not', async () => {
    const value = {
      count: 2,
      sum: 3,
      scale: 0,
      zeroCount: 1,
      positive: { offset: 1, bucketCounts: [1] },
      negative: { offset: 0, bucketCounts: [] },
    };
    const native = exponential({ name: 'h' }, [[{}, value]]);
    expect(histogramOf(await merged(native, native))).toMatchObject({
      exponential: { count: 4, sum: 6, zeroCount: 2, positive: { offset: 1, bucketCounts: [2] } },
      histogram: { count: 4 },
    });
    const explicit = histogram({ name: 'h' }, [[{}, three]]);
    for (const family of [await merged(native, explicit), await merged(explicit, native)]) {
      expect(histogramOf(family)?.exponential).toBeUndefined();
      expect(histogramOf(family)?.histogram.count).toBe(5);
    }
  });

  it('are one gauge, of the last value, that began at no time and has no exemplar', async () => {
    const one = gauge({ name: 'g' }, [[{}, 1, { exemplars: [exemplar(1, 1)] }]]);
    const series = seriesOf(await merged(one, gauge({ name: 'g' }, [[{}, 2]])));
    expect(series?.value).toBe(2);
    expect(series?.createdMs).toBeUndefined();
    expect(series?.exemplar).toBeUndefined();
  });
});

describe('the unit of a family', () => {
  it('is that of the first metric whose name ends in it', async () => {
    const one = counter({ name: 'x.seconds' }, [[{}, 1]]);
    const other = counter({ name: 'x', unit: 's' }, [[{}, 2]]);
    expect((await merged(one, other)).unit).toBe('seconds');
    expect((await merged(other, one)).unit).toBe('seconds');
  });
});
