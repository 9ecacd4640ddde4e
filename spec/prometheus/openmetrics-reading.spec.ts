import fc from 'fast-check';
import { type MetricFamily, renderOpenMetrics, samplesOf } from '../../lib/prometheus';
import { hostileScopes } from './hostile-metrics';
import { type ReadFamily, type ReadSample, readOpenMetrics } from './openmetrics-parser';
import { counter, gauge, histogram, inScope, readerOver, recordDiagnostics, three } from './support';

type Metric = Parameters<typeof inScope>[1];

beforeEach(() => {
  recordDiagnostics();
});

describe('names that OpenMetrics lets no two families have', () => {
  it.each<[string, Metric[], [string, string][]]>([
    [
      'a gauge of the name of a counter without _total',
      [gauge({ name: 'a' }, [[{}, 1]]), counter({ name: 'a' }, [[{}, 2]])],
      [
        ['a', 'gauge'],
        ['a_total', 'unknown'],
      ],
    ],
    [
      'a gauge of the name of a counter’s start',
      [gauge({ name: 'a.created' }, [[{}, 1]]), counter({ name: 'a' }, [[{}, 2]])],
      [
        ['a_created', 'gauge'],
        ['a_total', 'unknown'],
      ],
    ],
    [
      'a gauge of the name of a histogram’s start',
      [gauge({ name: 'h.created' }, [[{}, 1]]), histogram({ name: 'h' }, [[{ k: 'v' }, three]])],
      [
        ['h_bucket', 'unknown'],
        ['h_sum', 'unknown'],
        ['h_count', 'unknown'],
        ['h_created', 'gauge'],
      ],
    ],
    [
      'a counter that is negative, which only a foreign producer has',
      [counter({ name: 'c' }, [[{}, -1]])],
      [['c_total', 'unknown']],
    ],
  ])('cost a family its type and nothing else: %s', async (_case, metrics, expected) => {
    const families = await readerOver([inScope('', ...metrics)]).families();
    const read = readOpenMetrics([...renderOpenMetrics(families)].join(''));
    expect(read.map(({ name, type }) => [name, type])).toEqual(expected);
    expect(sorted(read.flatMap(({ samples }) => samples.map(plain)))).toEqual(
      sorted(families.flatMap((family) => samplesOf(family).map(plain))),
    );
  });
});

describe('every OpenMetrics exposition, however hostile its names, labels, values and exemplars', () => {
  it('keeps a label value of 64 KiB whole', async () => {
    const long = 'x\\"\n'.repeat(16_384);
    const [family] = readOpenMetrics(
      [
        ...renderOpenMetrics(
          await readerOver([inScope('', gauge({ name: 'g' }, [[{ long }, 1]]))]).families(),
        ),
      ].join(''),
    );
    expect(family?.samples[0]?.labels.long).toBe(long);
  });

  it('is read by a strict parser to the same labels and values', async () => {
    await fc.assert(
      fc.asyncProperty(hostileScopes, fc.boolean(), async (scopes, scopeLabels) => {
        const families = await readerOver(scopes, { scopeLabels, targetInfo: true }).families();
        const text = [...renderOpenMetrics(families)].join('');
        const read = readOpenMetrics(Buffer.from(text).toString());
        expect(sorted(read.flatMap(shown))).toEqual(
          sorted(families.flatMap((family) => expected(family, read))),
        );
      }),
      { numRuns: 300 },
    );
  });
});

/** All samples but the starts, which the model has elsewhere. */
function shown({ type, samples }: ReadFamily): readonly string[] {
  const own =
    type === 'unknown' || type === 'gauge'
      ? samples
      : samples.filter(({ name }) => !name.endsWith('_created'));
  return own.map(plain);
}

/** What the family has to show as; sums and counts only where a sum may be shown. */
function expected(family: MetricFamily, read: readonly ReadFamily[]): readonly string[] {
  const samples = samplesOf(family);
  if (family.type !== 'histogram' || !read.some(({ name }) => name === family.name))
    return samples.map(plain);
  return [...family.series].flatMap((series) => {
    const { sum, bounds } = series.histogram;
    const own = samplesOf({ ...family, series: [series] });
    const hasSum = sum !== undefined && sum >= 0 && !((bounds[0] ?? 0) < 0);
    return own.filter(({ name }) => hasSum || name.endsWith('_bucket')).map(plain);
  });
}

/** One sample as text: a bound is the same in either way of writing it, and so is zero. */
function plain({ name, labels, value }: Pick<ReadSample, 'name' | 'labels' | 'value'>): string {
  const le = labels.le === undefined || !name.endsWith('_bucket') ? {} : { le: String(Number(labels.le)) };
  const all = Object.entries({ ...labels, ...le }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, all, String(value + 0)]);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...texts].sort();
}
