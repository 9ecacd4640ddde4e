import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { loadFigures, type MemoryReaderOptions, type MemoryUsage } from '../../host';
import type { HealthCheck, HealthFinding } from '../check';
import { gradeUpwards, mebibytes, percent, type ShareThresholds, shareBounds } from './thresholds';

/** When memory is short. */
export interface MemoryOptions extends ShareThresholds, MemoryReaderOptions {}

const DEFAULTS = { unhealthyShare: 0.9 };

/**
 * How much memory is used: of the container's limit where it has one (cgroup version 1 or 2), of the machine's otherwise,
 * without what the kernel can give back at once. Unhealthy at 90 %; where the system does not say, healthy.
 */
export function memory(options: MemoryOptions = {}): HealthCheck {
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
export function heap(options: MemoryOptions = {}): HealthCheck {
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

function usedByOld(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => !YOUNG_SPACES.has(space_name))
    .reduce((bytes, { space_used_size }) => bytes + space_used_size, 0);
}

/** V8's default for one half of the young generation on machines of 64 bits; three of them are reserved. */
const SEMI_SPACE_MIB = 16;
const SEMI_SPACES = 3;

/**
 * The limit that V8 tells is that of both generations. What is reserved for the young one cannot be used by the old one:
 * with a limit of 64 MiB for that, it is out of memory at 60 % of the whole.
 */
function limitOfOld(): number {
  const { heap_size_limit } = getHeapStatistics();
  const young = SEMI_SPACES * semiSpaceMib() * 1_048_576;
  return young < heap_size_limit ? heap_size_limit - young : heap_size_limit;
}

function semiSpaceMib(): number {
  const flags = `${process.env.NODE_OPTIONS ?? ''} ${process.execArgv.join(' ')}`;
  const set = [...flags.matchAll(/--max[-_]semi[-_]space[-_]size[= ](\d+)/g)].at(-1)?.[1];
  return set === undefined ? SEMI_SPACE_MIB : Number(set);
}
