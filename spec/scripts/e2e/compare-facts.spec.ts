import { FactsComparison } from '../../../scripts/e2e/compare-facts';
import type { Facts, FamilyFacts } from '../../../scripts/e2e/metric-facts';

const family = (name: string, facts: Facts, labels = {}, type = 'GAUGE'): FamilyFacts => ({
  name,
  facts: { type, help: '', unit: '' },
  series: [{ labels, facts }],
});

const compare = (ours: readonly FamilyFacts[], collectors: readonly FamilyFacts[]) =>
  new FactsComparison().compare(ours, collectors);

describe('the comparison of what we show and what the Collector shows', () => {
  test('finds nothing in the same, nor in what is listed', () => {
    expect(
      compare([family('g', { value: '1' })], [family('g', { value: '1' }, { job: 'e2e/compared' })]),
    ).toEqual([]);
    expect(compare([family('labels_colliding', { value: '1' })], [])).toEqual([]);
  });

  test('finds a family and a series that one side alone has', () => {
    expect(compare([family('g', { value: '1' })], [])).toEqual([
      'g, presence: there on ours, nothing in the Collector',
      'g{}, presence: there on ours, nothing in the Collector',
    ]);
    expect(compare([family('g', { value: '1' }, { a: 'x' })], [family('g', { value: '1' })])).toEqual([
      'g{a="x"}, presence: there on ours, nothing in the Collector',
      'g{}, presence: nothing on ours, there in the Collector',
    ]);
  });

  test('finds another value, another type and a bucket more', () => {
    expect(compare([family('g', { value: '1' })], [family('g', { value: '2' })])).toEqual([
      'g{}, value: 1 on ours, 2 in the Collector',
    ]);
    expect(compare([family('g', { value: '1' })], [family('g', { value: '1' }, {}, 'COUNTER')])).toEqual([
      'g, type: GAUGE on ours, COUNTER in the Collector',
    ]);
    expect(compare([family('h', { buckets: '1: 2' })], [family('h', {})])).toEqual([
      'h{}, buckets: 1: 2 on ours, nothing in the Collector',
    ]);
  });

  test('finds a series that one side has twice', () => {
    const twice = {
      ...family('g', {}),
      series: [
        { labels: {}, facts: {} },
        { labels: {}, facts: {} },
      ],
    };
    expect(() => compare([twice], [twice])).toThrow('ours has a series twice');
  });

  test('tells of each listed difference that was not met in any comparison', () => {
    const comparison = new FactsComparison();
    const all = comparison.unmet().length;
    comparison.compare([family('labels_colliding', { value: '1' })], []);
    expect(comparison.unmet()).toHaveLength(all - 1);
  });
});
