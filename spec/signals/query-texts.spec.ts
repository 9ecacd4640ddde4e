import { QueryTexts } from '../../lib/signals/query-texts';

describe('the texts of queries', () => {
  it('are kept without their literals, for the product that they were read for', () => {
    const texts = new QueryTexts();
    const query = 'SELECT "a" FROM t WHERE b = 5';

    for (let time = 0; time < 2; time += 1) {
      expect(texts.sanitized(query, undefined)).toBe('SELECT ? FROM t WHERE b = ?');
      expect(texts.sanitized(query, 'postgresql')).toBe('SELECT "a" FROM t WHERE b = ?');
    }
    expect(texts.size).toBe(1);
  });

  it('are not kept when they hold strings or are long', () => {
    const texts = new QueryTexts();
    texts.sanitized("SELECT a FROM t WHERE pin = '1234'", undefined);
    texts.sanitized(`SELECT ${'a, '.repeat(1_000)} b`, undefined);

    expect(texts.size).toBe(0);
  });

  it('are 500 at most', () => {
    const texts = new QueryTexts();
    for (let table = 0; table < 1_750; table += 1) {
      expect(texts.sanitized(`SELECT a FROM t${table}`, undefined)).toBe(`SELECT a FROM t${table}`);
      expect(texts.size).toBeLessThanOrEqual(500);
    }
  });
});
