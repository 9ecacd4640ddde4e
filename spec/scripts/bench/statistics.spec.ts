import fc from 'fast-check';
import { median, pairwise, spreadOf } from '../../../scripts/bench/support/statistics';

const figures = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });

describe('median', () => {
  it('is the middle one of an odd number of figures, by size and not by text', () => {
    expect(median([100, 9, 20])).toBe(20);
  });

  it('is the mean of the two in the middle of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('is the figure itself when there is one', () => {
    expect(median([7])).toBe(7);
  });

  it('of nothing is an error', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it('leaves the figures in their order', () => {
    const given = [3, 1, 2];
    median(given);
    expect(given).toEqual([3, 1, 2]);
  });
});

describe('spreadOf', () => {
  it('tells the median, the least and the most', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
  });

  it('has the median between the least and the most', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const { median: middle, min, max } = spreadOf(values);
        expect(middle).toBeGreaterThanOrEqual(min);
        expect(middle).toBeLessThanOrEqual(max);
      }),
    );
  });

  it('of nothing is an error', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

describe('pairwise', () => {
  it('measures each figure against the one of the same round', () => {
    expect(pairwise([10, 30], [2, 3], (left, right) => left / right)).toEqual([5, 10]);
  });

  it('leaves out figures without a partner, on either side', () => {
    const difference = (left: number, right: number) => left - right;
    expect(pairwise([5, 6], [1], difference)).toEqual([4]);
    expect(pairwise([5], [1, 2], difference)).toEqual([4]);
  });
});
