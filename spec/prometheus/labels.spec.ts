import type { Attributes } from '@opentelemetry/api';
import { counter, gauge, histogram, inScope, readerOver, sampleLines, three, upDownCounter } from './support';

describe('labels that collide', () => {
  const only = async (attributes: Attributes, scope = 'ours'): Promise<string | undefined> => {
    const reader = readerOver([inScope(scope, gauge({ name: 'g' }, [[attributes, 1]]))], {
      targetInfo: false,
    });
    return (await sampleLines(reader))[0];
  };

  it('are joined with ; in the order of their original keys', async () => {
    expect(await only({ a_b: '3', 'a-b': '1', 'a.b': '2', c: 'd' }, '')).toBe('g{a_b="1;2;3",c="d"} 1');
  });

  it('are joined where an attribute has the name of a scope label', async () => {
    expect(await only({ otel_scope_name: 'theirs', 'otel.scope.name': 'dotted' })).toBe(
      'g{otel_scope_name="dotted;ours;theirs"} 1',
    );
  });

  it('give way to the le of a histogram and to __name__', async () => {
    const reader = readerOver([
      inScope(
        '',
        histogram({ name: 'h' }, [[{ le: 'x', exported_le: 'y' }, three]]),
        gauge({ name: 'g' }, [[{ le: 'x', __name__: 'n' }, 1]]),
      ),
    ]);
    expect(await sampleLines(reader)).toEqual([
      'g{exported_name="n",le="x"} 1',
      'h_bucket{exported_le="y;x",le="1"} 1',
      'h_bucket{exported_le="y;x",le="2"} 2',
      'h_bucket{exported_le="y;x",le="+Inf"} 3',
      'h_sum{exported_le="y;x"} 6',
      'h_count{exported_le="y;x"} 3',
    ]);
  });

  it('leave out an empty value, which means to Prometheus that there is no such label', async () => {
    expect(await only({ a: '', b: undefined, c: 'd' }, '')).toBe('g{c="d"} 1');
  });
});

describe('series that would be identical', () => {
  const twice: readonly (readonly [Attributes, number])[] = [
    [{ n: 1 }, 2],
    [{ n: '1' }, 3],
  ];

  it('are added up where they are sums', async () => {
    expect(
      await sampleLines(
        readerOver([inScope('', counter({ name: 'c' }, twice), upDownCounter({ name: 'u' }, twice))]),
      ),
    ).toEqual(['c_total{n="1"} 5', 'u{n="1"} 5']);
  });

  it('show the last value where they are gauges', async () => {
    expect(await sampleLines(readerOver([inScope('', gauge({ name: 'g' }, twice))]))).toEqual(['g{n="1"} 3']);
  });

  it('are added up bucket by bucket where they are histograms', async () => {
    const reader = readerOver([
      inScope(
        '',
        histogram({ name: 'h' }, [
          [{ n: 1 }, three],
          [{ n: '1' }, three],
        ]),
      ),
    ]);
    expect(await sampleLines(reader)).toEqual([
      'h_bucket{n="1",le="1"} 2',
      'h_bucket{n="1",le="2"} 4',
      'h_bucket{n="1",le="+Inf"} 6',
      'h_sum{n="1"} 12',
      'h_count{n="1"} 6',
    ]);
  });

  it('come from one attribute object that many instruments share, without mixing their labels', async () => {
    const shared = { le: 'x' };
    const reader = readerOver(
      [
        inScope(
          'a',
          gauge({ name: 'g' }, [[shared, 1]]),
          histogram({ name: 'h' }, [[shared, { ...three, buckets: { boundaries: [], counts: [3] } }]]),
        ),
        inScope('b', gauge({ name: 'g' }, [[shared, 2]])),
      ],
      { targetInfo: false },
    );
    const expected = [
      'g{le="x",otel_scope_name="a"} 1',
      'g{le="x",otel_scope_name="b"} 2',
      'h_bucket{exported_le="x",otel_scope_name="a",le="+Inf"} 3',
      'h_sum{exported_le="x",otel_scope_name="a"} 6',
      'h_count{exported_le="x",otel_scope_name="a"} 3',
    ];
    expect(await sampleLines(reader)).toEqual(expected);
    expect(await sampleLines(reader)).toEqual(expected);
  });

  it('are told apart again when a producer changes its attribute object between collections', async () => {
    const attributes: Attributes = { a: 'x', list: ['1'] };
    const reader = readerOver([inScope('', gauge({ name: 'g' }, [[attributes, 1]]))]);
    expect(await sampleLines(reader)).toEqual(['g{a="x",list="[\\"1\\"]"} 1']);
    attributes.a = 'y';
    expect(await sampleLines(reader)).toEqual(['g{a="y",list="[\\"1\\"]"} 1']);
    (attributes.list as string[]).push('2');
    expect(await sampleLines(reader)).toEqual(['g{a="y",list="[\\"1\\",\\"2\\"]"} 1']);
    delete attributes.list;
    expect(await sampleLines(reader)).toEqual(['g{a="y"} 1']);
    delete attributes.a;
    attributes.b = 'y';
    expect(await sampleLines(reader)).toEqual(['g{b="y"} 1']);
    attributes.b = 'z';
    expect(await sampleLines(reader)).toEqual(['g{b="z"} 1']);
  });
});
