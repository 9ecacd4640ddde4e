import { BoundedLane } from './bounded-lane';
import { readCgroupMemory } from './cgroup-memory';
import { type OwnFigures, ownFigures } from './own-figures';
import { type ReadText, tellingReader } from './read-text';
import { bytesField } from './text-fields';

/** How much memory is used, and how much may be. What could not be read is undefined. */
export interface MemoryUsage {
  /** In use, without what can be given back at once: in the container where it has a limit, on the machine otherwise. */
  readonly usedBytes: number | undefined;
  /** The container's limit, or else the machine's memory. */
  readonly limitBytes: number | undefined;
}

/** Reads the memory of the container where it has a limit, and that of the machine otherwise. Rejects where `read` does. */
export async function readMemory(read: ReadText, cgroups: string, own: OwnFigures): Promise<MemoryUsage> {
  const information = (await read('proc/meminfo')) ?? '';
  const totalBytes = bytesField(information, 'MemTotal') ?? own.totalMemoryBytes();
  const limited = await readCgroupMemory(read, cgroups, totalBytes);
  if (limited) return { usedBytes: limited.usedBytes, limitBytes: limited.limitBytes };
  const availableBytes = bytesField(information, 'MemAvailable') ?? own.freeMemoryBytes();
  const isKnown = totalBytes !== undefined && availableBytes !== undefined;
  return {
    limitBytes: totalBytes,
    usedBytes: isKnown ? Math.max(0, totalBytes - availableBytes) : undefined,
  };
}

const TIMEOUT_MS = 1_000;

/** Where a memory reader looks. */
export interface MemoryReaderOptions {
  /** The folder that `proc` and `sys` are in. Default: `/`. */
  readonly root?: string | undefined;
  readonly own?: OwnFigures | undefined;
}

/**
 * What reads how much memory is used now, each time it is called. It rejects when that cannot be read just now: the machine's
 * memory is no stand-in for the limit of a container that is there.
 */
export function memoryReader({
  root = '/',
  own = ownFigures,
}: MemoryReaderOptions = {}): () => Promise<MemoryUsage> {
  const read = tellingReader(root, new BoundedLane(TIMEOUT_MS));
  return async () => readMemory(read, (await read('proc/self/cgroup')) ?? '', own);
}
