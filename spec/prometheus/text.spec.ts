import fc from 'fast-check';
import { findSample, parseExposition, samplesOf } from '../../lib/prometheus';
import { hostileScopes } from './hostile-metrics';
import {
  counter,
  exponential,
  gauge,
  histogram,
  inScope,
  readerOver,
  recordDiagnostics,
  sampleLines,
} from './support';

beforeEach(() => {
  recordDiagnostics();
});

describe('renderText', () => {
  it('escapes label values and help as the format says', async () => {
    const reader = readerOver([
      inScope('', gauge({ name: 'g', description: 'a "b"\\\nc' }, [[{ l: 'a "b"\\\nc' }, 1]])),
    ]);
    expect(await reader.text()).toBe('# HELP g a "b"\\\\\\nc\n# TYPE g gauge\ng{l="a \\"b\\"\\\\\\nc"} 1\n');
  });

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [2 ** 53, '9007199254740992'],
    [undefined as unknown as number, 'NaN'],
  ])('writes the value %p as %s', async (value, text) => {
    expect(await sampleLines(readerOver([inScope('', gauge({ name: 'g' }, [[{}, value]]))]))).toEqual([
      `g ${text}`,
    ]);
  });

  it('writes a histogram without a sum where there is none', async () => {
    const value = { buckets: { boundaries: [0.5], counts: [1, 0] }, count: 1 };
    expect(await sampleLines(readerOver([inScope('', histogram({ name: 'h' }, [[{}, value]]))]))).toEqual([
      'h_bucket{le="0.5"} 1',
      'h_bucket{le="+Inf"} 1',
      'h_count 1',
    ]);
  });

  it('writes an exponential histogram as a classic one', async () => {
    const value = {
      count: 3,
      sum: 4,
      scale: 0,
      zeroCount: 1,
      positive: { offset: 0, bucketCounts: [2] },
      negative: { offset: 0, bucketCounts: [] },
    };
    expect(
      await sampleLines(readerOver([inScope('', exponential({ name: 'h' }, [[{ a: 1 }, value]]))])),
    ).toEqual([
      'h_bucket{a="1",le="0"} 1',
      'h_bucket{a="1",le="1"} 1',
      'h_bucket{a="1",le="2"} 3',
      'h_bucket{a="1",le="+Inf"} 3',
      'h_sum{a="1"} 4',
      'h_count{a="1"} 3',
    ]);
  });

  it('has no # UNIT and no timestamps, and ends with a line feed', async () => {
    const text = await readerOver([inScope('', counter({ name: 'c', unit: 's' }, [[{}, 1]]))]).text();
    expect(text).toBe('# TYPE c_seconds_total counter\nc_seconds_total 1\n');
  });

  it('is empty where nothing was recorded', async () => {
    expect(await readerOver([]).text()).toBe('');
  });
});

describe('every exposition, however hostile its names, labels and values', () => {
  it('keeps a label value of 64 KiB whole', async () => {
    const long = 'x\\"\n'.repeat(16_384);
    const exposition = await readerOver([inScope('', gauge({ name: 'g' }, [[{ long }, 1]]))]).text();
    expect(parseExposition(exposition).families[0]?.samples[0]?.labels.long).toBe(long);
  });

  it('parses back, without a problem, to the same families, labels and values', async () => {
    await fc.assert(
      fc.asyncProperty(hostileScopes, fc.boolean(), async (scopes, scopeLabels) => {
        const reader = readerOver(scopes, { scopeLabels, targetInfo: true });
        const families = await reader.families();
        const exposition = await reader.text();
        const parsed = parseExposition(Buffer.from(exposition).toString());
        expect(
          parsed.problems.filter(({ message }) => !message.startsWith('the last line') || exposition !== ''),
        ).toEqual([]);
        expect(parsed.families.map(({ name: familyName, type }) => [familyName, type])).toEqual(
          families.map(({ name: familyName, type }) => [familyName, type]),
        );
        parsed.families.forEach((family, index) => {
          const expected = families[index];
          // -0 and 0 are written alike.
          const plain = (samples: readonly { value: number }[]) =>
            samples.map((sample) => ({ ...sample, value: sample.value + 0 }));
          expect(plain(family.samples)).toEqual(expected && plain(samplesOf(expected)));
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe('findSample', () => {
  const reader = readerOver([
    inScope(
      '',
      counter({ name: 'c' }, [
        [{ 'a.b': 'x', n: 1 }, 1],
        [{ 'a.b': 'x', n: 2 }, 2],
        [{ 'a.b': 'y' }, 4],
      ]),
    ),
    inScope(
      '',
      histogram({ name: 'h' }, [
        [{ a: 'x' }, { buckets: { boundaries: [0.5], counts: [1, 2] }, count: 3, sum: 9 }],
      ]),
    ),
  ]);

  it.each<[string, Record<string, string | number | boolean> | undefined, number | undefined]>([
    ['c_total', undefined, 7],
    ['c_total', { a_b: 'x' }, 3],
    ['c_total', { 'a.b': 'x', n: 2 }, 2],
    ['c_total', { n: '' }, 4],
    ['c_total', { a_b: 'z' }, undefined],
    ['c', undefined, undefined],
    ['d', undefined, undefined],
    ['h_count', { a: 'x' }, 3],
    ['h_sum', {}, 9],
    ['h_bucket', { le: 0.5 }, 1],
    ['h_bucket', { le: '+Inf' }, 3],
  ])('finds of %s %j the sum %p, in families and in what was parsed', async (sample, labels, expected) => {
    expect(findSample(await reader.families(), sample, labels)).toBe(expected);
    expect(findSample(parseExposition(await reader.text()).families, sample, labels)).toBe(expected);
  });
});
