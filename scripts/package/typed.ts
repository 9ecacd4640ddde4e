import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile';

/** Compiles files that import these entry points, as CommonJS and as ES modules. Their declarations are checked wholly. */
export function checkTypes(folder: string, root: string, entryPoints: readonly string[]): void {
  for (const source of ['typed.cts', 'typed.mts']) {
    const names = entryPoints.map((_entryPoint, index) => `entryPoint${index}`);
    const imports = entryPoints.map((from, index) => `import * as ${names[index]} from '${from}';`);
    writeFileSync(
      join(folder, source),
      [...imports, `export const all = [${names.join(', ')}];`, ''].join('\n'),
    );
    const { status, stdout } = compile(folder, root, source, '--noEmit');
    if (status !== 0) throw new Error(`${source} does not compile:\n${stdout}`);
  }
}
