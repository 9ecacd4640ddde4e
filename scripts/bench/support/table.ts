import type { Spread } from './statistics';

/** A cell that has nothing to say. */
export const NOTHING = '-';

/**
 * Rows of text as a table: the first row is the heading, the first column is set left, figures right, columns two
 * blanks apart. Shorter rows end early.
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = '-'.repeat(Math.max(0, ...lines.map((line) => line.length)));
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].join('\n');
}

/** A spread for people: the median, and in brackets the least and the most. */
export function formatSpread({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}
