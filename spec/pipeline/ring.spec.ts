import fc from 'fast-check';
import { BoundedRing } from '../../lib/pipeline/ring';

/** A ring of numbers that each count as one byte, unless said otherwise. */
function ringOf(items: readonly number[], capacity = 4, capacityBytes = 1_000): BoundedRing<number> {
  const ring = new BoundedRing<number>({ capacity, capacityBytes });
  for (const item of items) ring.push(item, 1);
  return ring;
}

describe('a bounded ring', () => {
  test('gives items back in the order they came', () => {
    const ring = ringOf([1, 2, 3]);
    expect(ring.take(2).items).toEqual([1, 2]);
    expect(ring.take(2).items).toEqual([3]);
    expect(ring.length).toBe(0);
  });

  test('drops the oldest when it holds as many as it may', () => {
    const ring = ringOf([1, 2, 3, 4]);
    expect(ring.push(5, 1)).toBe(1);
    expect(ring.take(9).items).toEqual([2, 3, 4, 5]);
  });

  test('drops as many of the oldest as a large item needs bytes', () => {
    const ring = ringOf([1, 2, 3], 10, 10);
    expect(ring.push(4, 9)).toBe(2);
    expect(ring.take(9).items).toEqual([3, 4]);
  });

  test('refuses an item that alone is larger than the bound in bytes, and keeps the others', () => {
    const ring = ringOf([1, 2], 10, 10);
    expect(ring.push(3, 11)).toBe(1);
    expect(ring.take(9).items).toEqual([1, 2]);
  });

  test('puts a batch back before what came since', () => {
    const ring = ringOf([1, 2, 3]);
    const batch = ring.take(2);
    ring.push(4, 1);
    expect(ring.putBack(batch)).toBe(0);
    expect(ring.take(9).items).toEqual([1, 2, 3, 4]);
  });

  test('drops the oldest of a batch that no longer fits', () => {
    const ring = ringOf([1, 2, 3]);
    const batch = ring.take(3);
    for (const item of [4, 5, 6]) ring.push(item, 1);
    expect(ring.putBack(batch)).toBe(2);
    expect(ring.take(9).items).toEqual([3, 4, 5, 6]);
  });

  test('puts back only what fits in bytes, the newest of the batch', () => {
    const ring = new BoundedRing<string>({ capacity: 10, capacityBytes: 10 });
    for (const item of ['oldest', 'old']) ring.push(item, 4);
    const batch = ring.take(2);
    ring.push('new', 5);
    expect(ring.putBack(batch)).toBe(1);
    expect([ring.bytes, ring.take(9).items]).toEqual([9, ['old', 'new']]);
  });

  test('drops what is in it when cleared, and says how much', () => {
    const ring = ringOf([1, 2, 3]);
    expect(ring.clear()).toBe(3);
    expect([ring.length, ring.bytes]).toEqual([0, 0]);
  });

  test('does what a plain array would do, whatever is done with it', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('push' as const), bytes: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 0, max: 6 }) }),
      fc.record({ do: fc.constant('putBack' as const) }),
    );
    const limits = fc.record({
      capacity: fc.integer({ min: 1, max: 100 }),
      capacityBytes: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 300 }), ({ capacity, capacityBytes }, steps) => {
        const ring = new BoundedRing<number>({ capacity, capacityBytes });
        let model: { id: number; bytes: number }[] = [];
        let taken = ring.take(0);
        const sum = (items: readonly { bytes: number }[]) => items.reduce((all, { bytes }) => all + bytes, 0);
        steps.forEach((action, id) => {
          if (action.do === 'push') {
            const before = model.length + 1;
            if (action.bytes <= capacityBytes) {
              model.push({ id, bytes: action.bytes });
              while (model.length > capacity || sum(model) > capacityBytes) model.shift();
            }
            expect(ring.push(id, action.bytes)).toBe(before - model.length);
          } else if (action.do === 'take') {
            taken = ring.take(action.count);
            expect(taken.items).toEqual(model.splice(0, action.count).map((item) => item.id));
          } else {
            const batch = taken.items.map((item, at) => ({ id: item, bytes: taken.sizesBytes[at] ?? 0 }));
            let kept: typeof batch = [];
            for (const item of batch.reverse()) {
              if (
                model.length + kept.length >= capacity ||
                sum(model) + sum(kept) + item.bytes > capacityBytes
              )
                break;
              kept = [item, ...kept];
            }
            model = [...kept, ...model];
            expect(ring.putBack(taken)).toBe(batch.length - kept.length);
            taken = ring.take(0);
          }
          expect([ring.length, ring.bytes, ring.end - ring.start]).toEqual([
            model.length,
            sum(model),
            model.length,
          ]);
        });
      }),
    );
  });
});
