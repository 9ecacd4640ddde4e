import { join } from 'node:path';
import type { BoundedLane } from './bounded-lane';
import { readStart } from './read-start';

/**
 * Reads a text file by its path below the root, `maxBytes` of it at most (16 KiB by default); undefined when it cannot be
 * read in time.
 */
export type ReadText = (path: string, maxBytes?: number) => Promise<string | undefined>;

const DEFAULT_MAX_BYTES = 16_384;

/** Reads below `root`, one file after the other, as the lane allows. */
export function textReader(root: string, lane: BoundedLane): ReadText {
  return (path, maxBytes = DEFAULT_MAX_BYTES) => lane.run(() => readStart(join(root, path), maxBytes));
}
