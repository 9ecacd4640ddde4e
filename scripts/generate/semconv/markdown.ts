/** Small pieces of Markdown. */

/** A table; nothing where there are no rows. Cells must not hold line breaks; bars are escaped. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line), ''];
}

/** A name as code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** Values as code, in a row. */
export function codes(values: readonly (string | number)[]): string {
  return values.map((value) => code(String(value))).join(', ');
}

/** A paragraph and the empty line after it; nothing where there is no text. */
export function paragraph(text: string | undefined): readonly string[] {
  return text ? [text.trim(), ''] : [];
}

/** A heading with what is under it; nothing where nothing is. */
export function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, '', ...lines];
}

/** The anchor that Markdown viewers give a heading of one name in code. */
export function anchor(name: string): string {
  return `#${name
    .toLowerCase()
    .replace(/[^a-z0-9_ -]/g, '')
    .replaceAll(' ', '-')}`;
}

/** Lines to a file: one newline at its end. */
export function document(lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`;
}
