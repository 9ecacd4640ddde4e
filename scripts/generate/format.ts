import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CHECKOUT = join(__dirname, '..', '..');
const BIOME = join(CHECKOUT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

/**
 * Puts generated TypeScript into the form that `npm run lint` asks for.
 *
 * @param path where the file will lie, relative to the checkout: Biome picks its rules by it
 */
export function formatTypeScript(path: string, source: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const biome = spawn(process.execPath, [BIOME, 'check', '--write', `--stdin-file-path=${path}`], {
      cwd: CHECKOUT,
    });
    let formatted = '';
    let complaint = '';
    biome.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      formatted += chunk;
    });
    biome.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaint += chunk;
    });
    biome.on('error', reject);
    biome.on('close', (code) => {
      if (code === 0) resolve(formatted);
      else reject(new Error(`Biome refused what was generated for ${path}:\n${complaint}`));
    });
    biome.stdin.end(source);
  });
}
