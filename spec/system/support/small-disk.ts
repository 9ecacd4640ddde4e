import { execFileSync, spawnSync } from 'node:child_process';
import { temporaryFolder } from './lab-process';

/** Mounts a disk that is soon full. @returns whether this user may */
export function mountSmallDisk(path: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', path]).status === 0;
}

/** Takes it away, whatever still uses it. */
export function unmount(path: string): void {
  execFileSync('umount', ['-l', path]);
}

function mayMount(): boolean {
  const { path, remove } = temporaryFolder();
  const mounted = mountSmallDisk(path);
  if (mounted) unmount(path);
  remove();
  return mounted;
}

/** Jest tells that it is left out, where no disk can be mounted. */
export const itWithDisk = mayMount() ? it : it.skip;
