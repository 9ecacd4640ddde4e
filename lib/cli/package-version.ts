import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this package, from its package.json, which is two folders up from here in lib and in dist alike. */
export function packageVersion(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
