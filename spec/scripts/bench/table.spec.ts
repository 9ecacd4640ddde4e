import { formatSpread, formatTable } from '../../../scripts/bench/support/table';

describe('formatTable', () => {
  it('sets the first column left and figures right, under a ruled heading', () => {
    const table = formatTable([
      ['server', 'ratio'],
      ['bare', '1'],
      ['observed', '0.85'],
    ]);
    expect(table).toBe(
      ['server    ratio', '---------------', 'bare          1', 'observed   0.85'].join('\n'),
    );
  });

  it('makes a column as wide as its widest cell, whichever row that is in', () => {
    const [heading, , row] = formatTable([
      ['a', 'b', 'c'],
      ['long name', '12345', '6'],
    ]).split('\n');
    expect(heading).toBe('a              b  c');
    expect(row).toBe('long name  12345  6');
  });

  it('ends short rows early, without blanks behind them', () => {
    const lines = formatTable([['one', 'two'], ['1']]).split('\n');
    expect(lines[2]).toBe('1');
  });
});

describe('formatSpread', () => {
  it('shows the median, the least and the most, with as many digits as asked for', () => {
    expect(formatSpread({ median: 0.8541, min: 0.8, max: 0.9 }, 2)).toBe('0.85 (0.80 to 0.90)');
    expect(formatSpread({ median: 1234.5, min: 999.6, max: 2000 }, 0)).toBe('1235 (1000 to 2000)');
  });
});
