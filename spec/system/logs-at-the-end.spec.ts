import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileTarget } from '../../lib/logging/output/file-target';
import { LineWriter } from '../../lib/logging/output/line-writer';
import { eventually } from '../support/eventually';
import { temporaryFolder } from './support/lab-process';
import { itWithDisk, mountSmallDisk, unmount } from './support/small-disk';

// A length that does not divide a page, so that the line at which the disk is full is cut.
const line = (number: number) => `${JSON.stringify({ number, text: 'x'.repeat(3_001) })}\n`;

/** What became of lines that a writer was given on a disk of 512 kB. */
class Disk {
  readonly told: string[] = [];
  lost = 0;
  count = 0;
  readonly writer: LineWriter;
  readonly #folder = temporaryFolder();
  readonly #file = join(this.#folder.path, 'app.log');
  readonly #filler = join(this.#folder.path, 'filler');

  constructor() {
    if (!mountSmallDisk(this.#folder.path)) throw new Error('no disk could be mounted');
    writeFileSync(this.#filler, 'x'.repeat(300_000));
    const target = new FileTarget(this.#file, { sizeBytes: 1e9, files: 1, ageMs: 1e9 }, () => {});
    this.writer = new LineWriter(target, {
      lost: (count) => {
        this.lost += count;
      },
      failed: (_target, error, isFinal) =>
        void this.told.push(`${(error as NodeJS.ErrnoException).code} ${isFinal ? 'for good' : 'for now'}`),
      resumed: () => void this.told.push('again'),
    });
  }

  log(lines: number): void {
    for (const end = this.count + lines; this.count < end; this.count += 1) {
      this.writer.write(line(this.count), 'info');
    }
  }

  get text(): string {
    return readFileSync(this.#file, 'utf8');
  }

  /** The numbers of the lines, each of which has to be whole. */
  get numbers(): readonly number[] {
    const lines = this.text.trimEnd().split('\n');
    return lines.map((text) => (JSON.parse(text) as { number: number }).number);
  }

  makeRoom(): void {
    unlinkSync(this.#filler);
  }

  remove(): void {
    unmount(this.#folder.path);
    this.#folder.remove();
  }
}

describe('what is logged at the end of a process', () => {
  let disk: Disk;
  const onDisk = (work: () => Promise<void> | void) => async () => {
    disk = new Disk();
    try {
      await work();
    } finally {
      disk.remove();
    }
  };
  const last = (lines: number) => Array.from({ length: lines }, (_, index) => disk.count - lines + index);

  itWithDisk(
    'is in whole lines, written or counted, when the disk was full for a while',
    onDisk(() => {
      disk.writer.flushSync();
      while (disk.told.length === 0) disk.log(1);
      disk.log(5);
      expect(disk.text.endsWith('\n')).toBe(false);
      disk.makeRoom();
      disk.log(5);

      expect(disk.told).toEqual(['ENOSPC for good', 'again']);
      expect(disk.numbers.slice(-5)).toEqual(last(5));
      // The line that was cut counts as lost, and its end came later.
      expect(disk.numbers.length + disk.lost).toBe(disk.count + 1);
    }),
  );

  itWithDisk(
    'goes on in the middle of a line when the disk was full before',
    onDisk(async () => {
      disk.log(100);
      await eventually(() => disk.told.length > 0, { what: 'the disk to be full' });
      expect(disk.text.endsWith('\n')).toBe(false);
      disk.makeRoom();
      disk.writer.flushSync();

      expect(disk.told).toEqual(['ENOSPC for now', 'again']);
      expect(disk.numbers).toEqual(last(100));
      expect(disk.lost).toBe(0);
    }),
  );

  itWithDisk(
    'leaves no torn line behind when the disk is still full at the end, and has room later',
    onDisk(async () => {
      disk.log(100);
      await eventually(() => disk.told.length > 0, { what: 'the disk to be full' });
      disk.writer.flushSync();
      disk.makeRoom();
      disk.log(3);

      expect(disk.told).toEqual(['ENOSPC for now', 'ENOSPC for good', 'again']);
      expect(disk.numbers.slice(-3)).toEqual(last(3));
      expect(disk.lost).toBeGreaterThan(0);
      expect(disk.numbers.length + disk.lost).toBeGreaterThanOrEqual(disk.count);
    }),
  );
});
