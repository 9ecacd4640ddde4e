import { join } from 'node:path';
import type { BoundedLane } from './bounded-lane';
import { readStart } from './read-start';

/**
 * Reads a text file by its path below the root, `maxBytes` of it at most (16 KiB by default); undefined when it cannot be
 * read in time.
 */
export type ReadText = (path: string, maxBytes?: number) => Promise<string | undefined>;

const DEFAULT_MAX_BYTES = 16_384;

/** Codes of what a system does not have, hides, or does not answer. */
const NOT_TOLD: ReadonlySet<unknown> = new Set(
  'ENOENT ENOTDIR ENODEV EACCES EPERM EINVAL ENOSYS ENOTSUP EOPNOTSUPP'.split(' '),
);

/**
 * Reads below `root` likewise, and tells what is not there from what cannot be read just now, as with no file descriptor
 * left: who took the second for the first would look elsewhere.
 *
 * @returns what reads: undefined for what the system does not tell, a rejection for what cannot be read now
 */
export function tellingReader(root: string, lane: BoundedLane): ReadText {
  return async (path, maxBytes = DEFAULT_MAX_BYTES) => {
    try {
      return await lane.attempt(() => readStart(join(root, path), maxBytes));
    } catch (error) {
      if (NOT_TOLD.has((error as NodeJS.ErrnoException).code)) return undefined;
      throw error;
    }
  };
}

/** Reads below `root`, one file after the other, as the lane allows. */
export function textReader(root: string, lane: BoundedLane): ReadText {
  return (path, maxBytes = DEFAULT_MAX_BYTES) => lane.run(() => readStart(join(root, path), maxBytes));
}
