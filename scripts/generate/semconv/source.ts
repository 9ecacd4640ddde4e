/** Small pieces of TypeScript source. Biome breaks and quotes them afterwards. */

/** A value as a literal. */
export const literal = (value: unknown) => JSON.stringify(value);

/** A docstring of one or more paragraphs; empty ones are left out, and what would end it is broken up. */
export function docstring(...paragraphs: readonly (string | undefined)[]): string {
  const lines = paragraphs
    .filter((paragraph): paragraph is string => paragraph !== undefined && paragraph !== '')
    .map((paragraph) => paragraph.trim().replaceAll('*/', '*\\/'))
    .join('\n\n')
    .split('\n');
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && only.length < 100) return `/** ${only} */\n`;
  return `/**\n${lines.flatMap(wrapped).join('\n')}\n */\n`;
}

function wrapped(line: string): readonly string[] {
  const rows: string[] = [''];
  for (const word of line.split(' ')) {
    const row = rows.at(-1) ?? '';
    if (row.length + word.length > 105) rows.push(word);
    else rows[rows.length - 1] = row === '' ? word : `${row} ${word}`;
  }
  return rows.map((row) => ` * ${row}`.trimEnd());
}
