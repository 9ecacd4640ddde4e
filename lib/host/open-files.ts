import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readStart } from './read-start';
import { wholeNumber } from './text-fields';

/** Beyond this, counting would cost more than the figure is worth. */
const MOST_COUNTED = 65_536;
const NAMES_AT_A_TIME = 1_024;
const NO_SIZE = { size: 0 };

/** A count of open files. */
export interface OpenFiles {
  readonly count: number;
  /** Whether there are more, which were too many to count. */
  readonly areMore: boolean;
}

/**
 * How many files the process has open: from Linux 6.2 on the folder's size says it (proc_pid_fd(5)), elsewhere its entries
 * are counted, up to 65,536.
 *
 * @throws when there is no such folder
 */
export async function countOpenFiles(root: string): Promise<OpenFiles> {
  const folder = join(root, 'proc/self/fd');
  // Of a copy on a disk the size means something else.
  const { size } = root === '/' ? await stat(folder).catch(() => NO_SIZE) : NO_SIZE;
  if (size > 0) return { count: size, areMore: false };
  return countEntries(folder).catch(() => countEntries(join(root, 'dev/fd')));
}

async function countEntries(path: string): Promise<OpenFiles> {
  let entries = 0;
  for await (const _ of await opendir(path, { bufferSize: NAMES_AT_A_TIME })) {
    entries += 1;
    if (entries > MOST_COUNTED) return { count: MOST_COUNTED, areMore: true };
  }
  // The folder itself was open to be read, and counted itself.
  return { count: entries - 1, areMore: false };
}

const LIMITS_BYTES = 16_384;

/**
 * How many files the process may have open (the soft limit): `Max open files` of proc_pid_limits(5). undefined where there
 * is no limit or none can be read.
 *
 * @throws (a rejection) when there is no such file, or no descriptor left to read it with (EMFILE)
 */
export async function readOpenFileLimit(root: string): Promise<number | undefined> {
  const text = await readStart(join(root, 'proc/self/limits'), LIMITS_BYTES);
  return wholeNumber(/^Max open files +(\d+) /m.exec(text)?.[1]);
}
