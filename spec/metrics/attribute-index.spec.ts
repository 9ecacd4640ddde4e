import type { Attributes } from '@opentelemetry/api';
import fc from 'fast-check';
import { AttributeIndex, UNKNOWN, UNREADABLE } from '../../lib/metrics/attribute-index';
import { readAttributes } from '../../lib/metrics/attribute-values';
import { usedBytes } from '../support/collect-garbage';
import { attributesKey } from '../support/collecting-reader';

/** What the series table does: the quick way, then the careful one, then a new row. */
function rowOf(index: AttributeIndex, attributes: Attributes): number {
  const row = lookUp(index, attributes);
  return row >= 0 ? row : index.insert(readAttributes(attributes, () => {}));
}

function lookUp(index: AttributeIndex, attributes: Attributes): number {
  const row = index.find(attributes);
  return row >= 0 ? row : index.findOwn(readAttributes(attributes, () => {}));
}

describe('AttributeIndex', () => {
  it('finds the row of an attribute set in whatever order its keys stand', () => {
    const index = new AttributeIndex();
    const row = index.insert({ direction: 'sent', type: 'SELECT', card: 3 });

    expect(index.find({ direction: 'sent', type: 'SELECT', card: 3 })).toBe(row);
    expect(index.find({ card: 3, type: 'SELECT', direction: 'sent' })).toBe(row);
    expect(index.find({ type: 'SELECT', card: 3, direction: 'sent' })).toBe(row);
  });

  it('tells a number, a text and a boolean apart that are written alike', () => {
    const index = new AttributeIndex();
    const rows = [{ n: 1 }, { n: '1' }, { n: true }, { n: 'true' }].map((set) => index.insert(set));

    expect(new Set(rows).size).toBe(4);
    expect([{ n: 1 }, { n: '1' }, { n: true }, { n: 'true' }].map((set) => index.find(set))).toEqual(rows);
  });

  it('does not take a set for one that has more or fewer attributes', () => {
    const index = new AttributeIndex();
    const row = index.insert({ a: 1, b: 2 });

    expect(index.find({ a: 1 })).toBe(UNKNOWN);
    expect(index.find({ a: 1, b: 2, c: 3 })).toBe(UNKNOWN);
    expect(index.find({})).toBe(UNKNOWN);
    expect(index.find({ a: 1, b: 2 })).toBe(row);
  });

  it('does not take values for each other that stand under swapped keys', () => {
    const index = new AttributeIndex();
    const rows = [index.insert({ a: 'x', b: 'y' }), index.insert({ a: 'y', b: 'x' })];

    expect([index.find({ b: 'y', a: 'x' }), index.find({ b: 'x', a: 'y' })]).toEqual(rows);
  });

  it('passes over an attribute that is undefined', () => {
    const index = new AttributeIndex();
    const row = index.insert({ a: 1 });

    expect(index.find({ a: 1, b: undefined })).toBe(row);
    expect(index.find({ c: undefined, a: 1 } as Attributes)).toBe(row);
  });

  it('has one row for NaN, and one for zero whatever its sign', () => {
    const index = new AttributeIndex();
    const rows = [index.insert({ n: Number.NaN }), index.insert({ n: 0 })];

    expect([index.find({ n: Number.NaN }), index.find({ n: -0 })]).toEqual(rows);
  });

  it('leaves arrays, other values and unusual objects to the careful way', () => {
    const index = new AttributeIndex();
    const row = index.insert({ parts: ['a', 'b'] });

    expect(index.find({ parts: ['a', 'b'] })).toBe(UNREADABLE);
    expect(index.findOwn({ parts: ['a', 'b'] })).toBe(row);
    expect(index.findOwn({ parts: ['b', 'a'] })).toBe(UNKNOWN);
    expect(index.find({ parts: null } as unknown as Attributes)).toBe(UNREADABLE);
    expect(index.find(Object.create({ inherited: 'x' }) as Attributes)).toBe(UNREADABLE);
  });

  it('finds a set on an object without a prototype', () => {
    const index = new AttributeIndex();
    const row = index.insert({ a: 1 });

    expect(index.find(Object.assign(Object.create(null), { a: 1 }))).toBe(row);
  });

  it('does not take a set for unknown because of an empty key, or one that was given to all objects', () => {
    const index = new AttributeIndex();
    index.insert({ a: 1 });

    expect(index.find({ '': 'x', a: 1 })).toBe(UNREADABLE);
    Object.defineProperty(Object.prototype, 'polluting', { value: 1, enumerable: true, configurable: true });
    const row = index.find({ a: 1 });
    delete (Object.prototype as Attributes).polluting;
    expect(row).toBe(UNREADABLE);
  });

  it('passes over keys that are not allowed, once it has met them', () => {
    const index = new AttributeIndex(new Set(['kept']));
    const row = index.insert({ kept: 'a', dropped: 1 });

    expect(index.attributes(row)).toEqual({ kept: 'a' });
    expect(index.find({ dropped: 2, kept: 'a' })).toBe(row);
    expect(index.find({ kept: 'a', other: 1 })).toBe(UNREADABLE);
    expect(index.findOwn({ kept: 'a', other: 1 })).toBe(row);
    expect(index.find({ kept: 'a', other: 1 })).toBe(row);
  });

  it('remembers few of the keys that it passes over, however many come', () => {
    const index = new AttributeIndex(new Set(['kept']));
    const row = index.insert({ kept: 'a' });
    for (let n = 0; n < 1_000; n += 1) expect(index.findOwn({ [`dropped.${n}`]: n, kept: 'a' })).toBe(row);

    expect(index.find({ 'dropped.0': 0, kept: 'a' })).toBe(row);
    expect(index.find({ 'dropped.999': 0, kept: 'a' })).toBe(UNREADABLE);
  });

  it('takes sets of a thousand attributes', () => {
    const index = new AttributeIndex();
    const large = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`key.${n}`, n]));
    const row = index.insert(large);
    const reversed = Object.fromEntries(Object.entries(large).reverse());

    expect(lookUp(index, reversed)).toBe(row);
    expect(lookUp(index, { ...large, 'key.7': 8 })).toBe(UNKNOWN);
    expect(index.attributes(row)).toEqual(large);
  });

  it('gives the number of a removed row to the next set', () => {
    const index = new AttributeIndex();
    const row = index.insert({ a: 1 });
    index.remove(row);

    expect(index.find({ a: 1 })).toBe(UNKNOWN);
    expect(index.insert({ a: 2 })).toBe(row);
    expect(index.size).toBe(1);
  });

  it('has rows that no attributes lead to', () => {
    const index = new AttributeIndex();
    const hidden = index.insertHidden();

    expect(index.find({})).toBe(UNKNOWN);
    expect(index.isLive(hidden)).toBe(true);
    index.remove(hidden);
    expect(index.isLive(hidden)).toBe(false);
  });

  it('does not grow while sets of ever new values come and go', () => {
    const index = new AttributeIndex();
    const kept = index.insert({ id: 'kept' });
    const before = usedBytes();
    for (let n = 0; n < 100_000; n += 1) index.remove(index.insert({ id: `device-${n}` }));

    expect(usedBytes() - before).toBeLessThan(3 * 2 ** 20);
    expect(index.find({ id: 'kept' })).toBe(kept);
    expect(index.capacity).toBeLessThanOrEqual(8);
  });

  it('does not grow while the same few sets come and go', () => {
    const index = new AttributeIndex();
    const set = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`key.${n}`, n]));
    const before = usedBytes();
    for (let n = 0; n < 50_000; n += 1) index.remove(index.insert(set));

    expect(usedBytes() - before).toBeLessThan(3 * 2 ** 20);
    expect(index.size).toBe(0);
  });

  const values = fc.constantFrom<unknown>(
    1,
    2,
    '1',
    '2',
    true,
    'true',
    0.5,
    ['1'],
    [1],
    ['1', '2'],
    undefined,
  );
  const sets = fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', '__proto__'), values), { selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries) as Attributes);
  const steps = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('record' as const), set: sets }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('find' as const), set: sets }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), set: sets }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tidy' as const), set: sets }) },
  );

  it('agrees with a plain map of texts, whatever is inserted, removed, tidied and looked up', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (program) => {
        const index = new AttributeIndex();
        const expected = new Map<string, number>();
        for (const { kind, set } of program) {
          const own = readAttributes(set, () => {});
          const key = attributesKey(own);
          if (kind === 'record') expected.set(key, rowOf(index, set));
          if (kind === 'tidy') makeTidy(index);
          const known = expected.get(key);
          if (kind === 'remove' && known !== undefined) {
            index.remove(known);
            expected.delete(key);
          }
          expect(lookUp(index, set)).toBe(expected.get(key) ?? UNKNOWN);
        }
        expect(index.size).toBe(expected.size);
        expect(new Set(expected.values()).size).toBe(expected.size);
        for (const [key, row] of expected) expect(attributesKey(index.attributes(row))).toBe(key);
      }),
      { numRuns: 500 },
    );
  });
});

/** Removes so many pairs that the index forgets those without a row. */
function makeTidy(index: AttributeIndex): void {
  const rows = Array.from({ length: 400 }, (_, n) => index.insert({ 'to be forgotten': n }));
  for (const row of rows) index.remove(row);
}
