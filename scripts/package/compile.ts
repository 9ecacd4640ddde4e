import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles a user's file in `folder` as strictly as TypeScript can: the declarations that it imports are checked as well. */
export function compile(folder: string, root: string, source: string, ...options: readonly string[]) {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
  const target = ['--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--module', 'nodenext'];
  return spawnSync(tsc, [source, ...target, ...types, ...options], { cwd: folder, encoding: 'utf8' });
}
