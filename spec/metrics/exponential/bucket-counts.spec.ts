import { BucketCounts } from '../../../lib/metrics/exponential/bucket-counts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('BucketCounts', () => {
  it('is empty at first', () => {
    const buckets = new BucketCounts(4);
    expect(buckets.isEmpty).toBe(true);
    expect(content(buckets)).toEqual([0, []]);
  });

  it.each([
    { name: 'the first bucket', maxSize: 10, offset: 0, counts: [], index: -5, result: [-5, [1]] },
    {
      name: 'a bucket in use',
      maxSize: 10,
      offset: 3,
      counts: upTo(6),
      index: 5,
      result: [3, [1, 2, 4, 4, 5, 6]],
    },
    {
      name: 'one before those in use',
      maxSize: 10,
      offset: 1,
      counts: upTo(6),
      index: -2,
      result: [-2, [1, 0, 0, 1, 2, 3, 4, 5, 6]],
    },
    {
      name: 'one after them',
      maxSize: 10,
      offset: -2,
      counts: upTo(6),
      index: 4,
      result: [-2, [...upTo(6), 1]],
    },
  ])('counts in $name', ({ maxSize, offset, counts, index, result }) => {
    const buckets = filled(maxSize, offset, counts);
    expect(buckets.increment(index)).toBe(true);
    expect(content(buckets)).toEqual(result);
  });

  it.each([-1, 6])('refuses bucket %d, which would make a run of more than the maximal size', (index) => {
    const buckets = filled(6, 0, [1, 1, 1, 1, 1, 1]);
    expect(buckets.increment(index)).toBe(false);
    expect(content(buckets)).toEqual([0, [1, 1, 1, 1, 1, 1]]);
    expect(buckets.halvingsToInclude(index)).toBe(1);
  });

  it.each([
    { offset: 0, counts: [], halvings: 3, result: [0, []] },
    { offset: 50, counts: [7], halvings: 4, result: [3, [7]] },
    { offset: 50, counts: [7, 5], halvings: 0, result: [50, [7, 5]] },
    { offset: 0, counts: upTo(6), halvings: 1, result: [0, [3, 7, 11]] },
    { offset: 0, counts: upTo(6), halvings: 2, result: [0, [10, 11]] },
    { offset: 0, counts: upTo(6), halvings: 3, result: [0, [21]] },
    { offset: 5, counts: upTo(6), halvings: 1, result: [2, [1, 5, 9, 6]] },
    { offset: 7, counts: upTo(6), halvings: 2, result: [1, [1, 14, 6]] },
    { offset: 3, counts: upTo(6), halvings: 3, result: [0, [15, 6]] },
    { offset: 1, counts: [1, 0, 1], halvings: 1, result: [0, [1, 1]] },
    { offset: -1, counts: [1, 0, 3], halvings: 1, result: [-1, [1, 3]] },
    { offset: -4, counts: upTo(10), halvings: 1, result: [-2, [3, 7, 11, 15, 19]] },
  ])(
    'makes $result of $counts from $offset on, halved $halvings times',
    ({ offset, counts, halvings, result }) => {
      const buckets = filled(10, offset, counts);
      buckets.halve(halvings);
      expect(content(buckets)).toEqual(result);
    },
  );

  it('counts on in coarser buckets', () => {
    const buckets = filled(6, 0, upTo(6));
    buckets.halve(1);
    expect([-2, 3].map((index) => buckets.increment(index))).toEqual([true, true]);
    expect(content(buckets)).toEqual([-2, [1, 0, 3, 7, 11, 1]]);
  });

  it('finds room at either end again and again', () => {
    const buckets = new BucketCounts(40);
    for (const index of [0, -1, 1, -2, -3, 9, -12, 10, 11, 12, -13, 25, -14]) buckets.increment(index);
    const [offset, counts] = content(buckets);
    const used = counts.flatMap((count, slot) => (count > 0 ? [offset + slot] : []));
    expect(used).toEqual([-14, -13, -12, -3, -2, -1, 0, 1, 9, 10, 11, 12, 25]);
    expect(Math.max(...counts)).toBe(1);
  });

  it('adds another one of a finer resolution', () => {
    const buckets = filled(10, 2, [1, 1]);
    buckets.add(filled(10, -3, upTo(10)), 1);
    expect(content(buckets)).toEqual([-2, [1, 5, 9, 13, 18, 11]]);
  });

  it('starts anywhere after it was cleared, with nothing of what was', () => {
    const buckets = filled(10, 0, upTo(10));
    buckets.clear();
    expect(content(buckets)).toEqual([0, []]);
    for (const index of [7, 1000, 995]) buckets.increment(index);
    expect(content(buckets)).toEqual([7, [1]]);

    buckets.clear();
    for (const index of [1000, 995]) buckets.increment(index);
    expect(content(buckets)).toEqual([995, [1, 0, 0, 0, 0, 1]]);
  });
});

function filled(maxSize: number, offset: number, counts: readonly number[]): BucketCounts {
  const buckets = new BucketCounts(maxSize);
  counts.forEach((count, slot) => {
    for (let times = 0; times < count; times += 1) buckets.increment(offset + slot);
  });
  return buckets;
}

function content(buckets: BucketCounts): [offset: number, counts: number[]] {
  return [buckets.offset, buckets.toArray()];
}
