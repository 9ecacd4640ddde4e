import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { isMainThread, resourceLimits } from 'node:worker_threads';
import { loadFigures, type MemoryReaderOptions, type MemoryUsage } from '../../host';
import type { HealthCheck, HealthFinding } from '../check';
import { gradeUpwards, mebibytes, optionsOf, percent, type ShareThresholds, shareBounds } from './thresholds';

/** When memory is short. */
export interface MemoryOptions extends ShareThresholds, MemoryReaderOptions {}

const DEFAULTS = { unhealthyShare: 0.9 };

/**
 * How much memory is used: of the container's limit where it has one (cgroup version 1 or 2), of the machine's otherwise,
 * without what the kernel can give back at once. Unhealthy at 90 %; where the system does not say, healthy.
 */
export function memory(given: MemoryOptions = {}): HealthCheck {
  const options: MemoryOptions = optionsOf(given);
  const bounds = shareBounds(options, DEFAULTS);
  const read = onceMade(() => loadFigures().memoryReader(options));
  return async (): Promise<HealthFinding> => {
    const { usedBytes, limitBytes } = await read();
    if (usedBytes === undefined || limitBytes === undefined) return notTold('how much memory is used');
    return finding('memory', usedBytes, limitBytes, bounds);
  };
}

/**
 * How full the heap of JavaScript is: its old generation, in which what lives long is, against V8's limit for that, or
 * against the container's where that is lower. Unhealthy at 90 %: not far from there V8 ends the process.
 */
export function heap(given: MemoryOptions = {}): HealthCheck {
  const options: MemoryOptions = optionsOf(given);
  const bounds = shareBounds(options, DEFAULTS);
  const read = onceMade(() => loadFigures().memoryReader(options));
  return async (): Promise<HealthFinding> => {
    const { limitBytes = Number.POSITIVE_INFINITY } = await read();
    return finding('the heap', usedByOld(), Math.min(limitOfOld(), limitBytes), bounds);
  };
}

function finding(
  what: string,
  usedBytes: number,
  limitBytes: number,
  bounds: ReturnType<typeof shareBounds>,
): HealthFinding {
  const share = usedBytes / limitBytes;
  return {
    status: gradeUpwards(share, bounds),
    message: `${percent(share)} of ${what} is used: ${mebibytes(usedBytes)} of ${mebibytes(limitBytes)}`,
    details: { usedBytes, limitBytes, usedShare: share },
  };
}

/** A system that does not say a figure is no reason to take a server out of service. */
export function notTold(what: string): HealthFinding {
  return { status: 'healthy', message: `this system does not say ${what}` };
}

function onceMade(make: () => () => Promise<MemoryUsage>): () => Promise<MemoryUsage> {
  let made: (() => Promise<MemoryUsage>) | undefined;
  return () => {
    made ??= make();
    return made();
  };
}

const YOUNG_SPACES: ReadonlySet<string> = new Set(['new_space', 'new_large_object_space']);

/**
 * What the old generation holds of its limit: its pages, without what is free in them. A page of which a large object fills
 * a part is held as a whole.
 */
function usedByOld(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => !YOUNG_SPACES.has(space_name))
    .reduce((bytes, { space_size, space_used_size, space_available_size }) => {
      return bytes + Math.max(space_used_size, space_size - space_available_size);
    }, 0);
}

/** Where nobody sets it, V8 makes the old generation 128 times as large as one of the three semi-spaces of the young one. */
const OLD_SHARE = 128 / (128 + 3);
const SEMI_SPACES = 3;
const MEBIBYTE = 1_048_576;

/**
 * The limit that V8 tells is that of both generations, and what is reserved for the young one cannot be used by the old one:
 * with `--max-old-space-size=64` it is out of memory at 60 % of what it tells (Node 20). What says it exactly, the surest
 * first: the flag, which counts in workers too; what a worker was given; the flag for the size of the young one.
 */
function limitOfOld(): number {
  const { heap_size_limit } = getHeapStatistics();
  const set =
    flagMebibytes('max-old-space-size') ?? (isMainThread ? undefined : resourceLimits.maxOldGenerationSizeMb);
  if (set !== undefined) return Math.min(set * MEBIBYTE, heap_size_limit);
  const semiSpace = flagMebibytes('max-semi-space-size');
  if (semiSpace === undefined) return heap_size_limit * OLD_SHARE;
  // V8 takes the next power of two.
  const young = SEMI_SPACES * 2 ** Math.ceil(Math.log2(semiSpace)) * MEBIBYTE;
  return Math.max(heap_size_limit - young, MEBIBYTE);
}

/** A size that a flag of V8 sets, on the command line or by the environment; undefined where none does, or sets none. */
function flagMebibytes(flag: string): number | undefined {
  const flags = `${process.env.NODE_OPTIONS ?? ''} ${process.execArgv.join(' ')}`;
  const pattern = new RegExp(`--${flag.replaceAll('-', '[-_]')}[= ](\\d+)`, 'g');
  const set = Number([...flags.matchAll(pattern)].at(-1)?.[1] ?? 0);
  return set > 0 ? set : undefined;
}
