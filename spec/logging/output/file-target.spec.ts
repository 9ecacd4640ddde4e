import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileTarget, type RotationLimits } from '../../../lib/logging/output/file-target';

const LIMITS: RotationLimits = { sizeBytes: 100, files: 2, ageMs: 3_600_000 };

describe('a log file', () => {
  let folder: string;
  let path: string;
  const failures: string[] = [];
  const targets: FileTarget[] = [];
  const clock = { ms: Date.now() };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardlink-logs-'));
    path = join(folder, 'app.log');
    clock.ms = Date.now();
    failures.length = 0;
  });
  afterEach(async () => {
    await Promise.all(targets.splice(0).map((target) => target.settled()));
    rmSync(folder, { recursive: true });
    expect(failures).toEqual([]);
  });

  function open(limits: Partial<RotationLimits> = {}): FileTarget {
    const onFailure = (what: string, error: unknown) => void failures.push(`${what}: ${String(error)}`);
    const target = new FileTarget(path, { ...LIMITS, ...limits }, onFailure, { epochMs: () => clock.ms });
    targets.push(target);
    return target;
  }

  function write(target: FileTarget, text: string) {
    const prepared = target.prepare(text.length);
    writeSync(target.fd, text);
    target.written(text.length, text.split('\n').length - 1);
    return prepared;
  }

  const aside = (): string[] =>
    readdirSync(folder)
      .filter((name) => name !== 'app.log')
      .sort();

  it('is put aside when the next lines would make it too large, and begun anew', () => {
    const target = open();
    write(target, `${'a'.repeat(89)}\n`);
    write(target, `${'b'.repeat(9)}\n`);
    write(target, 'c\n');

    expect(readFileSync(path, 'utf8')).toBe('c\n');
    expect(aside()).toHaveLength(1);
    expect(aside()[0]).toMatch(/^app-\d{8}T\d{9}Z\.log$/);
    expect(readFileSync(join(folder, aside()[0] ?? ''), 'utf8')).toHaveLength(100);
    target.close();
  });

  it('is put aside after a day, or after the age where that is shorter', () => {
    const target = open({ ageMs: 60_000 });
    write(target, 'a\n');
    clock.ms += 60_001;
    write(target, 'b\n');

    expect(readFileSync(path, 'utf8')).toBe('b\n');
    expect(aside()).toHaveLength(1);
    target.close();
  });

  it('is put aside when what was there before it was opened is too old', () => {
    writeFileSync(path, 'yesterday\n');
    clock.ms += 25 * 3_600_000;
    const target = open({ ageMs: 72 * 3_600_000 });
    write(target, 'today\n');

    expect(readFileSync(path, 'utf8')).toBe('today\n');
    target.close();
  });

  it('keeps as many files aside as it is told, and none that is too old', async () => {
    const target = open({ sizeBytes: 2, files: 2 });
    for (const text of ['1\n', '2\n', '3\n', '4\n', '5\n']) {
      clock.ms += 10;
      write(target, text);
      await target.settled();
    }
    expect(aside().map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['3\n', '4\n']);

    const [oldest = ''] = aside();
    utimesSync(join(folder, oldest), new Date(0), new Date(0));
    clock.ms += 10;
    write(target, '6\n');
    await target.settled();
    expect(aside()).not.toContain(oldest);
    target.close();
  });

  it('leaves files alone that it did not put aside', async () => {
    writeFileSync(join(folder, 'app-notes.log'), 'mine');
    writeFileSync(join(folder, 'app-20260101T000000000Z.txt'), 'mine');
    const target = open({ files: 0, sizeBytes: 2 });
    write(target, '1\n');
    write(target, '2\n');
    await target.settled();

    expect(aside()).toEqual(['app-20260101T000000000Z.txt', 'app-notes.log']);
    target.close();
  });

  it('puts two files aside within a millisecond under names of their own', () => {
    const target = open({ sizeBytes: 2 });
    for (const text of ['1\n', '2\n', '3\n']) write(target, text);

    expect(aside()).toHaveLength(2);
    target.close();
  });

  it('goes on in a new file when another program has put it aside, with nothing lost', () => {
    const target = open();
    write(target, 'a\n');
    renameSync(path, join(folder, 'taken.log'));
    clock.ms += 1_001;

    expect(write(target, 'b\n')).toEqual({ kind: 'changed', lostLines: 0 });
    expect(readFileSync(path, 'utf8')).toBe('b\n');
    expect(readFileSync(join(folder, 'taken.log'), 'utf8')).toBe('a\n');
    target.close();
  });

  it('goes on in a new file when it was removed, and says how many lines may have gone with it', () => {
    const target = open();
    clock.ms += 1_001;
    write(target, 'a\n');
    unlinkSync(path);
    write(target, 'b\nc\n');
    clock.ms += 1_001;

    expect(write(target, 'd\n')).toEqual({ kind: 'changed', lostLines: 3 });
    expect(readFileSync(path, 'utf8')).toBe('d\n');
    target.close();
  });

  it('goes on at the end of a file that another program has cut short, and reckons with its new length', () => {
    const target = open();
    write(target, `${'a'.repeat(89)}\n`);
    truncateSync(path, 0);
    clock.ms += 1_001;
    write(target, `${'b'.repeat(89)}\n`);

    expect(readFileSync(path, 'utf8')).toBe(`${'b'.repeat(89)}\n`);
    expect(aside()).toEqual([]);
    target.close();
  });

  it('does not put aside what another process has begun a moment ago', () => {
    const target = open();
    write(target, `${'a'.repeat(89)}\n`);
    renameSync(path, join(folder, 'app-of-the-other.log'));
    appendFileSync(path, 'other\n');
    write(target, `${'b'.repeat(89)}\n`);

    expect(readFileSync(path, 'utf8')).toBe(`other\n${'b'.repeat(89)}\n`);
    target.close();
  });

  it('cannot be opened in a folder that is not there', () => {
    path = join(folder, 'missing', 'app.log');
    expect(() => open()).toThrow(/ENOENT/);
    expect(existsSync(path)).toBe(false);
  });

  it('is written on when it cannot be put aside, which is told and tried again a minute later', () => {
    // The name with the time would be longer than a name can be.
    path = join(folder, `${'a'.repeat(245)}.log`);
    const target = open();
    for (let count = 0; count < 5; count += 1) write(target, `${'x'.repeat(60)}\n`);

    expect(readFileSync(path, 'utf8')).toHaveLength(5 * 61);
    expect(failures.splice(0)).toEqual([
      expect.stringMatching(/cannot be put aside and is written on: .*ENAMETOOLONG/),
    ]);
    clock.ms += 61_000;
    write(target, `${'x'.repeat(60)}\n`);
    expect(failures.splice(0)).toHaveLength(1);
  });

  it('is looked after though the clock was set back', () => {
    const target = open();
    write(target, 'one\n');
    clock.ms -= 3_600_000;
    unlinkSync(path);
    write(target, 'two\n');

    expect(readFileSync(path, 'utf8')).toBe('two\n');
  });
});
