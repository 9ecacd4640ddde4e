import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CHECKOUT = join(__dirname, '..', '..');
const BIOME = join(CHECKOUT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

/**
 * Puts generated TypeScript into the form that `npm run lint` asks for.
 *
 * @param path where the file will lie, relative to the checkout: Biome picks its rules by it
 * @throws Error with what Biome says where the source is not TypeScript
 */
export async function formatTypeScript(path: string, source: string): Promise<string> {
  // `check` sorts imports as well, but hands a source it cannot parse back as it is: only `format` refuses it.
  const sorted = await biome(['check', '--write'], path, source);
  return biome(['format'], path, sorted);
}

function biome(command: readonly string[], path: string, source: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIOME, ...command, `--stdin-file-path=${path}`], {
      cwd: CHECKOUT,
    });
    let answer = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaint += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(answer);
      else reject(new Error(`Biome refused what was generated for ${path}:\n${complaint}`));
    });
    child.stdin.end(source);
  });
}
