import fc from 'fast-check';
import { createRandom } from '../../../lib/lab/cards/random';

const draw = (seed: number, stream = 0) => {
  const random = createRandom(seed, stream);
  return Array.from({ length: 20 }, () => random.next());
};

describe('createRandom', () => {
  it('gives the same numbers for the same seed and stream', () => {
    expect(draw(7, 3)).toEqual(draw(7, 3));
  });

  it('gives other numbers for another seed and for another stream of the same seed', () => {
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7, 1)).not.toEqual(draw(7, 2));
  });

  it('stays within bounds whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, least, span) => {
        const random = createRandom(seed);
        for (let count = 0; count < 50; count += 1) {
          const fraction = random.next();
          expect(fraction).toBeGreaterThanOrEqual(0);
          expect(fraction).toBeLessThan(1);
          const whole = random.integer(least, least + span);
          expect(Number.isInteger(whole)).toBe(true);
          expect(whole).toBeGreaterThanOrEqual(least);
          expect(whole).toBeLessThanOrEqual(least + span);
        }
      }),
    );
  });

  it('takes probabilities 0 and 1 at their word', () => {
    const random = createRandom(1);
    expect(Array.from({ length: 100 }, () => random.chance(0))).not.toContain(true);
    expect(Array.from({ length: 100 }, () => random.chance(1))).not.toContain(false);
  });

  it('shuffles without losing or adding anything, and leaves what it was given as it was', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = createRandom(3).shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort()).toEqual(items);
    expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
