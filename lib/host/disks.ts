import { realpath, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { BoundedLane } from './bounded-lane';

/** How full a file system is. */
export interface DiskUsage {
  /** Where it is mounted: the topmost folder above the one asked for that is still on it, as `df` and `stat -c %m` find it. */
  readonly mountPoint: string;
  readonly usedBytes: number;
}

/** How much room a file system has. */
export interface DiskSpace extends DiskUsage {
  /** For who is not root: some file systems keep a part back. */
  readonly availableBytes: number;
}

/** What is asked of the file systems, in `node:fs/promises`. */
export type FileSystems = Pick<typeof import('node:fs/promises'), 'realpath' | 'stat' | 'statfs'>;

const systemCalls: FileSystems = { realpath, stat, statfs };

/**
 * How full the file systems are that these folders are on, each once. Folders that cannot be read are left out, and once
 * a file system does not answer in time, so are those that come after it.
 */
export async function readDisks(
  folders: readonly string[],
  lane: BoundedLane,
  calls: FileSystems = systemCalls,
): Promise<readonly DiskUsage[]> {
  const disks = new Map<string, DiskUsage>();
  for (const folder of folders) {
    const disk = await lane.run(() => readDisk(folder, calls));
    if (disk) disks.set(disk.mountPoint, disk);
  }
  return [...disks.values()];
}

async function readDisk(folder: string, calls: FileSystems): Promise<DiskUsage> {
  const { mountPoint, usedBytes } = await readDiskSpace(folder, calls);
  return { mountPoint, usedBytes };
}

/**
 * How much room the file system has that a folder is on. A file system on a network may never answer: the caller bounds
 * the wait.
 *
 * @throws (a rejection) what the system says when the folder cannot be read, as ENOENT
 */
export async function readDiskSpace(folder: string, calls: FileSystems = systemCalls): Promise<DiskSpace> {
  const path = await calls.realpath(resolve(folder));
  const mountPoint = await findMountPoint(path, calls);
  const { blocks, bfree, bavail, bsize } = await calls.statfs(path);
  return {
    mountPoint,
    usedBytes: Math.max(0, blocks - bfree) * bsize,
    availableBytes: Math.max(0, bavail) * bsize,
  };
}

async function findMountPoint(path: string, calls: FileSystems): Promise<string> {
  const { dev } = await calls.stat(path);
  let top = path;
  for (let above = dirname(path); above !== top; above = dirname(above)) {
    if ((await calls.stat(above)).dev !== dev) break;
    top = above;
  }
  return top;
}
