import { controllerFolders } from './cgroup-path';
import type { ReadText } from './read-text';
import { fieldOf, wholeNumber } from './text-fields';

/** The memory of the innermost cgroup with the lowest limit, in bytes. */
export interface CgroupMemory {
  readonly limitBytes: number;
  /** Without the cache of files that the kernel can give back at once: what `kubectl top` shows. */
  readonly usedBytes: number | undefined;
}

interface MemoryFiles {
  readonly limit: string;
  readonly usage: string;
  /** The field of `memory.stat` with what can be given back. */
  readonly inactive: string;
}

const FILES: Readonly<Record<1 | 2, MemoryFiles>> = {
  1: { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes', inactive: 'total_inactive_file' },
  2: { limit: 'memory.max', usage: 'memory.current', inactive: 'inactive_file' },
};

/**
 * Reads how much memory the process's cgroups let it have. undefined without a limit: `max` in version 2, in version 1 a
 * number that no machine has, which is why a limit of `machineBytes` or more is none.
 */
export async function readCgroupMemory(
  read: ReadText,
  cgroups: string,
  machineBytes: number | undefined,
): Promise<CgroupMemory | undefined> {
  const found = controllerFolders(cgroups, 'memory');
  if (!found) return undefined;
  const files = FILES[found.version];
  let lowest = machineBytes ?? Number.MAX_SAFE_INTEGER;
  let folder: string | undefined;
  for (const candidate of found.folders) {
    const limit = wholeNumber((await read(`sys/fs/cgroup/${candidate}/${files.limit}`))?.trim());
    if (limit === undefined || limit <= 0 || limit >= lowest) continue;
    lowest = limit;
    folder = candidate;
  }
  if (folder === undefined) return undefined;
  return { limitBytes: lowest, usedBytes: await readUsed(read, `sys/fs/cgroup/${folder}`, files) };
}

async function readUsed(read: ReadText, folder: string, files: MemoryFiles): Promise<number | undefined> {
  const usage = wholeNumber((await read(`${folder}/${files.usage}`))?.trim());
  const statistics = await read(`${folder}/memory.stat`);
  const inactive = wholeNumber(fieldOf(statistics ?? '', files.inactive, ' ')) ?? 0;
  return usage === undefined ? undefined : Math.max(0, usage - inactive);
}
