import fc from 'fast-check';
import { type Member, Members } from '../../lib/signals';

class Numbered implements Member {
  place = -1;
  constructor(readonly number: number) {}
}

describe('Members', () => {
  it('are those that were added and not deleted, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (steps) => {
        const all = Array.from({ length: 10 }, (_, number) => new Numbered(number));
        const members = new Members<Numbered>();
        const expected = new Set<Numbered>();
        for (const [adds, number] of steps) {
          const one = all[number] as Numbered;
          if (!adds) expect(members.delete(one)).toBe(expected.delete(one));
          else if (!expected.has(one)) {
            members.add(one);
            expected.add(one);
          }
          expect(members.size).toBe(expected.size);
        }
        expect(new Set(members.takeAll())).toEqual(expected);
        expect(members.size).toBe(0);
      }),
    );
  });

  it('are gone once all were taken', () => {
    const members = new Members<Numbered>();
    const one = new Numbered(1);
    members.add(one);

    expect(members.takeAll()).toEqual([one]);
    expect(members.delete(one)).toBe(false);
  });
});
