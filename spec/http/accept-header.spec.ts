import fc from 'fast-check';
import { parseAlternatives } from '../../lib/http';

const plain = (header: string): readonly unknown[] =>
  parseAlternatives(header).map(({ name, parameters, quality }) => [
    name,
    Object.fromEntries(parameters),
    quality,
  ]);

describe('parseAlternatives', () => {
  it('gives names, parameters and qualities in the order of the header', () => {
    expect(plain('Text/Plain; Version="0.0.4"; q=0.5, gzip,*;q=0')).toEqual([
      ['text/plain', { version: '0.0.4' }, 0.5],
      ['gzip', {}, 1],
      ['*', {}, 0],
    ]);
  });

  it('takes what is in quotes for one value, with what is escaped in it', () => {
    expect(plain('a/b;c="d,e;f=\\"g";h=i')).toEqual([['a/b', { c: 'd,e;f="g', h: 'i' }, 1]]);
  });

  it('holds qualities to the range from 0 to 1, and one that is no number for the least that is no refusal', () => {
    const qualities = parseAlternatives('a;q=7,b;q=1e-9,c;q=x,d;q=-1').map(({ quality }) => quality);
    expect(qualities).toEqual([1, 1e-9, 0.0001, 0.0001]);
  });

  it('never throws, and gives at most a hundred alternatives with names in lower case, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(',', ';', '=', '"', 'q'), fc.string())), (pieces) => {
        const alternatives = parseAlternatives(pieces.join(''));
        expect(alternatives.length).toBeLessThanOrEqual(100);
        for (const { name, quality } of alternatives) {
          expect(name).toBe(name.trim().toLowerCase());
          expect(name).not.toBe('');
          expect(quality).toBeGreaterThanOrEqual(0);
          expect(quality).toBeLessThanOrEqual(1);
        }
      }),
    );
    expect(parseAlternatives('a,'.repeat(1_000))).toHaveLength(100);
  });
});
