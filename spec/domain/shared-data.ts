import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', '..', 'shared', 'data');

/**
 * The rows of a table of `../shared/data`, which may stand beside the checkout: one object a row, by the names in the
 * first line. Undefined, and said so, when it does not; its cells hold no commas.
 */
export function sharedTable(file: string): readonly Record<string, string>[] | undefined {
  const path = join(FOLDER, file);
  if (!existsSync(path)) {
    process.stderr.write(`${file} is not beside the checkout: the literal cases alone are checked\n`);
    return undefined;
  }
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}
