import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneratorStep } from './step';

/** The first words of every generated file that a step may find again. */
export const GENERATED_MARK = 'Generated from ';

export interface GenerateOptions {
  /** Compare only; write nothing. */
  readonly check: boolean;
  /** The checkout; this one by default. */
  readonly root?: string;
}

export interface GenerateResult {
  /** What to tell the one who called. */
  readonly lines: readonly string[];
  /** False when something was stale under `check`. */
  readonly ok: boolean;
}

interface StaleFile {
  readonly path: string;
  readonly step: string;
  readonly why: 'missing' | 'differs' | 'no longer generated';
  /** What it should hold; undefined where it should not be. */
  readonly content: string | undefined;
}

/** Runs every step: writes what is stale, or under `check` lists it with the remedy. Throws what a step throws. */
export async function generate(
  steps: readonly GeneratorStep[],
  { check, root = join(__dirname, '..', '..') }: GenerateOptions,
): Promise<GenerateResult> {
  const stale: StaleFile[] = [];
  for (const step of steps) stale.push(...(await staleFiles(step, root)));
  if (stale.length === 0) return { lines: ['Everything generated is up to date.'], ok: true };
  if (check) return { lines: complaint(stale), ok: false };
  for (const file of stale) await bringUpToDate(file, root);
  return {
    lines: stale.map(({ path, content }) => `${content === undefined ? 'removed' : 'wrote'} ${path}`),
    ok: true,
  };
}

async function staleFiles(step: GeneratorStep, root: string): Promise<readonly StaleFile[]> {
  const files = await step.files();
  const changed = [...files].map(async ([path, content]): Promise<readonly StaleFile[]> => {
    const present = await contentOf(join(root, path));
    if (present === content) return [];
    return [{ path, step: step.name, why: present === undefined ? 'missing' : 'differs', content }];
  });
  const orphaned = (await generatedFilesIn(step.owns ?? [], root))
    .filter((path) => !files.has(path))
    .map((path): StaleFile => ({ path, step: step.name, why: 'no longer generated', content: undefined }));
  return [...(await Promise.all(changed)).flat(), ...orphaned];
}

/** Files of these folders that say in their first line that they are generated. */
async function generatedFilesIn(folders: readonly string[], root: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(absent);
    for (const entry of entries ?? []) {
      const path = `${folder}/${entry.name}`;
      const content = entry.isFile() ? await contentOf(join(root, path)) : undefined;
      if (content?.split('\n', 1)[0]?.includes(GENERATED_MARK)) found.push(path);
    }
  }
  return found;
}

async function bringUpToDate({ path, content }: StaleFile, root: string): Promise<void> {
  const target = join(root, path);
  if (content === undefined) return rm(target);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}

function complaint(stale: readonly StaleFile[]): readonly string[] {
  return [
    `${stale.length} generated ${stale.length === 1 ? 'file is' : 'files are'} stale:`,
    ...stale.map(({ path, why, step }) => `  ${path}  ${why} (${step})`),
    'Run `npm run generate` and commit what it writes.',
  ];
}

function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(absent);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
