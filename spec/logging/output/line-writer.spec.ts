import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileTarget } from '../../../lib/logging/output/file-target';
import { LineWriter, type LossReason } from '../../../lib/logging/output/line-writer';
import { KEPT, type Target } from '../../../lib/logging/output/target';
import { eventually } from '../../support/eventually';

const FOREVER = { sizeBytes: 1e9, files: 1, ageMs: 1e9 };

function events() {
  const lost: Partial<Record<LossReason, number>> = {};
  const told: string[] = [];
  return {
    lost,
    told,
    events: {
      lost: (count: number, reason: LossReason) => {
        lost[reason] = (lost[reason] ?? 0) + count;
      },
      failed: (target: string, error: unknown, isFinal: boolean) =>
        void told.push(
          `${target} ${(error as NodeJS.ErrnoException).code} ${isFinal ? 'for good' : 'for now'}`,
        ),
      resumed: (target: string) => void told.push(`${target} again`),
    },
  };
}

function targetOf(fd: number, isFile = false): Target {
  return { fd, name: 'it', isFile, prepare: () => KEPT, written() {}, close() {} };
}

describe('a writer of lines', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardlink-writer-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (name = 'app.log') => new FileTarget(join(folder, name), FOREVER, () => {});
  const content = (name = 'app.log') => readFileSync(join(folder, name), 'utf8');
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => `${index}\n`);

  it('writes every line once, in order', async () => {
    const { events: told, lost } = events();
    const writer = new LineWriter(file(), told);
    for (const line of numbered(50_000)) writer.write(line, 'info');
    await writer.flush(10_000);

    expect(content()).toBe(numbered(50_000).join(''));
    expect(lost).toEqual({});
  });

  it('writes what waits and what is under way at once when it is asked to, in order', async () => {
    const { events: told } = events();
    const writer = new LineWriter(file(), told);
    const lines = numbered(30_000);
    for (const line of lines.slice(0, 20_000)) writer.write(line, 'info');
    // One turn of the event loop: the first write is now being carried out by a thread.
    await new Promise(setImmediate);
    for (const line of lines.slice(20_000)) writer.write(line, 'info');
    writer.flushSync();

    expect(content()).toBe(lines.join(''));
  });

  it('lets whoever waits go on when it has written everything at once meanwhile', async () => {
    const { events: told } = events();
    const writer = new LineWriter(file(), told);
    writer.write('line\n', 'info');
    await new Promise(setImmediate);
    let isFlushed = false;
    void writer.flush(600_000).then(() => {
      isFlushed = true;
    });
    writer.flushSync();

    await eventually(() => isFlushed);
    expect(content()).toBe('line\n');
  });

  it('writes each line at once after that', () => {
    const { events: told } = events();
    const writer = new LineWriter(file(), told);
    writer.flushSync();
    writer.write('last words\n', 'info');

    expect(content()).toBe('last words\n');
  });

  it('waits while the disk is full, gives up the least severe first, and counts every record that it lost', async () => {
    // /dev/full answers every write as a full disk does.
    const fd = openSync('/dev/full', 'w');
    const { events: sink, lost, told } = events();
    const writer = new LineWriter(targetOf(fd), sink, 40);
    writer.write('first 123\n', 'info');
    await eventually(() => told.length > 0);
    writer.write('debug 123\n', 'debug');
    for (let count = 0; count < 4; count += 1) writer.write('error 123\n', 'error');

    expect(lost).toEqual({ queue_full: 1 });
    writer.flushSync();
    expect(told).toEqual(['it ENOSPC for now', 'it ENOSPC for good']);
    expect(lost).toEqual({ queue_full: 1, write_failed: 5 });
    closeSync(fd);
  });

  it('tries each line at the end, whatever became of the one before', () => {
    const full = openSync('/dev/full', 'w');
    const roomy = openSync(join(folder, 'app.log'), 'a');
    let fd = full;
    const { events: sink, lost, told } = events();
    const target = targetOf(full);
    Object.defineProperty(target, 'fd', { get: () => fd });
    const writer = new LineWriter(target, sink);
    writer.flushSync();
    writer.write('lost\n', 'info');
    writer.write('lost too\n', 'info');
    fd = roomy;
    writer.write('written\n', 'info');

    expect(content()).toBe('written\n');
    expect(told).toEqual(['it ENOSPC for good', 'it again']);
    expect(lost).toEqual({ write_failed: 2 });
    closeSync(full);
    closeSync(roomy);
  });

  it('counts as lost what comes when nobody will ever read again, says so once, and ends no process', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const fd = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    closeSync(reader);
    const { events: sink, lost, told } = events();
    const writer = new LineWriter(targetOf(fd), sink);
    for (const line of numbered(3)) writer.write(line, 'info');
    await writer.flush(5_000);
    writer.write('more\n', 'error');

    expect(told).toEqual(['it EPIPE for good']);
    expect(lost).toEqual({ write_failed: 4 });
    closeSync(fd);
  });

  it('waits for a slow reader without holding the process up, and loses nothing', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const fd = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    const { events: sink, lost, told } = events();
    const writer = new LineWriter(targetOf(fd), sink);
    const lines = numbered(40_000);
    for (const line of lines) writer.write(line, 'info');
    const flushed = writer.flush(20_000);
    let read = '';
    const buffer = Buffer.alloc(30_000);
    await eventually(
      () => {
        read += readNow(reader, buffer);
        return read.length === lines.join('').length;
      },
      { withinMs: 20_000 },
    );
    await flushed;

    expect(read).toBe(lines.join(''));
    expect({ lost, told }).toEqual({ lost: {}, told: [] });
    closeSync(reader);
    closeSync(fd);
  });
});

function readNow(fd: number, buffer: Buffer): string {
  try {
    return buffer.toString('utf8', 0, readSync(fd, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
    throw error;
  }
}
