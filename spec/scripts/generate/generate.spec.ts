import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../../scripts/generate/generate';
import type { GeneratorStep } from '../../../scripts/generate/step';

const stepOf = (files: Readonly<Record<string, string>>, owns: readonly string[] = []): GeneratorStep => ({
  name: 'pages',
  owns,
  files: async () => new Map(Object.entries(files)),
});

describe('generating', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cardlink-generate-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('writes what is missing or differs, and says what it wrote', async () => {
    writeFileSync(join(root, 'old.md'), 'old\n');
    writeFileSync(join(root, 'same.md'), 'same\n');
    const step = stepOf({ 'old.md': 'new\n', 'same.md': 'same\n', 'deep/new.md': 'here\n' });
    expect(await generate([step], { check: false, root })).toEqual({
      ok: true,
      lines: ['wrote old.md', 'wrote deep/new.md'],
    });
    expect(readFileSync(join(root, 'old.md'), 'utf8')).toBe('new\n');
    expect(readFileSync(join(root, 'deep/new.md'), 'utf8')).toBe('here\n');
  });

  it('lists stale files with the remedy under --check, and writes nothing', async () => {
    writeFileSync(join(root, 'old.md'), 'old\n');
    expect(await generate([stepOf({ 'old.md': 'new\n', 'new.md': '' })], { check: true, root })).toEqual({
      ok: false,
      lines: [
        '2 generated files are stale:',
        '  old.md  differs (pages)',
        '  new.md  missing (pages)',
        'Run `npm run generate` and commit what it writes.',
      ],
    });
    expect(readFileSync(join(root, 'old.md'), 'utf8')).toBe('old\n');
    expect(existsSync(join(root, 'new.md'))).toBe(false);
  });

  it('is content with what is up to date', async () => {
    const steps = [stepOf({ 'a.md': 'a\n' }), stepOf({ 'b.md': 'b\n' })];
    await generate(steps, { check: false, root });
    expect(await generate(steps, { check: true, root })).toEqual({
      ok: true,
      lines: ['Everything generated is up to date.'],
    });
  });

  it('removes what a step made once and makes no more, and leaves what people wrote', async () => {
    mkdirSync(join(root, 'pages'));
    writeFileSync(join(root, 'pages/gone.md'), '<!-- Generated from registry/gone.yaml. -->\n');
    writeFileSync(join(root, 'pages/notes.md'), 'Notes.\nGenerated from nothing.\n');
    const step = stepOf({ 'pages/a.md': 'Generated from a.\n' }, ['pages', 'not-there']);
    expect((await generate([step], { check: true, root })).lines).toContain(
      '  pages/gone.md  no longer generated (pages)',
    );
    expect((await generate([step], { check: false, root })).lines).toEqual([
      'wrote pages/a.md',
      'removed pages/gone.md',
    ]);
    expect(existsSync(join(root, 'pages/gone.md'))).toBe(false);
    expect(existsSync(join(root, 'pages/notes.md'))).toBe(true);
  });

  it('fails with what a step throws', async () => {
    const step = { name: 'broken', files: () => Promise.reject(new Error('the source is wrong')) };
    await expect(generate([step], { check: true, root })).rejects.toThrow('the source is wrong');
  });

  it('says what it could not read', async () => {
    mkdirSync(join(root, 'folder'));
    await expect(generate([stepOf({ folder: '' })], { check: true, root })).rejects.toThrow('EISDIR');
  });
});
